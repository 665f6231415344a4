"""What one transaction will write, gathered message by message before anything is written.

Owns the sorting of messages into fresh events, repeats, quarantine, figures and news of kiosks. Refuses
SQL (`store.writing`) and the wire. Apart so that a failed commit can be judged again from the start.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from central.counting import PLACE, Counted, names_at
from central.dossiers.days import counted_day
from central.dossiers.register import Word
from central.intake.heard import HomeWord
from central.judging import Entry, Heard, Refused, judge, kiosk_of, understand
from central.measures import local_hour
from central.progress import Progress, Stretch
from central.sms.telling import Told
from mqtt.client import Incoming
from mqtt.messages import Event, Frame, Health, MessageError, State, encode

log = logging.getLogger(__name__)

EventRow = tuple[str, str, int, str, str, str, str, str, str | None, str, str]
"""kiosk, epoch, seq, id, stream, kind, at, clock, day, data, received_at"""

Slot = tuple[str, str, int, str, str]
"""kiosk, day, hour, service, officer"""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A seq that was here before; `row` is None if it cannot be understood this time."""

    topic: str
    event: Event
    row: EventRow | None
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Rejection:
    topic: str
    kiosk: str | None
    reason: str
    payload: bytes
    stretch: Stretch | None = None
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one command, as its kiosk said: `done`, or `refused` and why."""

    kiosk: str
    counter: int
    at: str
    outcome: str


@dataclass(slots=True)
class News:
    """What is newly known of a kiosk; None leaves what was known."""

    epoch: str
    state: str | None = None
    version: str | None = None
    last_seen_at: str | None = None
    health: bytes | None = None


@dataclass(slots=True)
class Batch:
    """`progress_of` may read the store; `received_at` stamps every row of the transaction."""

    received_at: str
    progress_of: Callable[[Stretch], Progress]
    events: list[EventRow] = field(default_factory=list)
    repeats: dict[Stretch, list[Repeat]] = field(default_factory=dict)
    set_aside: list[tuple[str, str, int, str]] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    figures: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    hourly: dict[Slot, list[int]] = field(default_factory=dict)
    """Values in the order of `counting.HOURLY`."""
    dossiers: list[Word] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    home: list[HomeWord] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    presented: list[tuple[str, str]] = field(default_factory=list)
    touched: dict[Stretch, Progress] = field(default_factory=dict)
    given_up: Counter[Stretch] = field(default_factory=Counter)
    owed: dict[Stretch, None] = field(default_factory=dict)
    news: dict[str, News] = field(default_factory=dict)

    def take(self, incoming: Incoming) -> None:
        """Judge one message and note what it will write."""
        match judge(incoming.topic, incoming.payload):
            case Refused(reason):
                self.refuse(incoming, reason)
            case Heard(kiosk, leaf, Frame() as frame):
                self._take_frame(incoming, kiosk, leaf, frame)
            case Heard(kiosk, _, State() as state):
                self._take_state(incoming, kiosk, state)
            case Heard(kiosk, _, Health() as health):
                self._take_health(incoming, kiosk, health)

    def refuse(self, incoming: Incoming, reason: str) -> None:
        """Put a whole message into quarantine."""
        kiosk = kiosk_of(incoming.topic)
        self.rejections.append(Rejection(incoming.topic, kiosk, reason, incoming.payload))

    def count(self, row: EventRow, entry: Entry) -> None:
        """Add a stored event to its day's figures, its dossier, its command, and to what people are told."""
        if entry.counted is not None and entry.day is not None:
            self._add(row, entry.day, entry.counted)
        if entry.dossier is not None:
            at = min(row[6], self.received_at)
            day = counted_day(entry.dossier.day, at, row[7], self.received_at)
            self.dossiers.append(Word(*row[:3], at, entry.dossier, day))
        if (news := entry.dossier or entry.soon) is not None:
            self.told.append(Told(*row[:3], min(row[6], self.received_at), row[7], news))
        if entry.home is not None:
            self.home.append(HomeWord(*row[:3], min(row[6], self.received_at), entry.home))
        if entry.booking is not None:
            self.presented.append((row[0].rpartition("/")[0], entry.booking))
        if entry.commanded is not None:
            told = entry.commanded
            outcome = f"{told.outcome}: {told.reason}" if told.reason else told.outcome
            self.answers.append(Answer(row[0], told.counter, self.received_at, outcome))

    def figure_rows(self) -> list[tuple[str, str, str, int]]:
        """Area, day, measure and value: of each kiosk, and of each province as their sum, with its hours."""
        provinces: dict[tuple[str, str, str], int] = {}
        for (kiosk, day, measure), value in self.figures.items():
            key = (kiosk[:2], day, measure)
            provinces[key] = provinces.get(key, 0) + value
        for (kiosk, day, hour, _, _), values in self.hourly.items():
            for name, value in zip(names_at(hour), values, strict=True):
                if value:
                    key = (kiosk[:2], day, name)
                    provinces[key] = provinces.get(key, 0) + value
        return [(*key, value) for areas in (self.figures, provinces) for key, value in areas.items()]

    def _add(self, row: EventRow, day: str, counted: Counted) -> None:
        kiosk, hour = row[0], local_hour(row[6], row[7])
        for measure, change in counted.measures:
            self.figures[kiosk, day, measure] += change
        if row[5] == "ticket.issued":
            self.figures[kiosk, day, f"hour:{hour:02}"] += 1
        if not counted.columns:
            return
        slot = (kiosk, day, hour, counted.service, counted.officer)
        values = self.hourly.get(slot)
        if values is None:
            values = self.hourly[slot] = [0] * len(PLACE)
        for column, change in counted.columns:
            values[PLACE[column]] += change

    def conflict(self, stretch: Stretch, repeat: Repeat) -> None:
        self._reject_event(stretch, repeat.topic, repeat.event, "conflict")

    def _take_frame(self, incoming: Incoming, kiosk: str, leaf: str, frame: Frame) -> None:
        stretch = Stretch(kiosk, frame.epoch)
        progress = self._touch(stretch)
        self.owed[stretch] = None
        if not incoming.retained:
            self._hear_of(kiosk, frame.epoch).last_seen_at = self.received_at
        for event in frame.events:
            self._take_event(incoming.topic, stretch, leaf, event, progress)

    def _take_event(self, topic: str, stretch: Stretch, leaf: str, event: Event, progress: Progress) -> None:
        row = entry = None
        reason = ""
        try:
            entry = understand(event)
            row = self._row(stretch, leaf, event, entry)
        except MessageError as error:
            reason = str(error)
        if not progress.add(event.seq):
            self.repeats.setdefault(stretch, []).append(Repeat(topic, event, row, entry))
        elif row is None or entry is None:
            self.set_aside.append((stretch.kiosk, stretch.epoch, event.seq, reason))
            self._reject_event(stretch, topic, event, reason)
        else:
            self.events.append(row)
            self.count(row, entry)

    def _row(self, stretch: Stretch, leaf: str, event: Event, entry: Entry) -> EventRow:
        return (
            stretch.kiosk,
            stretch.epoch,
            event.seq,
            event.id,
            leaf,
            event.kind,
            event.at,
            event.clock,
            entry.day,
            entry.data,
            self.received_at,
        )

    def _reject_event(self, stretch: Stretch, topic: str, event: Event, reason: str) -> None:
        payload = msgspec.json.encode(event)
        self.rejections.append(Rejection(topic, stretch.kiosk, reason, payload, stretch, event.seq))

    def _take_state(self, incoming: Incoming, kiosk: str, state: State) -> None:
        news = self._hear_of(kiosk, state.epoch)
        news.state, news.version = state.state, state.version
        if incoming.retained:
            news.last_seen_at = news.last_seen_at or min(state.at, self.received_at)
        elif state.state != "lost":
            news.last_seen_at = self.received_at
        self._announce(Stretch(kiosk, state.epoch), state.seq_high, asks=False)

    def _take_health(self, incoming: Incoming, kiosk: str, health: Health) -> None:
        news = self._hear_of(kiosk, health.epoch)
        news.health, news.version = encode(health), health.version
        if not incoming.retained:
            news.last_seen_at = self.received_at
        stretch = Stretch(kiosk, health.epoch)
        if health.seq_low is not None and (lost := self._touch(stretch).begin_at(health.seq_low)):
            self.given_up[stretch] += lost
            log.warning("kiosk keeps no older rows kiosk=%s first=%d lost=%d", kiosk, health.seq_low, lost)
            self.owed[stretch] = None
        self._announce(stretch, health.seq_high, asks=health.backlog > 0)

    def _announce(self, stretch: Stretch, seq_high: int, *, asks: bool) -> None:
        """A kiosk whose tail is missing, or that still waits for an answer, is answered."""
        progress = self._touch(stretch)
        progress.announce(seq_high)
        if asks or progress.upto < progress.seq_high:
            self.owed[stretch] = None

    def _touch(self, stretch: Stretch) -> Progress:
        progress = self.touched.get(stretch)
        if progress is None:
            progress = self.touched[stretch] = self.progress_of(stretch)
        return progress

    def _hear_of(self, kiosk: str, epoch: str) -> News:
        news = self.news.setdefault(kiosk, News(epoch))
        news.epoch = epoch
        return news

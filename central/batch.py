"""What one transaction will write, gathered message by message before anything is written.

Owns the sorting of messages into fresh events, repeats, quarantine, figures and news of kiosks. Refuses
SQL (`store.writing`) and the wire. Apart so that a failed commit can be judged again from the start.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from operator import add

import msgspec

from central.counting import HOURLY, Counted, names_at
from central.dossiers.days import counted_day
from central.dossiers.register import Word
from central.intake.heard import HomeWord, from_home
from central.judging import Entry, Heard, Refused, judge, kiosk_of, understand
from central.measures import issued_at
from central.progress import Progress, Stretch
from central.sms.telling import Told
from mqtt.client import Incoming
from mqtt.device_facts import DeviceCommanded
from mqtt.facts import DossierMoved, DossierReceived, Fact, TicketIssued, TicketSoon
from mqtt.messages import Event, Frame, Health, MessageError, State, encode

log = logging.getLogger(__name__)

EventRow = tuple[str, str, int, str, str, str, str, str, str | None, str, str]
"""kiosk, epoch, seq, id, stream, kind, at, clock, day, data, received_at"""

AreaDay = tuple[str, str]

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
    """`progress_of` may read the store, and what it gives is not changed: `touched` holds copies.
    `received_at` stamps every row of the transaction.
    """

    received_at: str
    progress_of: Callable[[Stretch], Progress]
    events: list[EventRow] = field(default_factory=list)
    repeats: dict[Stretch, list[Repeat]] = field(default_factory=dict)
    set_aside: list[tuple[str, str, int, str]] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    figures: dict[AreaDay, dict[str, int]] = field(default_factory=dict)
    hourly: dict[Slot, list[int]] = field(default_factory=dict)
    """Values in the order of `counting.HOURLY`."""
    dossiers: list[Word] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    home: list[HomeWord] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    presented: list[tuple[str, str]] = field(default_factory=list)
    touched: dict[Stretch, Progress] = field(default_factory=dict)
    given_up: Counter[Stretch] = field(default_factory=Counter)
    duplicates: Counter[Stretch] = field(default_factory=Counter)
    """Counted while the batch is written, because only the store knows what a repeat repeats."""
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
        """Add a stored event to its day's figures, and pass it on to whomever else it concerns."""
        if entry.counted is not None and entry.day is not None:
            self._add(row, entry.day, entry.hour, entry.counted)
        if entry.news is not None:
            self._pass_on(row, entry.news)

    def figure_rows(self) -> list[tuple[str, str, str, int]]:
        """Area, day, measure and value: of each kiosk, and of each province as their sum, with its hours."""
        provinces: dict[AreaDay, dict[str, int]] = {}
        for (kiosk, day), sums in self.figures.items():
            _pour(sums.items(), provinces.setdefault((kiosk[:2], day), {}))
        for (province, day, hour), values in self._provinces_hours().items():
            _pour(zip(names_at(hour), values, strict=True), provinces.setdefault((province, day), {}))
        return [
            (area, day, measure, value)
            for areas in (self.figures, provinces)
            for (area, day), sums in areas.items()
            for measure, value in sums.items()
        ]

    def _provinces_hours(self) -> dict[tuple[str, str, int], list[int]]:
        found: dict[tuple[str, str, int], list[int]] = {}
        for (kiosk, day, hour, _, _), values in self.hourly.items():
            key = (kiosk[:2], day, hour)
            before = found.get(key)
            found[key] = values if before is None else list(map(add, before, values))
        return found

    def _add(self, row: EventRow, day: str, hour: int, counted: Counted) -> None:
        kiosk = row[0]
        sums = self.figures.get((kiosk, day))
        if sums is None:
            sums = self.figures[kiosk, day] = {}
        for measure, change in counted.measures:
            sums[measure] = sums.get(measure, 0) + change
        if row[5] == "ticket.issued":
            measure = issued_at(hour)
            sums[measure] = sums.get(measure, 0) + 1
        if not counted.columns:
            return
        slot = (kiosk, day, hour, counted.service, counted.officer)
        values = self.hourly.get(slot)
        if values is None:
            values = self.hourly[slot] = [0] * len(HOURLY)
        for place, change in counted.columns:
            values[place] += change

    def _pass_on(self, row: EventRow, fact: Fact) -> None:
        kiosk, epoch, seq, at = row[0], row[1], row[2], min(row[6], self.received_at)
        match fact:
            case TicketIssued(booking=str() as booking):
                self.presented.append((kiosk.rpartition("/")[0], booking))
            case TicketSoon():
                self.told.append(Told(kiosk, epoch, seq, at, row[7], fact))
            case DossierReceived() | DossierMoved():
                day = counted_day(fact.day, at, row[7], self.received_at)
                self.dossiers.append(Word(kiosk, epoch, seq, at, fact, day))
                self.told.append(Told(kiosk, epoch, seq, at, row[7], fact))
            case DeviceCommanded():
                outcome = f"{fact.outcome}: {fact.reason}" if fact.reason else fact.outcome
                self.answers.append(Answer(kiosk, fact.counter, self.received_at, outcome))
        if (home := from_home(fact)) is not None:
            self.home.append(HomeWord(kiosk, epoch, seq, at, home))

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
            progress = self.touched[stretch] = self.progress_of(stretch).copy()
        return progress

    def _hear_of(self, kiosk: str, epoch: str) -> News:
        news = self.news.setdefault(kiosk, News(epoch))
        news.epoch = epoch
        return news


def _pour(sums: Iterable[tuple[str, int]], into: dict[str, int]) -> None:
    for name, value in sums:
        if value:
            into[name] = into.get(name, 0) + value

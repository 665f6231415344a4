"""One simulated kiosk: lives its days as far as it is asked to, and hands over what can get out.

Owns its ledger, its presence, its heartbeat and the count of what happened. Refuses sockets and
acknowledgements. Between two days it keeps what a kiosk keeps on its card, and no more: a sleeping kiosk
costs nothing.
"""

from collections.abc import Callable, Iterator
from random import Random
from typing import Final

from central.simulate import parcels
from central.simulate.agenda import Happening
from central.simulate.day import OfficeDay
from central.simulate.dossiers import Register
from central.simulate.ledger import Ledger
from central.simulate.machine import BEFORE_OPENING
from central.simulate.moments import FOREVER, SECOND, Stamps, hour_of, uuid7
from central.simulate.outbox import Outbox
from central.simulate.parcels import Parcel
from central.simulate.plan import Plan
from central.simulate.troubles import Trouble
from central.simulate.truth import UNKNOWN_HOUR, Delivery, Tally
from mqtt.device_facts import DeviceCleared, DeviceFault, DeviceStarted
from mqtt.facts import Fact, TicketCalled, TicketIssued, TicketTransferred
from mqtt.messages import Event, Health, PaperWord, State, StateWord, encode
from mqtt.topics import KioskName

STRANGE: Final = "device.dusted"
"""A kind that no version of the centre knows."""
HOURS: Final = tuple(map(str, range(24)))
LIES: Final = 2
NOTICED: Final = frozenset(
    {DeviceStarted, DeviceFault, DeviceCleared, TicketIssued, TicketCalled, TicketTransferred}
)

Closed = Callable[[str, str, Tally], None]
"""Hears of a kiosk's day once nothing more can happen in it."""


class Kiosk:
    """`beat_every`: milliseconds of its time between two heartbeats; `neighbour`: in whose name it lies."""

    def __init__(
        self, plan: Plan, name: KioskName, neighbour: str, closed: Closed, *, beat_every: int
    ) -> None:
        self.name = name
        self.delivery = Delivery()
        self._plan = plan
        self._kiosk = str(name)
        self._neighbour = neighbour
        self._closed = closed
        self._beat_every = beat_every
        self._office = plan.office(self._kiosk)
        self._register = Register(self._kiosk)
        self._days = plan.all_days()
        self._stamp = Stamps()
        self._cards = 0
        self._ledger = Ledger(plan.epoch(self._kiosk, 0))
        self._boot = "none"
        self._paper: PaperWord = "ok"
        self._line: set[str] = set()
        self._started_at = self._beat_at = self._last_at = 0
        self._trouble = Trouble()
        self._mischief = Random(0)
        self._outbox = Outbox(name, self.state)
        self._playing: Iterator[Happening] | None = None
        self._next: Happening = (FOREVER, "", "offline")
        self._plan_next_day()

    @property
    def next_at(self) -> int:
        """When something happens next; FOREVER when the plan is over."""
        return self._next[0]

    def until(self, moment: int) -> list[Parcel]:
        """Live up to a moment, that one included, and hand over whatever can get out."""
        while self._next[0] <= moment:
            self._step()
        return self._hand_over(moment)

    def end(self) -> list[Parcel]:
        """The simulation is over: the day ends as it stands, and outages give back what they held."""
        if self._playing is not None:
            self._end_day()
        self._outbox.reconnect()
        return self._hand_over(self._last_at)

    def state(self, word: StateWord) -> Parcel:
        """What the broker keeps of its presence."""
        at, ledger = self._stamp(self._last_at), self._ledger
        message = State(word, ledger.epoch, self._boot, self._office.version, at, ledger.seq)
        topic, lost = self.name.topic("state"), word == "lost"
        return Parcel(self._kiosk, topic, encode(message), retain=True, breaks=lost)

    # ------------------------------------------------------------ its days

    def _plan_next_day(self) -> None:
        """Nothing of the day is played before its time has come."""
        day = next((day for day in self._days if self._office.works(day)), None)
        self._next = (FOREVER, "", "offline")
        if day is not None:
            self._date = day
            self._next = (self._plan.opens(day) - BEFORE_OPENING, "", "online")

    def _step(self) -> None:
        if self._playing is None:
            self._playing = self._begin_day()
        else:
            self._live(*self._next)
        found = next(self._playing, None)
        if found is None:
            self._end_day()
            self._plan_next_day()
        else:
            self._next = found

    def _begin_day(self) -> Iterator[Happening]:
        plan, day = self._plan, self._date
        self._day, self._tally = day.isoformat(), Tally()
        self._trouble = plan.trouble(self._kiosk, day)
        if self._trouble.new_card:
            self._count_events()
            self._cards += 1
            self._ledger = Ledger(plan.epoch(self._kiosk, self._cards))
        self._ledger.clock = self._trouble.clock
        if self._trouble.outage is not None:
            self._outbox.cut_off(self._trouble.outage)
        self._mischief = Random(f"{plan.seed}/{self._kiosk}/{day}/mischief")
        self._misbehave(self._next[0])
        chance, first = Random(f"{plan.seed}/{self._kiosk}/{day}"), self._boot == "none"
        played = OfficeDay(
            self._office, day, plan.opens(day), self._register, self._trouble, chance, first=first
        )
        return played.happenings()

    def _end_day(self) -> None:
        self._closed(self._kiosk, self._day, self._tally)
        self._playing = None
        self._line.clear()

    def _misbehave(self, at: int) -> None:
        """Mail that no centre may take in, and one event of a kind that it does not know."""
        mail: list[Parcel] = []
        epoch, chance = self._ledger.epoch, self._mischief
        if self._trouble.garbage:
            event_id = uuid7(at, chance.getrandbits(72))
            self._keep(at, self._ledger.append_raw(at, event_id, STRANGE, b'{"demo":true}'))
            self.delivery.strange += 1
            mail += parcels.garbage(self.name, epoch, self._day, chance)
        if self._trouble.liar:
            mail += [parcels.lie(self.name, self._neighbour, epoch, self._day)] * LIES
        self.delivery.rejected += len(mail)
        self._outbox.post(mail)

    # ------------------------------------------------------------ what happens

    def _live(self, at: int, event_id: str, what: Fact | StateWord) -> None:
        self._last_at = at
        if isinstance(what, str):
            self._outbox.post([self.state(what)])
            return
        if type(what) in NOTICED:
            self._notice(at, what)
        event = self._ledger.append(at, event_id, what)
        self._tally.note(what, HOURS[hour_of(at)] if event.clock == "synced" else UNKNOWN_HOUR)
        self._keep(at, event)

    def _notice(self, at: int, fact: Fact) -> None:
        """What its heartbeat tells."""
        match fact:
            case TicketIssued(number=number) | TicketTransferred(number=number):
                self._line.add(number)
            case TicketCalled(number=number):
                self._line.discard(number)
            case DeviceStarted(boot=boot):
                self._boot, self._started_at = boot, at
            case DeviceFault(device="printer"):
                self._paper = "fault"
            case DeviceCleared(device="printer"):
                self._paper = "ok"

    def _keep(self, at: int, event: Event) -> None:
        self._outbox.keep((at, self._ledger.epoch, event))

    # ------------------------------------------------------------ what gets out

    def _count_events(self) -> None:
        if self._ledger.seq:
            self.delivery.events[self._ledger.epoch] = self._ledger.seq

    def _hand_over(self, moment: int) -> list[Parcel]:
        self._count_events()
        mail = self._outbox.release(moment, self._trouble, self._mischief)
        if not self._outbox.away and self._boot != "none" and moment - self._beat_at >= self._beat_every:
            self._beat_at = moment
            mail.append(self._heartbeat(moment, len(mail)))
        return mail

    def _heartbeat(self, at: int, backlog: int) -> Parcel:
        """Made-up figures of a machine that is well."""
        ledger = self._ledger
        up = max(0, (at - self._started_at) // SECOND)
        health = Health(
            at=self._stamp(at),
            epoch=ledger.epoch,
            seq_high=ledger.seq,
            backlog=backlog,
            version=self._office.version,
            clock="unsynced" if ledger.unsynced(at) else "synced",
            paper=self._paper,
            disk_free_mb=24_000 - ledger.seq // 100,
            memory_free_mb=900 + ledger.seq % 300,
            temperature_c=44.0 + ledger.seq % 13,
            uptime_seconds=up,
            waiting=len(self._line),
        )
        return Parcel(self._kiosk, self.name.topic("health"), encode(health), qos=0)

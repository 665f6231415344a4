"""A kiosk on the bench: the real core, database, printer bytes and uplink, with a clock that tests turn.

Nothing runs by itself and nothing sleeps: `touch`, `press`, `advance`, `print_slips` and `deliver` are turns.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from devices.host import SimulatedHost
from devices.network import SimulatedNetwork
from devices.printer import EscposPrinter
from devices.speaker import SimulatedSpeaker
from devices.tape import Tape, TapeState
from firmware import console, events, ledger
from firmware.clock import Now, SystemClock
from firmware.console import Answer, Request
from firmware.core import Core, Faces
from firmware.errands import ErrandTurn
from firmware.fitting import Hands, Press
from firmware.health import disk_writes, vitals, waiting
from firmware.neighbours import neighbours
from firmware.orders import key_of
from firmware.pins import Pins
from firmware.printing import PrintingTurn
from firmware.screens import Screen, View
from firmware.selftest import Gauges
from firmware.settings import Settings
from firmware.store import Reader, Store
from firmware.technician import Desk
from firmware.uplink import Identity, UplinkTurn
from mqtt import messages
from mqtt.client import Arrival, Incoming, LinkChanged
from mqtt.topics import KioskName
from tests.stub_wire import StubWire

S = TypeVar("S", bound=Screen)

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday, 08:00 in Vietnam."""

WARD: dict[str, Any] = {
    "kiosk": {"province": "19", "ward": "05518", "id": "k1", "name": "UBND phường Sông Công"},
    "mqtt": {"host": "127.0.0.1"},
    "printer": {"driver": "simulated"},
    "services": [
        {"code": "ho-tich", "letter": "A", "name": "Hộ tịch, chứng thực", "counters": [1, 2]},
        {"code": "dat-dai", "letter": "B", "name": "Đất đai, xây dựng", "counters": [3]},
    ],
    "officers": [
        {"id": "cb01", "name": "Nguyễn Thị Mẫu", "counter": 1},
        {"id": "cb02", "name": "Trần Văn Thử", "counter": 2},
    ],
}


def ward(**sections: Any) -> Settings:
    """The bench ward's settings with whole sections replaced."""
    return msgspec.convert(WARD | sections, Settings)


@dataclass(slots=True)
class TurnedClock:
    """Moves only when told to."""

    wall: datetime = START
    monotonic: float = 1000.0
    trusted: bool = True

    @classmethod
    def today(cls) -> "TurnedClock":
        """Begins now, for a database that a real kiosk will go on with."""
        return cls(wall=SystemClock().now().wall)

    def now(self) -> Now:
        return Now(self.wall, self.monotonic, self.trusted)

    def advance(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.monotonic += seconds


class KioskBench:
    """One kiosk. `power_cycle` leaves nothing but what was on disk."""

    def __init__(
        self, folder: Path, settings: Settings | None = None, clock: TurnedClock | None = None
    ) -> None:
        self.folder = folder
        self.settings = settings or ward()
        self.clock = clock or TurnedClock()
        self.tape = Tape()
        self.wire = StubWire()
        self.network = SimulatedNetwork()
        self.host = SimulatedHost()
        self.speaker = SimulatedSpeaker()
        self._arrivals: list[Arrival] = []
        self._switch_on()

    def _switch_on(self) -> None:
        self.views: list[View] = []
        self.lamps: tuple[bool, ...] = ()
        self.store = Store(self.folder / "kiosk.db", self.clock.now())
        self.reader = Reader(self.store.path)
        desk = Desk(
            Pins(self.folder / "pins.json"),
            Gauges(lambda: vitals(self.folder), lambda: disk_writes(self.folder)),
            lambda: ledger.progress(self.reader),
            lambda: neighbours(self.folder / "problem.json", self.folder / "update.json"),
        )
        faces = Faces(show=self.views.append, light=self._light, committed=lambda: None)
        key = key_of(self.settings.command)
        self.core = Core(self.settings, self.store, self.clock, faces, boot="boot0001", desk=desk, key=key)
        self.core.begin()
        printer = EscposPrinter("bench", self.tape.open)
        self.printing = PrintingTurn(Press(printer, 576), self.reader, self._ask, self.core.handle)
        hands = Hands(self.network, self.speaker, self.host)
        self.errands = ErrandTurn(lambda: self.core.state.hall.errand, hands, self.core.handle)
        name = KioskName("19", "05518", "k1")
        self.uplink = UplinkTurn(
            self.wire,
            self._take_arrivals,
            self.reader,
            Identity(name, self.store.epoch, "boot0001"),
            self.core.handle,
            lambda: vitals(self.folder, waiting(self.reader.rows, self.settings)),
            lambda: "ok",
            resend=lambda: self.core.state.hall.resend,
        )

    # ------------------------------------------------------------ hands and time

    def touch(self, event: events.Event) -> Screen:
        """A touch, as the event that the touched target carries."""
        self.core.handle(event)
        return self.screen

    def press(self, button: int) -> Screen:
        return self.touch(events.ButtonPressed(button))

    def release(self, button: int) -> Screen:
        return self.touch(events.ButtonReleased(button))

    def hold(self, button: int) -> Screen:
        """Down, and still down two seconds later; letting go of a hold says nothing."""
        self.press(button)
        self.advance(2)
        return self.touch(events.ButtonHeld(button))

    def advance(self, seconds: float) -> Screen:
        """Let time pass, looking at deadlines every quarter of a second, as the core does."""
        steps = int(seconds / 0.25)
        for _ in range(steps):
            self.clock.advance(0.25)
            self.core.handle(events.TimePassed())
        return self.screen

    def pass_days(self, days: int) -> None:
        """Days go by on both clocks; nobody touches anything."""
        self.clock.advance(days * 86_400)

    def take_number(self, service: str = "ho-tich", priority: str | None = None) -> str:
        """The whole way from the waiting screen; returns the number shown."""
        self.touch(events.HomeAsked())
        self.touch(events.ServicesAsked())
        self.touch(events.PriorityChosen(priority))
        screen: Any = self.touch(events.TicketRequested(service))
        return str(screen.number)

    def offer(self, service: str) -> str:
        """Ask for a number that is refused; returns the service that the screen says is full."""
        self.touch(events.HomeAsked())
        self.touch(events.ServicesAsked())
        screen: Any = self.touch(events.TicketRequested(service))
        return str(screen.full)

    def print_slips(self, turns: int = 10) -> None:
        for _ in range(turns):
            self.printing(self.clock.now())

    def run_errands(self, turns: int = 3) -> Screen:
        """Whatever the core wants done elsewhere; returns what is shown then."""
        for _ in range(turns):
            self.errands(self.clock.now())
        return self.screen

    def power_cycle(self) -> None:
        self.store.close()
        self.reader.close()
        self._switch_on()

    # ------------------------------------------------------------ officers

    def ask(self, request: Request) -> Answer:
        """An officer's request, as a page sends it."""
        return self.core.handle(request)

    def sign_in(self, officer: str, counter: int | None, *, take_over: bool = False) -> Answer:
        """The session is named after the officer."""
        request = console.SignIn(session=officer, officer=officer, counter=counter, take_over=take_over)
        return self.ask(request)

    def call(self, officer: str, counter: int, number: str | None = None) -> Answer:
        return self.ask(console.Call(session=officer, counter=counter, number=number))

    def called(self, officer: str, counter: int, number: str | None = None) -> str:
        """Call, which must succeed; returns the number."""
        answer = self.call(officer, counter, number)
        assert isinstance(answer, console.Called), answer
        return answer.ticket.number

    def serve(self, officer: str, counter: int) -> Answer:
        return self.ask(console.Serve(session=officer, counter=counter))

    def serve_next(self, officer: str, counter: int, seconds: float = 0) -> str:
        """Call somebody, and be done with them after so many seconds."""
        number = self.called(officer, counter)
        self.clock.advance(seconds)
        self.serve(officer, counter)
        return number

    # ------------------------------------------------------------ faults

    def set_printer(self, state: TapeState) -> None:
        self.tape.state = state

    # ------------------------------------------------------------ the wire

    def link(self, *, up: bool) -> None:
        self.wire.up = up
        self._arrivals.append(LinkChanged(up, "bench"))
        self.deliver()

    def deliver(self) -> None:
        self.uplink(self.clock.now())

    def deliver_for(self, seconds: int) -> None:
        """A turn of the uplink every second, as its worker does."""
        for _ in range(seconds):
            self.clock.advance(1)
            self.deliver()

    def hear(self, *arrivals: Arrival) -> None:
        """What came in on the link, at the uplink's next turn."""
        self._arrivals += arrivals

    def centre_acks(self, upto: int, epoch: str | None = None) -> None:
        ack = messages.Ack(epoch or self.store.epoch, upto)
        topic = KioskName("19", "05518", "k1").topic("ack")
        self._arrivals.append(Incoming(topic, messages.encode(ack), True, 1, 1, 1))
        self.deliver()

    # ------------------------------------------------------------ what one sees

    @property
    def screen(self) -> Screen:
        return self.core.state.visit.screen

    @property
    def progress(self) -> ledger.Progress:
        return ledger.progress(self.reader)

    def shows(self, kind: type[S]) -> S:
        """The present screen, which must be of that kind."""
        assert isinstance(self.screen, kind), f"shows {self.screen}, not {kind.__name__}"
        return self.screen

    def facts(self, prefix: str = "") -> list[tuple[str, Any]]:
        """(kind, data) of every ledger row whose kind begins with `prefix`."""
        rows = ledger.after(self.reader, 0, 100_000)
        return [(row.kind, msgspec.json.decode(row.data)) for row in rows if row.kind.startswith(prefix)]

    def frames(self) -> list[messages.Frame]:
        """Every frame on the wire so far, decoded as the centre would."""
        streams = ("/ticket", "/rating", "/device", "/dossier")
        return [
            messages.decode(messages.Frame, sent.payload)
            for sent in self.wire.sent
            if sent.topic.endswith(streams)
        ]

    def _light(self, lamps: tuple[bool, ...]) -> None:
        self.lamps = lamps

    def _ask(self, event: events.Event) -> bool:
        return bool(self.core.handle(event))

    def _take_arrivals(self) -> list[Arrival]:
        taken, self._arrivals = self._arrivals, []
        return taken

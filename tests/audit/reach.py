"""How far everything is: a finger on the real glass in front of the real core, breadth first.

Owns counting touches and leaving the kiosk alone. Refuses short cuts: what a target sends is what the core
gets, and what the core shows is what is drawn next. The technician's entrance is a gesture on purpose.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, get_args

from firmware import events as e
from firmware import lookups
from firmware.estimates import ENOUGH_CASES
from firmware.point_screens import ByPhoneAsked
from firmware.rating_screens import WhoServed
from firmware.reminders import Reminding
from firmware.screens import Aids, Screen, Services, StillThere, View, Waiting, YourNumber
from firmware.settings import Settings
from firmware.state import State
from tests.audit.rules import Finding
from tests.bench import KioskBench, ward
from tests.firmware.guiding import ALL as PROCEDURES
from tests.firmware.guiding import publish
from tests.ui.touch.conftest import Bench
from ui.touch.panel import PANELS

MOST_TOUCHES: Final = 4
LOOKED_AT: Final = 6
"""So deep the search goes on, to say how far something is that is too far."""
WARNING_SECONDS: Final = 20.0
PATIENCE_SECONDS: Final = 400
FUNCTIONS: Final = {
    *(set(get_args(e.Moving)) - {e.TimePassed, e.Woken, e.MoreTimeAsked, ByPhoneAsked}),
    *get_args(e.Taking),
    *(set(get_args(e.Rating)) - {e.ButtonPressed, e.CodeScanned}),
    *(set(get_args(e.Aiding)) - {e.AidsToggled}),
    *(set(get_args(lookups.Guiding)) - {lookups.TelexToggled}),
    *get_args(lookups.Typing),
    *get_args(Reminding),
    e.PageAsked,
    e.HelpCalled,
}
"""What a visitor can ask for from S1 on; waking and more time belong to S0 and S12, phones to a point.

Telex is a typist's habit, not a function: every word is found without its marks.
"""
AT_A_POINT: Final = {
    *(set(get_args(e.Moving)) - {e.TimePassed, e.Woken, e.MoreTimeAsked, e.Finished}),
    *(set(get_args(e.Aiding)) - {e.AidsToggled}),
    *(set(get_args(lookups.Guiding)) - {lookups.TelexToggled, lookups.NumberForProcedureAsked}),
    *get_args(lookups.Typing),
    lookups.DossierAsked,
    e.PageAsked,
    e.HelpCalled,
}
"""The same where there are no officers: no number, no reminder, no rating, and phones instead."""
AIDS_ON: Final = tuple(
    e.LanguageChosen("en") if kind is e.LanguageChosen else kind()
    for kind in get_args(e.Aiding)
    if kind is not e.AidsToggled
)
SERVICES: Final = [
    {"code": f"s{n}", "letter": "ABCDEFG"[n], "name": f"Lĩnh vực {n}", "counters": [1]} for n in range(7)
] + [{"code": "general", "letter": "H", "name": "Việc khác", "counters": [1], "general": True}]

VOICE: Final = {"driver": "simulated"}
SMS: Final = {"sender": "kiosk", "ahead": 1}
FITTED: Final[dict[str, Any]] = {"services": SERVICES, "voice": VOICE, "sms": SMS, "modem": VOICE}
POINT: Final[dict[str, Any]] = {
    "services": [],
    "officers": [],
    "voice": VOICE,
    "home": {"address": "https://motcua.example"},
    "office": {"kind": "residential", "help_phone": "0000 000 000", "help_name": "Tổ trưởng"},
}
WAITING: Final = 2
"""One more than a message takes, so that S4 offers one."""

Way = tuple[int, ...]
"""Targets by their place among those of the screen."""


class Visitor:
    """Begins at S1 of a new kiosk as often as asked; `invited`: somebody was served a moment ago."""

    def __init__(self, bench: Bench, folder: Path, settings: Settings, *, invited: bool) -> None:
        self.bench, self.folder, self.settings, self.invited = bench, folder, settings, invited
        self.kiosk = KioskBench(self._new_folder(), settings)

    def begin(self) -> None:
        """A kiosk without a past, so that the same touches lead to the same screens."""
        self.close()
        self.kiosk = KioskBench(self._new_folder(), self.settings)
        publish(self.kiosk, *PROCEDURES)
        if self.invited:
            self.kiosk.sign_in("cb01", 1)
            self.kiosk.take_number("s0")
            self.kiosk.serve_next("cb01", 1, seconds=20)
        for service in self.settings.services[:1] * WAITING:
            self.kiosk.take_number(service.code)
        self.kiosk.touch(e.HomeAsked())
        self.look()

    def close(self) -> None:
        self.kiosk.store.close()
        self.kiosk.reader.close()
        shutil.rmtree(self.kiosk.folder)

    def _new_folder(self) -> Path:
        return Path(tempfile.mkdtemp(dir=self.folder))

    def walk(self, way: Way) -> None:
        self.begin()
        for target in way:
            self.tap(target)

    def go_back_to(self, state: State) -> None:
        """As if the last touch had not been: the core's knowledge is one frozen value."""
        self.kiosk.core.state = state
        self.kiosk.touch(e.TimePassed())
        self.bench.show(Waiting())
        self.look()

    def tap(self, target: int) -> e.Event | None:
        """What the target sent, or None where it only changed the glass."""
        self.bench.sent.clear()
        self.bench.tap(self.bench.ids[target])
        sent = list(self.bench.sent)
        for event in sent:
            self.kiosk.touch(event)
        if isinstance(self.kiosk.screen, YourNumber):
            self.kiosk.print_slips(turns=3)
        self.look()
        return sent[0] if sent else None

    @property
    def view(self) -> View:
        return self.kiosk.views[-1]

    @property
    def place(self) -> tuple[object, ...]:
        """What makes one situation different from another, as far as targets go."""
        screen: Any = self.kiosk.screen
        page = screen.page if isinstance(screen, Services | WhoServed) else 0
        keys = tuple(id_ for id_ in self.bench.ids if id_.startswith("key:"))
        return type(screen), page, bool(getattr(screen, "priority", None)), self.view.aids_open, keys

    def look(self) -> None:
        self.bench.glass.stage.show(self.view)


@contextmanager
def visiting(
    bench: Bench, panel: str, sections: dict[str, Any] = FITTED, *, invited: bool = False
) -> Iterator[Visitor]:
    bench.use(PANELS[panel])
    with tempfile.TemporaryDirectory() as folder:
        visitor = Visitor(bench, Path(folder), ward(**sections), invited=invited)
        yield visitor
        visitor.close()


class Map:
    """The shortest way to each function and each situation."""

    def __init__(self, visitor: Visitor) -> None:
        self.functions: dict[type, int] = {}
        self.ways: dict[tuple[object, ...], Way] = {}
        self.tickets: dict[bool, int] = {}
        visitor.begin()
        self.ways[visitor.place] = ()
        unexplored: list[Way] = [()]
        while unexplored:
            unexplored += self._explore(visitor, unexplored.pop(0))

    def _explore(self, visitor: Visitor, way: Way) -> list[Way]:
        """Tries every target of one situation; returns the ways to those not seen before."""
        found = []
        visitor.walk(way)
        state, place = visitor.kiosk.core.state, visitor.place
        entitled = state.visit.priority is not None
        for target in range(len(visitor.bench.ids)):
            visitor.go_back_to(state)
            if visitor.place != place:  # the glass itself had turned to other keys
                visitor.walk(way)
            event = visitor.tap(target)
            if event is not None:
                self.functions.setdefault(type(event), len(way) + 1)
            if isinstance(event, e.TicketRequested):
                self.tickets.setdefault(entitled, len(way) + 1)
            if visitor.place not in self.ways and len(way) + 1 < LOOKED_AT:
                self.ways[visitor.place] = (*way, target)
                found.append((*way, target))
        return found


# ---------------------------------------------------------------- how many touches


def tickets(maps: list[Map]) -> Iterator[Finding]:
    """From maps of a kiosk with and without somebody just served."""
    for rule, entitled, most in (("T9", False, 2), ("T10", True, 4)):
        count = min((one.tickets[entitled] for one in maps if entitled in one.tickets), default=99)
        yield Finding(rule, "TicketRequested", count, f"≤ {most} touches", count <= most)


def touches(maps: list[Map], functions: set[type]) -> Iterator[Finding]:
    for event in sorted(functions, key=lambda event: event.__name__):
        count = min((one.functions[event] for one in maps if event in one.functions), default=0)
        yield Finding("T12", event.__name__, "a target" if count else "no target", "a target", bool(count))
        if count:
            yield Finding("T11", event.__name__, count, f"≤ {MOST_TOUCHES} touches", count <= MOST_TOUCHES)
    for kind, count in sorted(_screens(maps).items(), key=lambda pair: pair[0].code):
        yield Finding(
            "T11", f"{kind.code} {kind.__name__}", count, f"≤ {MOST_TOUCHES} touches", count <= MOST_TOUCHES
        )


def _screens(maps: list[Map]) -> dict[type[Screen], int]:
    shortest: dict[type[Screen], int] = {}
    for one in maps:
        for (kind, *_rest), way in one.ways.items():
            assert isinstance(kind, type)
            shortest[kind] = min(len(way), shortest.get(kind, 99))
    return shortest


# ---------------------------------------------------------------- left alone


def left_alone(visitor: Visitor, ways: dict[tuple[object, ...], Way]) -> Iterator[Finding]:
    """From every kind of screen a visitor can reach, until the kiosk rests; without any aid, and with all."""
    kinds = {kind: way for (kind, *_rest), way in reversed(ways.items()) if kind is not Waiting}
    for kind, way in kinds.items():
        name = f"from {getattr(kind, 'code', kind)}"
        visitor.walk(way)
        yield from _until_rest(visitor, name)
        visitor.walk(way)
        for event in AIDS_ON:
            visitor.kiosk.touch(event)
        yield from _until_rest(visitor, f"{name} with all aids")
        visitor.walk(way)
        yield from _extended(visitor, name)


def _until_rest(visitor: Visitor, name: str) -> Iterator[Finding]:
    last, seconds = visitor.kiosk.screen, 0.0
    for _quarter in range(PATIENCE_SECONDS * 4):
        screen = visitor.kiosk.advance(0.25)
        if isinstance(screen, Waiting):
            break
        seconds = seconds + 0.25 if type(screen) is type(last) else 0.25
        last = screen
    warned = isinstance(last, StillThere)
    yield Finding("D1", name, f"{last.code} before the end", "S12 before the end", warned)
    yield Finding("D2", name, seconds, f"≥ {WARNING_SECONDS:.0f} s", seconds >= WARNING_SECONDS)
    yield Finding("D4", name, str(visitor.view.aids), "the defaults", visitor.view.aids == Aids())


def _extended(visitor: Visitor, name: str) -> Iterator[Finding]:
    """Until the warning comes; then one touch on it must lead back to what was there before."""
    before = visitor.kiosk.screen
    for _quarter in range(PATIENCE_SECONDS * 4):
        screen = visitor.kiosk.advance(0.25)
        if isinstance(screen, StillThere | Waiting):
            break
        before = screen
    visitor.look()
    if "more_time" not in visitor.bench.ids:
        yield Finding("D3", name, "no such target", "more_time on S12", ok=False)
        return
    visitor.tap(visitor.bench.ids.index("more_time"))
    after = visitor.kiosk.screen
    yield Finding("D3", name, after.code, before.code, type(after) is type(before))


def estimates(folder: Path) -> Iterator[Finding]:
    """What the first screen of a ticket says after so many served cases."""
    kiosk = KioskBench(folder, ward(services=SERVICES, voice=VOICE))
    kiosk.sign_in("cb01", 1)
    for cases in range(ENOUGH_CASES + 2):
        kiosk.touch(e.HomeAsked())
        tiles: Any = kiosk.touch(e.ServicesAsked())
        minutes = next(tile.minutes for tile in tiles.tiles if tile.code == "s0")
        wanted = "an estimate" if cases >= 5 else "none"
        said = "none" if minutes is None else "an estimate"
        yield Finding("R5", f"after {cases} cases", said, wanted, said == wanted)
        kiosk.take_number("s0")
        kiosk.serve_next("cb01", 1, seconds=300)
    kiosk.store.close()
    kiosk.reader.close()

"""What is measured on a drawn screen: sizes, places and numbers of targets and texts.

Pure functions from a drawing to findings; colours are in `colour_rules`, wording in `word_rules`. Refuses to
draw.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from firmware.booked import BookingPad, NotNow
from firmware.lookups import (
    DossierCard,
    DossierPad,
    DossierPinPad,
    ProcedureCard,
    SearchPad,
    TopicList,
    Topics,
)
from firmware.point_screens import ByPhone, PointHome
from firmware.rating_screens import Rate, Reasons, Thanks, WhoServed
from firmware.reminders import PhonePad
from firmware.screens import (
    Closed,
    Home,
    NoIdentity,
    PinPad,
    Priorities,
    Screen,
    Services,
    StillThere,
    Technician,
    Waiting,
    YourNumber,
)
from firmware.upkeep import Acceptance, NetworkCard, Pad, SelfTest, Sure, Toolbox, WifiList
from tests.audit.rules import Finding
from tests.audit.walk import Drawn
from ui.touch.box import Box
from ui.touch.frame import REACH_MM
from ui.touch.theme import CAPITAL_OF_EM
from ui.touch.upkeep_words import headings, pad_headings

if TYPE_CHECKING:
    from ui.touch.keys import Key
    from ui.touch.sheet import Written

ORDER: Final = ("home", "back", "aids", "size", "contrast", "audio", "reach", "language", "help")
"""The bar from left to right; a small panel shows "aids" in place of what it folds."""
BESIDES: Final = {"priority", "previous", "next", "general"}
"""Targets of a body that are no choices: the banner, turning pages, and the way out for the undecided."""
TYPING: Final = {"digit", "key"}
"""Keys of a pad are no choices: as many as a person types with."""
SMALL: Final = {
    *ORDER,
    *TYPING,
    "priority",
    "previous",
    "next",
    "erase",
    "enter",
    "space",
    "clear",
    "telex",
    "remind",
    "without",
    *("letters", "typing", "section"),
}
CATALOGUE: Final = {"procedure", "wifi"}
"""Targets that bear a name that is not the house's: from the national list, or of a Wi-Fi."""
STAFF: Final = {
    *("test_print", "test_lamps", "tools", "exit", "leave", "yes", "no", "again", "slip", "target"),
    *("wifi", "dhcp", "fixed", "resume", "case", "dots"),
}
STAFF_CAPITALS_MM: Final = 2.4
HEADINGS: Final[dict[type[Screen], tuple[str, ...]]] = {
    Waiting: ("Touch the screen to begin",),
    Home: ("What do you need today?",),
    PointHome: ("What do you need today?",),
    ByPhone: ("File with your phone", "Book with your phone", "Call this number"),
    Services: (
        "Choose a service",
        "No numbers left. Choose another.",
    ),
    Priorities: ("Which applies to you?",),
    YourNumber: ("Your number",),
    PhonePad: ("Key in your mobile",),
    BookingPad: ("Scan your booking",),
    NotNow: (
        "You are early",
        "Your booked time is over",
        "Your booking is for another day",
        "Your booking is over",
        "You booked another office",
        "This booking was used",
        "This booking is no longer open",
        "This code could not be read",
        "No number for this booking",
    ),
    WhoServed: ("Which number is yours?",),
    Rate: ("How was the service?",),
    Reasons: ("What was not good?",),
    Thanks: ("Thank you. Your rating has been recorded.",),
    StillThere: ("Do you need more time?",),
    Closed: ("Closed now",),
    PinPad: ("Enter the PIN",),
    Technician: ("Technician",),
    NoIdentity: ("This kiosk has no ward yet", "The kiosk cannot start", "The kiosk's folder was refused"),
    Toolbox: ("Technician's tools",),
    Sure: ("Restart the kiosk?", "Switch the kiosk off?"),
    SelfTest: tuple(headings(str).values()),
    Acceptance: ("Everything that is fitted works", "Not everything works"),
    NetworkCard: ("How the network stands",),
    WifiList: ("Choose a Wi-Fi",),
    Pad: tuple(pad_headings(str).values()),
    Topics: ("What is it about?",),
    TopicList: ("Choose a procedure",),
    SearchPad: ("Find a procedure", "Found procedures"),
    ProcedureCard: (
        "What must I bring?",
        "How long will it take?",
        "How much is the fee?",
        "Where do I hand it in?",
        "Doing it online",
    ),
    DossierPad: ("Enter the dossier's code",),
    DossierPinPad: ("Enter the receipt's 4 characters",),
    DossierCard: (
        "JUST HANDED IN",
        "TAKEN IN",
        "NOT ACCEPTED",
        "BEING HANDLED",
        "PAPERS MISSING",
        "FEE TO BE PAID",
        "WITHDRAWN",
        "STOPPED",
        "RESULT READY",
        "RESULT HANDED OUT",
    ),
}
"""The heading of each screen by its English id."""
AIDS_HEADING: Final = "Make it easier for me"


def findings(drawn: Drawn) -> Iterator[Finding]:
    """Everything this module has to say about one screen."""
    yield from targets(drawn)
    yield from neighbours(drawn)
    yield from choices(drawn)
    yield from ways_out(drawn)
    yield from bar(drawn)
    yield from texts(drawn)
    yield from one_heading(drawn)


# ---------------------------------------------------------------- targets


def kind(key: "Key") -> str:
    return key.id.partition(":")[0]


def targets(drawn: Drawn) -> Iterator[Finding]:
    mm = drawn.panel.px_per_mm
    for key in drawn.keys:
        box = key.box
        least = min(box.w, box.h) / mm
        yield Finding("T1", key.id, least, "≥ 20 mm each way", least >= 20)
        if kind(key) not in SMALL | STAFF:
            yield Finding("T2", key.id, box.h / mm, "≥ 30 mm", box.h >= 30 * mm)
        yield Finding("T4", key.id, _span(box), "inside the window", inside(box, drawn.window))
        if drawn.aids.low_reach:
            height = drawn.panel.lower_edge_mm + drawn.panel.height_mm - (box.y + box.h / 2) / mm
            yield Finding("T14", key.id, height, f"≤ {REACH_MM:.0f} mm", height <= REACH_MM)


def neighbours(drawn: Drawn) -> Iterator[Finding]:
    """Each target and the one nearest to it."""
    mm = drawn.panel.px_per_mm
    for key in drawn.keys:
        others = [
            (gap_between(key.box, other.box) / mm, other.id) for other in drawn.keys if other is not key
        ]
        if others:
            gap, other = min(others)
            yield Finding("T3", f"{key.id} and {other}", gap, "≥ 5 mm", gap >= 4.9)
            yield Finding("T5", f"{key.id} and {other}", gap, "no overlap", gap >= 0)


def choices(drawn: Drawn) -> Iterator[Finding]:
    own = [k for k in drawn.keys if ":" in k.id and kind(k) not in TYPING and kind(k) not in BESIDES]
    yield Finding("T6", "body", len(own), "≤ 6 choices", len(own) <= 6)


def ways_out(drawn: Drawn) -> Iterator[Finding]:
    ids = {key.id for key in drawn.keys}
    asked = isinstance(drawn.screen, ByPhone)
    home, back = drawn.code in (*range(2, 15), 16, 17), asked or 2 <= drawn.code <= 10
    yield Finding("T7", "home", _there("home" in ids), _there(home), ("home" in ids) == home)
    yield Finding("T8", "back", _there("back" in ids), _there(back), ("back" in ids) == back)


def bar(drawn: Drawn) -> Iterator[Finding]:
    """The lowest row of targets: "help" is on every screen, and what stands beside it is the bar.

    S15 has none: a kiosk without a ward has no staff to call, and no home.
    """
    if isinstance(drawn.screen, NoIdentity):
        return
    last = next((key.box for key in drawn.keys if key.id == "help"), None)
    row = [key for key in drawn.keys if last and abs(key.box.y - last.y) < 1]
    shown = [key.id for key in sorted(row, key=lambda key: key.box.x)]
    wanted = [id_ for id_ in ORDER if id_ in shown]
    ok = bool(shown) and shown == wanted and ("aids" in shown) == drawn.panel.compact
    yield Finding("T15", "bar", " ".join(shown), " ".join(ORDER), ok)


# ---------------------------------------------------------------- texts


def texts(drawn: Drawn) -> Iterator[Finding]:
    body = set(map(id, drawn.sheets[0].written))
    mm = drawn.panel.px_per_mm
    readable = least_capitals(drawn)
    for written in drawn.seen:
        least = STAFF_CAPITALS_MM if drawn.staff and id(written) in body else readable
        height = written.px * CAPITAL_OF_EM / mm
        yield Finding("X1", written.text, height, f"≥ {least} mm", height >= least)
        room, given = written.room, written.given
        cut = f"{room.w:.0f}×{room.h:.0f} px in {given.w:.0f}×{given.h:.0f}"
        yield Finding("X3", written.text, cut, "room for the whole text", inside(room, given))
        yield Finding("T4", written.text, _span(room), "inside the window", inside(room, drawn.window))


def one_heading(drawn: Drawn) -> Iterator[Finding]:
    """Exactly one of the house's headings is to be read, and it is the screen's own."""
    found = list(shown_headings(drawn))
    words = [plain(written) for written in found]
    wanted = [drawn.look.say(msgid) for msgid in own_headings(drawn)]
    ok = len(words) == 1 and words[0] in wanted
    yield Finding("X4", "heading", " + ".join(words) or "none", " or ".join(wanted), ok)
    least = least_capitals(drawn) * 1.4
    for written in found:
        height = written.px * CAPITAL_OF_EM / drawn.panel.px_per_mm
        yield Finding("X2", plain(written), height, f"≥ {least:.2f} mm", height >= least - 0.001)


def shown_headings(drawn: Drawn) -> "Iterator[Written]":
    known = {
        drawn.look.say(msgid) for msgid in (AIDS_HEADING, *(m for ids in HEADINGS.values() for m in ids))
    }
    return (written for written in drawn.seen if plain(written) in known)


def own_headings(drawn: Drawn) -> tuple[str, ...]:
    return (AIDS_HEADING,) if drawn.covered else HEADINGS[type(drawn.screen)]


def plain(written: "Written") -> str:
    return written.text.replace("\n", " ")


def least_capitals(drawn: Drawn) -> float:
    return 6.1 if drawn.aids.large_text else 4.8


# ---------------------------------------------------------------- boxes


def inside(inner: Box, outer: Box) -> bool:
    """Within one pixel."""
    return (
        inner.x >= outer.x - 1
        and inner.y >= outer.y - 1
        and inner.right <= outer.right + 1
        and inner.bottom <= outer.bottom + 1
    )


def gap_between(one: Box, other: Box) -> float:
    """The wider of the two distances, across and down; negative where they overlap."""
    across = max(one.x - other.right, other.x - one.right)
    down = max(one.y - other.bottom, other.y - one.bottom)
    return max(across, down)


def failures(found: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in found if not finding.ok]


def _span(box: Box) -> str:
    return f"x {box.x:.0f}–{box.right:.0f}, y {box.y:.0f}–{box.bottom:.0f} px"


def _there(there: bool) -> str:
    return "there" if there else "not there"

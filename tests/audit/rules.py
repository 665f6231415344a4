"""The list itself: every rule of the screens' specification, in its order, with the place that holds it.

Owns the short ids, the shape of a finding and which rules another test holds. Refuses measuring: that is done
by the modules whose names end in `_rules` and by `reach`, whose findings name a rule by its id.
"""

import ast
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
TOUCH: Final = "tests/ui/touch/"
EAR: Final = TOUCH + "test_by_ear.py"
CORE: Final = "tests/firmware/"
PAGES: Final = "tests/ui/counter/test_browser.py"


@dataclass(frozen=True, slots=True)
class Finding:
    """One measurement of one target; `measured` and `required` are for people."""

    rule: str
    target: str
    measured: object
    required: str
    ok: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was measured; `mode` is empty where aids make no difference."""

    panel: str
    mode: str = ""
    screen: str = ""

    def line(self, finding: Finding) -> str:
        parts = (self.panel, self.mode, self.screen, finding.target.replace("\n", " / "))
        measured = f"{finding.measured:.2f}" if isinstance(finding.measured, float) else finding.measured
        where = " · ".join(part for part in parts if part)
        return f"{finding.rule} · {where} · measured {measured}, required {finding.required}"


@dataclass(frozen=True, slots=True)
class Rule:
    """`counts` is what one finding is about; `held_by` the tests that hold a rule instead of the audit."""

    id: str
    words: str
    counts: str = ""
    held_by: tuple[str, ...] = ()


RULES: Final = (
    Rule("T1", "every enabled target at least 20×20 mm", "targets drawn"),
    Rule("T2", "primary targets at least 30 mm high", "primary targets drawn"),
    Rule("T3", "gaps of 5 mm between targets (4.9 with rounding)", "nearest neighbours"),
    Rule("T4", "no target and no text outside the window", "targets and texts"),
    Rule("T5", "no target overlaps another", "targets drawn"),
    Rule("T6", "at most 6 choices in a body", "bodies drawn"),
    Rule("T7", "home in 1 touch from S2–S14, S16 and S17", "screens drawn"),
    Rule("T8", "back on S2–S10 and S16, and nowhere else", "screens drawn"),
    Rule("T9", "a ticket in 2 touches from S1", "walks through the core"),
    Rule("T10", "a ticket with priority in 4 touches", "walks through the core"),
    Rule("T11", "everything within 4 touches of S1", "functions and screens"),
    Rule("T12", "no gesture-only function, except the technician's entrance", "functions"),
    Rule(
        "T13",
        "sliding off cancels",
        held_by=(TOUCH + "test_touches.py::test_sliding_off_cancels_even_when_the_finger_returns",),
    ),
    Rule("T14", "low reach: centres of targets at or below 1,120 mm", "targets in low reach"),
    Rule("T15", "the bar's order is the same everywhere", "bars drawn"),
    Rule("T16", "1280×800 and 1080×1920 both pass", "findings on these panels"),
    Rule("X1", "capitals at least 4.8 mm, 6.1 in large mode (staff's table 2.4)", "texts drawn"),
    Rule("X2", "headings at 1.4 of that", "headings drawn"),
    Rule("X3", "no text is cut, in large mode or any other", "texts drawn"),
    Rule("X4", "one heading per screen", "screens drawn"),
    Rule("X5", "headings of at most 10 syllables (Vietnamese)", "headings drawn"),
    Rule("X6", "buttons of at most 8 syllables (Vietnamese)", "targets drawn"),
    Rule("X7", "the 146 Vietnamese letters render, and every letter of the texts", "letters in 2 fonts"),
    Rule("X8", "queue digits are equally wide", "digits in 2 fonts"),
    Rule("X9", "strings are NFC", "strings"),
    Rule("X10", "strings only in catalogues", "modules of ui/touch"),
    Rule("X11", "dates are dd/mm/yyyy, times 24 h", "dates and times drawn"),
    Rule("C1", "text at least 7:1", "lines of text drawn"),
    Rule("C2", "edges of targets at least 3:1", "targets drawn"),
    Rule("C3", "icons at least 3:1", "icons drawn"),
    Rule("C4", "high contrast: text at least 15:1", "lines of text drawn"),
    Rule("C5", "a press shows within 100 ms", "targets pressed"),
    Rule("C6", "nothing flashes faster than 3 Hz", "screens and animations"),
    Rule("D1", "a warning before every reset", "screens left alone"),
    Rule("D2", "the warning stands at least 20 s", "screens left alone"),
    Rule("D3", "one touch extends", "screens left alone"),
    Rule("D4", "preferences reset with the visit", "screens left alone"),
    Rule("A1", "every screen has its spoken text, and every target its words", "screens and targets"),
    Rule(
        "A2",
        "speech stops on input",
        held_by=(
            EAR + "::test_speech_stops_as_soon_as_a_button_goes_down",
            EAR + "::test_speech_stops_as_soon_as_the_glass_is_touched",
        ),
    ),
    Rule(
        "A3",
        "the ticket journey with buttons alone and the screen off",
        held_by=(EAR + "::test_the_whole_ticket_journey_by_three_buttons_from_hold_to_number",),
    ),
    Rule(
        "R1",
        "two fast taps give one ticket",
        held_by=(CORE + "test_numbers.py::test_two_fast_taps_on_a_service_give_one_number",),
    ),
    Rule(
        "R2",
        "a stuck button gives one rating and an alert",
        held_by=(CORE + "test_ratings.py::test_a_stuck_button_gives_one_rating_and_an_alert",),
    ),
    Rule(
        "R3",
        "Esc, F1, Alt+F4 and a USB keyboard cannot leave",
        held_by=(
            TOUCH + "test_glass.py::test_a_keyboard_cannot_leave",
            TOUCH + "test_glass.py::test_the_window_refuses_to_be_closed",
        ),
    ),
    Rule(
        "R4",
        "10,000 screen changes grow memory by < 5 MB (held for about 2,900)",
        held_by=(TOUCH + "test_glass.py::test_screens_drawn_over_and_over_leave_nothing_behind",),
    ),
    Rule("R5", "estimates hide below 5 cases", "served cases"),
    Rule("W1", "pages work by keyboard: everything by Tab, in the page's order", "controls"),
    Rule("W2", "focus is visible", "controls"),
    Rule("W3", "targets at least 24 CSS px", "controls"),
    Rule(
        "W4",
        "a call reaches the hall board within 1 s (how soon: make bench, calls)",
        held_by=(PAGES + "::test_a_call_shows_on_the_open_board",),
    ),
    Rule("W5", "board digits at least 100 mm", "numbers on the board"),
    Rule("W6", "text at least 4.5:1, on the board 7:1", "texts"),
    Rule("W7", "nothing runs out of the page sideways", "pages in sizes"),
    Rule("W8", "pages name their language", "pages in sizes"),
    Rule("W9", "every input has a label", "inputs"),
    Rule("W10", "one h1", "pages in sizes"),
)
RULES_BY_ID: Final = {rule.id: rule for rule in RULES}


@dataclass(slots=True)
class Tally:
    """How many findings there were for each rule, and a line for each that failed."""

    checked: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)

    def add(self, place: Place, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self._count(finding.rule, ok=finding.ok)
            if place.panel in ("10.1", "21.5"):
                self._count("T16", ok=finding.ok)
            if not finding.ok:
                self.lines.append(place.line(finding))

    def add_all(self, found: Iterable[tuple[Place, Iterable[Finding]]]) -> None:
        for place, findings in found:
            self.add(place, findings)

    def join(self, other: "Tally") -> None:
        self.checked += other.checked
        self.failed += other.failed
        self.lines += other.lines

    def _count(self, rule: str, *, ok: bool) -> None:
        self.checked[rule] += 1
        self.failed[rule] += not ok


def missing_tests() -> list[Finding]:
    """Of the rules that another test holds, those whose test does not exist."""
    return [
        Finding(rule.id, test, "no such test", "a test of that name", ok=False)
        for rule in RULES
        for test in rule.held_by
        if not _exists(test)
    ]


def _exists(test: str) -> bool:
    path, _, name = test.partition("::")
    file = ROOT / path
    if not file.is_file():
        return False
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}

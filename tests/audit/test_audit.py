"""The audit itself: a rule that cannot fail would hold nothing, so each is shown something wrong once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest

from firmware.screens import Aids, Priorities
from tests.audit import glass_rules, rules, word_rules
from tests.audit.rules import RULES, Finding, Place, Rule, Tally
from tests.audit.walk import Drawn
from ui.touch.box import Box
from ui.touch.panel import PANELS
from ui.touch.theme import look_for

PANEL = PANELS["21.5"]
MM = PANEL.px_per_mm


@dataclass(frozen=True, slots=True)
class Target:
    id: str
    box: Box
    text: str = "Xong"


@dataclass(frozen=True, slots=True)
class Text:
    text: str
    px: int
    room: Box
    given: Box


@dataclass(slots=True)
class Paper:
    written: list[Text] = field(default_factory=list)


def mm(x: float, y: float, w: float, h: float) -> Box:
    return Box(x * MM, y * MM, w * MM, h * MM)


BAR = [Target(id_, mm(4 + 30 * n, 440, 25, 25)) for n, id_ in enumerate(("home", "back", "size", "help"))]
HEADING = Text("Bác thuộc diện nào?", 60, mm(10, 50, 100, 10), mm(10, 50, 200, 10))
GOOD = Target("priority:elderly", mm(10, 100, 100, 40))


def drawn(*targets: Target, texts: Iterable[Text] = (HEADING,), bar: Iterable[Target] = BAR) -> Drawn:
    """S3 with these targets and texts."""
    keys: Any = (*targets, *bar)
    sheets: Any = (Paper(list(texts)),)
    look = look_for(PANEL, Aids(low_reach=True))
    return Drawn(Place("21.5"), "S3-priorities", "calm", Priorities(()), look, keys, sheets)


def failed(found: Iterable[Finding]) -> set[str]:
    return {finding.rule for finding in found if not finding.ok}


def one(text: str, px: int = 60) -> Text:
    return Text(text, px, HEADING.room, HEADING.given)


WRONG = {
    "T1": drawn(Target("priority", mm(10, 300, 19, 40))),
    "T2": drawn(Target("service:a", mm(10, 300, 100, 29))),
    "T3": drawn(GOOD, Target("skip", mm(10, 144, 100, 40))),
    "T4": drawn(Target("skip", mm(-1, 300, 100, 40))),
    "T5": drawn(GOOD, Target("skip", mm(10, 139, 100, 40))),
    "T6": drawn(*(Target(f"service:{n}", mm(10 + 36 * n, 300, 30, 30)) for n in range(7))),
    "T7": drawn(GOOD, bar=BAR[1:]),
    "T8": drawn(GOOD, bar=[BAR[0], *BAR[2:]]),
    "T14": drawn(Target("skip", mm(10, 20, 100, 40))),
    "T15": drawn(bar=[*BAR[:2], Target("size", BAR[3].box), Target("help", BAR[2].box)]),
    "X1": drawn(texts=[HEADING, one("nhỏ", 20)]),
    "X2": drawn(texts=[one(HEADING.text, 30)]),
    "X3": drawn(texts=[Text(HEADING.text, 60, HEADING.given, HEADING.room)]),
    "X4": drawn(texts=[HEADING, one("Bác cần gì?"), one("Nhập mã PIN")]),
}


@pytest.mark.parametrize("rule", WRONG)
def test_a_screen_that_breaks_a_rule_is_found(rule: str) -> None:
    assert rule in failed(glass_rules.findings(WRONG[rule]))


def test_a_screen_that_keeps_the_rules_fails_none() -> None:
    low = Target("priority:elderly", mm(10, 300, 100, 40))
    assert failed(glass_rules.findings(drawn(low))) == set()
    assert failed(word_rules.findings(drawn(low))) == set()


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        ("X6", drawn(Target("skip", GOOD.box, "một hai ba bốn năm sáu bảy tám chín"))),
        ("X9", drawn(texts=[one("a\u0301")])),
        ("X11", drawn(texts=[one("7/8/2026")])),
        ("X11", drawn(texts=[one("2026-08-07")])),
        ("X11", drawn(texts=[one("1:30 PM")])),
        ("X11", drawn(texts=[one("8:05")])),
    ],
)
def test_words_that_break_a_rule_are_found(rule: str, shown: Drawn) -> None:
    assert rule in failed(word_rules.findings(shown))


def test_syllables_stand_between_spaces_and_strokes() -> None:
    assert word_rules.syllables("Bác/Anh/Chị cần làm gì?") == 6
    assert word_rules.syllables("Đang chờ: 4 · 15 phút") == 5


def test_there_are_146_letters() -> None:
    assert len(set(word_rules.LETTERS)) == 146


def test_vietnamese_in_code_is_found_and_documentation_is_not() -> None:
    source = 'def f() -> str:\n    """Nói tiếng Việt."""\n    return "Xin chào"\n'
    assert word_rules.loose_words(source) == ["Xin chào"]


def test_every_rule_has_one_id_and_a_test_that_holds_one_exists() -> None:
    assert len(rules.RULES_BY_ID) == len(RULES)
    assert rules.missing_tests() == []


def test_a_test_that_does_not_exist_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = Rule("Z1", "nothing", held_by=("tests/audit/test_audit.py::test_of_nothing",))
    monkeypatch.setattr(rules, "RULES", (nowhere,))
    assert [finding.rule for finding in rules.missing_tests()] == ["Z1"]


def test_a_failure_is_one_line_that_says_where_what_and_how_far() -> None:
    tally = Tally()
    tally.add(Place("10.1", "large", "S2"), [Finding("T1", "help\nnow", 17.416, "≥ 20 mm", ok=False)])
    assert tally.lines == ["T1 · 10.1 · large · S2 · help / now · measured 17.42, required ≥ 20 mm"]
    assert (tally.failed["T1"], tally.failed["T16"]) == (1, 1)

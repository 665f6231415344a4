"""Moving dossiers: the legal ways, waiting for supplements, promises put off with an apology."""

from typing import Any

import pytest

from firmware import register
from firmware.clock import VIETNAM
from firmware.console import Done, MoveDossier, Refused, Why
from mqtt.dossiers import MOVES, State
from tests.firmware.filing import BIRTH, LAND, FilingBench
from tests.firmware.filing import filing as filing

LEGAL = [(1, 2), (2, 4), (2, 9), (4, 5), (4, 6), (4, 9), (5, 4), (6, 4), (9, 10)]
WAY_TO = {1: (), 2: (), 4: (4,), 5: (5,), 6: (6,), 9: (9,), 3: (5, 3), 7: (7,), 8: (8,), 10: (9, 10)}


def in_state(filing: FilingBench, state: int) -> str:
    """A dossier on the legal way to a state."""
    code = filing.received(channel="online" if state == 1 else "direct")
    assert [filing.move(code, step) for step in WAY_TO[state]] == [Done(code)] * len(WAY_TO[state])
    return code


def refusal(answer: Any) -> tuple[Why, str]:
    assert isinstance(answer, Refused)
    return answer.why, answer.detail


def test_a_move_is_a_changed_row_a_step_and_a_fact(filing: FilingBench) -> None:
    code = filing.received()
    filing.clock.advance(60)
    assert filing.move(code, 4, reason="  Chuyển  phòng chuyên môn ") == Done(code)
    assert filing.row(code, "state, due, waited_days") == (4, "2026-12-01", 0)
    [_, (state, reason)] = filing.reader.rows("SELECT state, reason FROM dossier_step ORDER BY id")
    assert (state, reason) == (4, "Chuyển phòng chuyên môn")
    assert filing.facts("dossier.moved") == [
        (
            "dossier.moved",
            {
                "day": "2026-11-23",
                "code": code,
                "procedure": BIRTH,
                "field": "Hộ tịch",
                "channel": "direct",
                "from_state": 2,
                "state": 4,
                "due": "2026-12-01",
                "waited_days": 0,
                "officer": "cb01",
                "counter": 1,
                "reason": "Chuyển phòng chuyên môn",
            },
        )
    ]


@pytest.mark.parametrize(("before", "after"), LEGAL)
def test_legal_moves_are_made(filing: FilingBench, before: int, after: int) -> None:
    code = in_state(filing, before)
    assert filing.move(code, after) == Done(code)
    assert filing.row(code, "state") == (after,)


@pytest.mark.parametrize("before", sorted(WAY_TO))
def test_every_other_move_is_refused_and_changes_nothing(filing: FilingBench, before: int) -> None:
    code = in_state(filing, before)
    facts = filing.facts("dossier")
    illegal = [state for state in range(-1, 13) if state not in MOVES[State(before)]]
    whys = {refusal(filing.move(code, state))[0] for state in illegal}
    assert (whys, filing.facts("dossier")) == ({Why.WRONG_STATE}, facts)


def test_a_refusal_tells_what_may_follow(filing: FilingBench) -> None:
    code = filing.received()
    assert refusal(filing.move(code, 10)) == (
        Why.WRONG_STATE,
        f"{code} is in state 2 and cannot go to 10; after it comes 4, 5, 6, 7, 8, 9",
    )


@pytest.mark.parametrize("spelling", ["19.05518-261123-0001", "19 05518 261123 0001", "19055182611230001"])
def test_a_dossier_is_found_in_any_spelling(filing: FilingBench, spelling: str) -> None:
    code = filing.received()
    assert filing.move(spelling, 4) == Done(code)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"code": "HS-9999"}, Why.BAD_VALUE),
        ({"code": "x" * 500}, Why.BAD_VALUE),
        ({"code": ""}, Why.BAD_VALUE),
        ({"reason": "x" * 201}, Why.BAD_VALUE),
        ({"session": "nobody"}, Why.NOT_SIGNED_IN),
        ({"counter": 3}, Why.OTHER_COUNTER),
    ],
)
def test_nonsense_moves_nothing(filing: FilingBench, values: dict[str, Any], why: Why) -> None:
    common: dict[str, Any] = {"session": "cb01", "counter": 1, "code": filing.received(), "state": 4}
    assert refusal(filing.ask(MoveDossier(**(common | values))))[0] is why
    assert filing.facts("dossier.moved") == []


# ---- waiting for a supplement


def test_days_spent_waiting_for_a_supplement_are_added_to_the_promise(filing: FilingBench) -> None:
    code = filing.received()
    filing.move(code, 5, reason="Thiếu giấy chứng sinh")
    assert filing.row(code, "due, waiting_since IS NULL") == ("2026-12-01", 0)
    filing.next_day(3)
    filing.move(code, 4)
    assert filing.row(code, "due, waited_days, waiting_since") == ("2026-12-03", 2, None)
    assert filing.facts("dossier.moved")[-1][1]["waited_days"] == 2


def test_two_waits_add_up(filing: FilingBench) -> None:
    code = filing.received()
    filing.move(code, 5)
    filing.next_day(2)
    filing.move(code, 4)
    filing.move(code, 5)
    filing.next_day(1)
    filing.move(code, 4)
    assert filing.row(code, "due, waited_days") == ("2026-12-03", 2)


def test_a_supplement_of_the_same_day_costs_nothing(filing: FilingBench) -> None:
    code = filing.received()
    filing.move(code, 5)
    filing.move(code, 2)
    assert filing.row(code, "due, waited_days") == ("2026-12-01", 0)


def test_while_a_supplement_is_awaited_nothing_is_late(filing: FilingBench) -> None:
    code = filing.received()
    filing.move(code, 5)
    filing.next_day(30)
    known = register.view(filing.reader.rows, code, filing.clock.now())
    assert known is not None
    assert not known.late


# ---- what came online


def test_what_came_online_is_promised_a_day_when_it_is_accepted(filing: FilingBench) -> None:
    code = filing.received(LAND, "online")
    filing.next_day(2)
    filing.move(code, 2)
    assert filing.row(code, "due") == ("2026-12-09",)


def test_what_came_online_and_is_refused_was_promised_nothing(filing: FilingBench) -> None:
    code = filing.received(LAND, "online")
    filing.move(code, 3, reason="Không đúng thẩm quyền")
    assert filing.row(code, "state, due") == (3, None)


# ---- late, and put off


def test_a_dossier_is_late_the_day_after_its_promise(filing: FilingBench) -> None:
    code = filing.received()
    filing.next_day(8)
    assert [one.late for one in register.open_dossiers(filing.reader.rows, {})] == [False]
    filing.next_day(1)
    assert [one.late for one in register.open_dossiers(filing.reader.rows, {})] == [True]
    filing.move(code, 9)
    assert [one.late for one in register.open_dossiers(filing.reader.rows, {})] == [False]


def test_another_date_with_a_reason_prints_an_apology(filing: FilingBench) -> None:
    code = filing.received()
    filing.move(code, 4)
    assert filing.move(code, 4, due="2026-12-04", reason="Chờ xác minh ở xã khác") == Done(code)
    assert filing.row(code, "state, due") == (4, "2026-12-04")
    apology = filing.slips()[-1]
    assert "Xin lỗi bác" in apology
    assert "Đã hẹn: 01/12/2026" in apology
    assert "Hẹn lại: 04/12/2026" in apology
    assert "Lý do: Chờ xác minh ở xã khác" in apology
    assert (
        filing.facts("dossier.moved")[-1][1]["due"],
        filing.facts("dossier.moved")[-1][1]["from_state"],
    ) == (
        "2026-12-04",
        4,
    )


def test_an_earlier_date_needs_no_apology(filing: FilingBench) -> None:
    code = filing.received()
    filing.move(code, 4, due="2026-11-27", reason="Xong sớm")
    assert len(filing.slips()) == 1


def test_a_date_given_when_the_supplement_comes_beats_the_counted_one(filing: FilingBench) -> None:
    code = filing.received()
    filing.move(code, 5)
    filing.next_day(3)
    filing.move(code, 4, due="2026-12-15", reason="Hẹn lại theo yêu cầu")
    assert filing.row(code, "due, waited_days") == ("2026-12-15", 2)


@pytest.mark.parametrize(
    ("state", "due", "reason", "words"),
    [
        (4, "2026-11-20", "x", "before the dossier was received"),
        (4, "2026-11-29", "x", "is a day off; choose 2026-11-30"),
        (4, "2026-12-04", "  ", "needs a reason"),
        (4, "2026-02-30", "x", "is no date"),
        (4, "20261204", "x", "is no date"),
        (4, "", "x", "is no date"),
        (4, "x" * 500, "x", "is no date"),
        (9, "2026-12-04", "x", "promises nothing any more"),
    ],
)
def test_an_impossible_date_is_refused(
    filing: FilingBench, state: int, due: str, reason: str, words: str
) -> None:
    code = filing.received()
    why, detail = refusal(filing.move(code, state, due=due, reason=reason))
    assert (why, words in detail, len(detail) < 200) == (Why.BAD_VALUE, True, True)
    assert filing.row(code, "state, due") == (2, "2026-12-01")


def test_a_date_that_is_over_is_refused(filing: FilingBench) -> None:
    code = filing.received()
    filing.next_day(2)
    assert "is over" in refusal(filing.move(code, 4, due="2026-11-23", reason="x"))[1]


def test_a_move_survives_a_power_cut(filing: FilingBench) -> None:
    code = filing.received()
    filing.move(code, 9)
    filing.power_cycle()
    assert filing.row(code, "state") == (9,)
    assert filing.move(code, 10) == Done(code)


def test_the_open_list_names_procedures_and_next_steps(filing: FilingBench) -> None:
    filing.received()
    finished, returned = filing.received(LAND), filing.received()
    filing.move(finished, 9)
    filing.move(returned, 9)
    filing.move(returned, 10)
    guide = filing.core.state.hall.guide
    assert guide is not None
    first, second = register.open_dossiers(filing.reader.rows, guide.procedures)
    assert (first.name, first.next) == ("Đăng ký khai sinh", (4, 5, 6, 7, 8, 9))
    assert (second.code, second.state, second.next) == (finished, 9, (10,))


def test_steps_are_told_by_their_day_in_vietnam(filing: FilingBench) -> None:
    code = filing.received()
    filing.clock.advance(16.5 * 3600)
    assert filing.clock.now().wall.astimezone(VIETNAM).day == 24
    filing.next_day(1)
    filing.move(code, 4)
    assert register.steps(filing.reader.rows, code) == [
        (State.RECEIVED, "2026-11-23"),
        (State.IN_PROGRESS, "2026-11-25"),
    ]

"""Officers at their counters: what each key does to a ticket, and what is refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firmware import console, events
from firmware.console import Done, NobodyWaits, Refused, Why
from firmware.report import day_report
from firmware.screens import Serving, Waiting
from tests.bench import KioskBench, ward
from tests.firmware.ward_sections import OFFICERS


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[KioskBench]:
    """Counters 1 and 2 serve A, counter 3 serves B; all three are manned."""
    bench = KioskBench(tmp_path, ward(officers=OFFICERS))
    bench.sign_in("cb01", 1)
    bench.sign_in("cb02", 2)
    bench.sign_in("cb03", 3)
    yield bench
    bench.store.close()


def refused(answer: console.Answer) -> Why:
    assert isinstance(answer, Refused), answer
    return answer.why


def kinds(bench: KioskBench) -> list[str]:
    return [kind.removeprefix("ticket.") for kind, _ in bench.facts("ticket.")]


def last(bench: KioskBench) -> dict[str, Any]:
    data: dict[str, Any] = bench.facts("ticket.")[-1][1]
    return data


def test_the_first_who_came_is_called_first(hall: KioskBench) -> None:
    hall.take_number()
    hall.clock.advance(120)
    hall.take_number()
    answer = hall.call("cb01", 1)
    assert isinstance(answer, console.Called)
    assert answer.ticket == console.CalledTicket("A001", "ho-tich", None, 120)
    assert last(hall) == {
        "day": "2026-11-23", "number": "A001", "service": "ho-tich", "counter": 1, "officer": "cb01",
        "priority": None, "waited_seconds": 120,
    }  # fmt: skip


def test_two_officers_never_get_the_same_number(hall: KioskBench) -> None:
    hall.take_number()
    hall.take_number()
    assert [hall.called("cb01", 1), hall.called("cb02", 2)] == ["A001", "A002"]


def test_nobody_waiting_is_an_answer_and_no_fact(hall: KioskBench) -> None:
    assert hall.call("cb03", 3) == NobodyWaits()
    assert kinds(hall) == []


def test_an_open_ticket_is_ended_before_the_next_is_called(hall: KioskBench) -> None:
    hall.take_number()
    hall.take_number()
    hall.called("cb01", 1)
    assert refused(hall.call("cb01", 1)) is Why.STILL_SERVING
    hall.serve("cb01", 1)
    assert hall.called("cb01", 1) == "A002"


def test_a_served_ticket_tells_how_long_it_waited_and_took(hall: KioskBench) -> None:
    hall.take_number()
    hall.clock.advance(300)
    hall.serve_next("cb01", 1, seconds=240)
    assert (last(hall)["waited_seconds"], last(hall)["service_seconds"]) == (300, 240)


def test_a_second_serve_is_refused(hall: KioskBench) -> None:
    hall.take_number()
    hall.serve_next("cb01", 1)
    assert refused(hall.serve("cb01", 1)) is Why.NOBODY_CALLED
    assert kinds(hall).count("served") == 1


def test_a_recall_changes_nothing_but_is_a_fact(hall: KioskBench) -> None:
    hall.take_number()
    hall.called("cb01", 1)
    assert hall.ask(console.Recall(session="cb01", counter=1)) == Done("A001")
    assert kinds(hall) == ["issued", "called", "recalled"]


def test_a_held_ticket_is_called_back_by_name(hall: KioskBench) -> None:
    hall.take_number()
    hall.called("cb01", 1)
    hall.ask(console.Hold(session="cb01", counter=1, reason="Đi phô tô giấy tờ"))
    assert hall.call("cb02", 2) == NobodyWaits()
    assert hall.called("cb02", 2, number="A001") == "A001"
    assert kinds(hall) == ["issued", "called", "held", "called"]


def test_a_no_show_returns_once_in_its_place(hall: KioskBench) -> None:
    hall.take_number()
    hall.take_number()
    hall.called("cb01", 1)
    hall.ask(console.MarkNoShow(session="cb01", counter=1))
    assert hall.ask(console.ReturnTicket(session="cb02", number="A001")) == Done("A001")
    assert hall.called("cb01", 1) == "A001"
    hall.ask(console.MarkNoShow(session="cb01", counter=1))
    assert refused(hall.ask(console.ReturnTicket(session="cb02", number="A001"))) is Why.RETURNED_BEFORE


def test_only_a_no_show_returns(hall: KioskBench) -> None:
    hall.take_number()
    assert refused(hall.ask(console.ReturnTicket(session="cb01", number="A001"))) is Why.WRONG_STATE
    assert refused(hall.ask(console.ReturnTicket(session="cb01", number="Z999"))) is Why.UNKNOWN_TICKET


def test_a_transferred_ticket_keeps_its_place_by_age(hall: KioskBench) -> None:
    hall.take_number("ho-tich")
    hall.clock.advance(60)
    hall.take_number("dat-dai")
    hall.called("cb01", 1)
    hall.ask(console.Transfer(session="cb01", counter=1, to_service="dat-dai"))
    assert hall.called("cb03", 3) == "A001"


def test_a_ticket_sent_to_a_counter_is_called_there_alone(hall: KioskBench) -> None:
    hall.take_number()
    hall.called("cb01", 1)
    hall.ask(console.Transfer(session="cb01", counter=1, to_counter=3))
    assert hall.call("cb02", 2) == NobodyWaits()
    assert hall.called("cb03", 3) == "A001"


def test_somebody_with_two_matters_keeps_one_number(hall: KioskBench) -> None:
    hall.take_number()
    hall.called("cb01", 1)
    hall.ask(console.Transfer(session="cb01", counter=1, to_service="dat-dai", done=True))
    hall.serve_next("cb03", 3)
    served = [data for kind, data in hall.facts("ticket.served")]
    assert [(one["number"], one["service"], one["officer"]) for one in served] == [
        ("A001", "ho-tich", "cb01"),
        ("A001", "dat-dai", "cb03"),
    ]


def test_a_transfer_to_nowhere_is_refused(hall: KioskBench) -> None:
    hall.take_number()
    hall.called("cb01", 1)
    nowhere = console.Transfer(session="cb01", counter=1)
    unknown = console.Transfer(session="cb01", counter=1, to_service="khong-co")
    far = console.Transfer(session="cb01", counter=1, to_counter=77)
    assert [refused(hall.ask(one)) for one in (nowhere, unknown, far)] == [
        Why.BAD_VALUE,
        Why.UNKNOWN_SERVICE,
        Why.UNKNOWN_COUNTER,
    ]
    assert kinds(hall) == ["issued", "called"]


def test_somebody_without_a_ticket_is_counted_as_served(hall: KioskBench) -> None:
    assert hall.ask(console.Serve(session="cb03", counter=3, service="dat-dai")) == Done()
    assert (last(hall)["number"], last(hall)["service"]) == (None, "dat-dai")


def test_a_counter_that_does_not_serve_a_waiting_ticket_cannot_call_it(hall: KioskBench) -> None:
    hall.take_number("ho-tich")
    assert refused(hall.call("cb03", 3, number="A001")) is Why.NOT_SERVED_HERE


def test_a_pause_shows_and_a_call_ends_it(hall: KioskBench) -> None:
    hall.ask(console.Pause(session="cb01", counter=1, reason="Nghỉ trưa"))
    hall.take_number()
    hall.called("cb01", 1)
    [(paused,)] = hall.reader.rows("SELECT paused FROM session WHERE officer = 'cb01'")
    assert paused == ""


def test_the_waiting_screen_shows_who_is_called_where(hall: KioskBench) -> None:
    hall.take_number()
    hall.touch(events.Finished())
    assert hall.shows(Waiting).serving == ()
    hall.called("cb02", 2)
    assert hall.shows(Waiting).serving == (Serving("A001", 2),)
    hall.ask(console.MarkNoShow(session="cb02", counter=2))
    assert hall.shows(Waiting).serving == ()


# ---------------------------------------------------------------- sessions


def test_a_counter_belongs_to_one_officer_at_a_time(hall: KioskBench) -> None:
    assert refused(hall.sign_in("cb02", 1)) is Why.COUNTER_TAKEN
    assert hall.sign_in("cb02", 1, take_over=True) == Done()
    assert refused(hall.call("cb01", 1)) is Why.NOT_SIGNED_IN


def test_an_officer_who_moves_leaves_the_old_counter(hall: KioskBench) -> None:
    hall.ask(console.SignOut(session="cb03"))
    hall.sign_in("cb01", 3)
    assert refused(hall.call("cb01", 1)) is Why.OTHER_COUNTER


def test_two_supervisors_may_be_signed_in_at_once(tmp_path: Path) -> None:
    second = {"id": "pho", "name": "Vũ Thị Phó", "role": "supervisor"}
    bench = KioskBench(tmp_path, ward(officers=[*OFFICERS, second]))
    bench.sign_in("truong", None)
    bench.sign_in("pho", None)
    closing = console.LiftClosing(session="truong", closing=1)
    assert refused(bench.ask(closing)) is Why.UNKNOWN_CLOSING
    bench.store.close()


def test_a_session_ends_with_its_day_and_survives_a_power_cut_before(hall: KioskBench) -> None:
    hall.take_number()
    hall.power_cycle()
    assert hall.called("cb01", 1) == "A001"
    hall.pass_days(1)
    assert refused(hall.call("cb01", 1)) is Why.NOT_SIGNED_IN


def test_only_known_officers_and_counters_sign_in(hall: KioskBench) -> None:
    assert refused(hall.sign_in("nobody", 1)) is Why.UNKNOWN_OFFICER
    assert refused(hall.sign_in("cb01", 42)) is Why.UNKNOWN_COUNTER
    assert refused(hall.sign_in("cb01", None)) is Why.NOT_SUPERVISOR
    assert hall.sign_in("truong", None) == Done()


# ---------------------------------------------------------------- the end of the day


def test_whoever_still_waits_at_the_end_of_the_day_is_closed(hall: KioskBench) -> None:
    hall.take_number()
    hall.take_number()
    hall.called("cb01", 1)
    hall.pass_days(1)
    assert hall.take_number() == "A001"
    closed = [data for _, data in hall.facts("ticket.closed")]
    assert [(one["number"], one["state"], one["day"]) for one in closed] == [
        ("A001", "called", "2026-11-23"),
        ("A002", "waiting", "2026-11-23"),
    ]


def test_a_no_show_stays_one_at_the_end_of_the_day(hall: KioskBench) -> None:
    hall.take_number()
    hall.called("cb01", 1)
    hall.ask(console.MarkNoShow(session="cb01", counter=1))
    hall.pass_days(1)
    hall.take_number()
    assert hall.facts("ticket.closed") == []
    report = day_report(hall.reader, hall.settings, "2026-11-23", hall.clock.now())
    assert (report.total.no_show, report.total.issued) == (1, 1)


def test_with_carry_over_they_come_first_the_next_day_and_no_number_is_given_twice(tmp_path: Path) -> None:
    bench = KioskBench(tmp_path, ward(officers=OFFICERS, queue={"carry_over": True}))
    bench.take_number()
    bench.take_number()
    bench.pass_days(1)
    assert bench.take_number() == "A003"
    bench.sign_in("cb01", 1)
    assert [bench.serve_next("cb01", 1) for _ in range(3)] == ["A001", "A002", "A003"]
    assert [data["day"] for _, data in bench.facts("ticket.served")] == [
        "2026-11-23",
        "2026-11-23",
        "2026-11-24",
    ]
    bench.store.close()


# ---------------------------------------------------------------- limits


def test_a_service_stops_at_its_daily_cap_and_its_last_number(tmp_path: Path) -> None:
    capped = {"code": "a", "letter": "A", "name": "Một", "daily_cap": 1, "numbers": [101, 999]}
    short = {"code": "b", "letter": "B", "name": "Hai", "numbers": [7, 8]}
    bench = KioskBench(tmp_path, ward(services=[capped, short]))
    assert bench.take_number("a") == "A101"
    assert [bench.take_number("b"), bench.take_number("b")] == ["B007", "B008"]
    assert [bench.offer("a"), bench.offer("b")] == ["Một", "Hai"]
    bench.store.close()

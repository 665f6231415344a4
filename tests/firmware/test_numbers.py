"""Taking a number: what the visitor sees, what is on disk, what a wrong clock may not do."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from devices.tape import TapeState
from firmware import events as e
from firmware import ledger
from firmware.screens import Home, Paper, Priorities, Services, Waiting, YourNumber
from firmware.store import TicketRow
from tests.bench import KioskBench, ward


def test_a_number_is_a_letter_and_three_digits_in_order(kiosk: KioskBench) -> None:
    numbers = [kiosk.take_number() for _ in range(3)]
    assert numbers == ["A001", "A002", "A003"]


def test_each_service_counts_for_itself(kiosk: KioskBench) -> None:
    numbers = [kiosk.take_number("ho-tich"), kiosk.take_number("dat-dai"), kiosk.take_number("ho-tich")]
    assert numbers == ["A001", "B001", "A002"]


def test_the_visitor_is_told_how_many_wait_for_the_same_service(kiosk: KioskBench) -> None:
    kiosk.take_number("ho-tich")
    kiosk.take_number("dat-dai")
    kiosk.take_number("ho-tich")
    assert kiosk.shows(YourNumber).ahead == 1


def test_a_number_takes_two_touches_from_home(kiosk: KioskBench) -> None:
    kiosk.touch(e.Woken())
    kiosk.shows(Home)
    kiosk.touch(e.ServicesAsked())
    kiosk.touch(e.TicketRequested("dat-dai"))
    assert kiosk.shows(YourNumber).number == "B001"


def test_the_waking_touch_does_nothing_else(kiosk: KioskBench) -> None:
    before = kiosk.progress.high
    kiosk.touch(e.Woken())
    assert kiosk.progress.high == before


def test_two_fast_taps_on_a_service_give_one_number(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.touch(e.TicketRequested("ho-tich"))
    assert [data["number"] for _, data in kiosk.facts("ticket.issued")] == ["A001"]


def test_priority_travels_with_the_number_and_ends_with_it(kiosk: KioskBench) -> None:
    kiosk.touch(e.Woken())
    kiosk.touch(e.ServicesAsked())
    kiosk.touch(e.PriorityAsked())
    assert [choice.code for choice in kiosk.shows(Priorities).classes] == ["elderly", "disabled", "child"]
    kiosk.touch(e.PriorityChosen("elderly"))
    kiosk.touch(e.TicketRequested("ho-tich"))
    kiosk.take_number()
    assert [data["priority"] for _, data in kiosk.facts("ticket.issued")] == ["elderly", None]


def test_a_number_is_never_repeated_after_a_power_cut(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.power_cycle()
    assert kiosk.take_number() == "A002"


def test_the_next_business_day_starts_at_one(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.pass_days(1)
    assert kiosk.take_number() == "A001"
    assert [data["day"] for _, data in kiosk.facts("ticket.issued")] == ["2026-11-23", "2026-11-24"]


def test_a_clock_that_falls_back_to_1970_repeats_no_number(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.clock.wall = datetime.fromisoformat("1970-01-01T00:00:10+00:00")
    kiosk.clock.trusted = False
    assert kiosk.take_number() == "A002"
    assert [data["day"] for _, data in kiosk.facts("ticket.issued")] == ["2026-11-23", "2026-11-23"]


def test_an_untrusted_clock_that_runs_ahead_begins_no_day(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.clock.wall += timedelta(days=400)
    kiosk.clock.trusted = False
    assert kiosk.take_number() == "A002"


def test_a_clock_that_jumps_is_told_to_the_centre(kiosk: KioskBench) -> None:
    kiosk.clock.trusted = False
    kiosk.advance(1)
    kiosk.clock.wall += timedelta(hours=3)
    kiosk.clock.trusted = True
    kiosk.advance(1)
    [(_, jump)] = kiosk.facts("clock.")
    assert (jump["before"], jump["after"]) == ("2026-11-23T01:00:01.250Z", "2026-11-23T04:00:01.250Z")


def test_a_trusted_clock_set_back_a_day_does_not_reopen_it(kiosk: KioskBench) -> None:
    kiosk.pass_days(1)
    kiosk.take_number()
    kiosk.clock.wall -= timedelta(days=1)
    assert kiosk.take_number() == "A002"


def test_after_999_the_visitor_is_told_that_the_service_is_full(kiosk: KioskBench) -> None:
    kiosk.take_number()
    TicketRow.update(number=999).execute()
    kiosk.touch(e.HomeAsked())
    kiosk.touch(e.ServicesAsked())
    kiosk.touch(e.TicketRequested("ho-tich"))
    assert kiosk.shows(Services).full == "Hộ tịch, chứng thực"
    assert kiosk.take_number("dat-dai") == "B001"


def test_a_disk_that_fails_shows_no_number_and_skips_none(
    kiosk: KioskBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    kiosk.touch(e.Woken())
    kiosk.touch(e.ServicesAsked())
    with monkeypatch.context() as broken:
        broken.setattr(ledger, "append", full_disk)
        with pytest.raises(OSError, match="No space"):
            kiosk.touch(e.TicketRequested("ho-tich"))
    kiosk.shows(Services)
    assert kiosk.touch(e.TicketRequested("ho-tich")) == kiosk.shows(YourNumber)
    assert kiosk.shows(YourNumber).number == "A001"


def test_the_slip_is_printed_and_the_visitor_told(kiosk: KioskBench) -> None:
    kiosk.take_number()
    assert kiosk.shows(YourNumber).paper is Paper.PRINTING
    kiosk.print_slips()
    assert kiosk.shows(YourNumber).paper is Paper.PRINTED
    assert kiosk.tape.slips == 1


def test_the_number_stays_on_screen_for_15_seconds(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.advance(14.5)
    kiosk.shows(YourNumber)
    kiosk.advance(1)
    kiosk.shows(Home)


def test_out_of_paper_is_said_and_the_slip_comes_later(kiosk: KioskBench) -> None:
    kiosk.set_printer(TapeState.OUT)
    kiosk.take_number()
    kiosk.print_slips()
    assert kiosk.shows(YourNumber).paper is Paper.OUT
    kiosk.set_printer(TapeState.OK)
    kiosk.print_slips()
    assert kiosk.tape.slips == 1
    assert [kind for kind, _ in kiosk.facts("device.")] == [
        "device.started",
        "device.fault",
        "device.cleared",
    ]


@pytest.mark.parametrize("state", [TapeState.COVER_OPEN, TapeState.UNPLUGGED, TapeState.MUTE])
def test_a_printer_that_cannot_print_is_said_and_the_slip_comes_later(
    kiosk: KioskBench, state: TapeState
) -> None:
    kiosk.tape.state = state
    kiosk.take_number()
    kiosk.print_slips(turns=1)
    assert kiosk.shows(YourNumber).paper is Paper.FAILED
    kiosk.tape.state = TapeState.OK
    kiosk.print_slips()
    assert (kiosk.tape.slips, kiosk.facts("ticket.reprinted")) == (1, [])


def test_a_slip_that_broke_off_comes_again_as_a_reprint(kiosk: KioskBench) -> None:
    kiosk.tape.fail_after_bytes = 40_000
    kiosk.take_number()
    kiosk.print_slips(turns=2)
    assert kiosk.shows(YourNumber).paper is Paper.OUT
    kiosk.tape.state = TapeState.OK
    kiosk.print_slips()
    assert kiosk.tape.slips == 1
    assert [data["number"] for _, data in kiosk.facts("ticket.reprinted")] == ["A001"]


def test_a_reprint_is_asked_once_and_recorded(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.print_slips()
    kiosk.touch(e.ReprintAsked())
    kiosk.touch(e.ReprintAsked())
    kiosk.print_slips()
    assert kiosk.tape.slips == 2
    assert [data["number"] for _, data in kiosk.facts("ticket.reprinted")] == ["A001"]


def test_a_slip_that_was_printing_in_a_power_cut_comes_out_as_a_reprint(kiosk: KioskBench) -> None:
    kiosk.take_number()
    job = kiosk.core.state.visit.job
    assert job is not None
    kiosk.touch(e.PrintStarted(job))
    kiosk.power_cycle()
    kiosk.print_slips()
    assert kiosk.tape.slips == 1
    assert len(kiosk.facts("ticket.reprinted")) == 1


def test_a_kiosk_without_a_printer_asks_to_write_the_number_down(tmp_path: Path) -> None:
    bench = KioskBench(tmp_path, ward(printer={"driver": "absent"}))
    bench.take_number()
    assert bench.shows(YourNumber).paper is Paper.ABSENT
    bench.store.close()


def test_slips_of_yesterday_are_not_printed_today(kiosk: KioskBench) -> None:
    kiosk.set_printer(TapeState.OUT)
    kiosk.take_number()
    kiosk.pass_days(1)
    kiosk.set_printer(TapeState.OK)
    kiosk.power_cycle()
    kiosk.print_slips()
    assert kiosk.tape.slips == 0
    kiosk.shows(Waiting)

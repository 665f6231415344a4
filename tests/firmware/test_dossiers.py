"""Receiving dossiers: what is written, what is promised, which codes they get, and what is refused."""

from pathlib import Path
from typing import Any

import pytest

from firmware.console import Done, DossierTaken, MoveDossier, ReceiveDossier, Refused, Why
from firmware.dossier_codes import Dossiers, Numbering, clean_code, plain
from tests.bench import KioskBench, TurnedClock, ward
from tests.firmware.filing import BIRTH, COPY, LAND, WORDS, FilingBench
from tests.firmware.filing import filing as filing

# ---- what is written


def test_a_dossier_is_a_row_a_step_a_fact_and_a_receipt(filing: FilingBench) -> None:
    code = filing.received()
    assert code == "19.05518-261123-0001"
    assert filing.row(code, "procedure, field, channel, state, due, officer, counter") == (
        *(BIRTH, "Hộ tịch", "direct", 2, "2026-12-01", "cb01", 1),
    )
    assert filing.reader.rows("SELECT code, state, officer FROM dossier_step") == [(code, 2, "cb01")]
    assert filing.facts("dossier") == [
        (
            "dossier.received",
            {
                "day": "2026-11-23",
                "code": code,
                "procedure": BIRTH,
                "field": "Hộ tịch",
                "channel": "direct",
                "state": 2,
                "due": "2026-12-01",
                "officer": "cb01",
                "counter": 1,
                "contact": None,
            },
        )
    ]
    [slip] = filing.slips()
    assert "Hẹn trả: 01/12/2026" in slip
    assert "Đăng ký khai sinh" in slip


def test_the_answer_tells_code_date_and_that_the_pin_is_on_paper(filing: FilingBench) -> None:
    assert filing.receive() == DossierTaken("19.05518-261123-0001", "2026-12-01", pin_printed=True)


def test_without_a_printer_the_answer_does_not_promise_a_pin(tmp_path: Path) -> None:
    bench = FilingBench.opened(tmp_path, printer={"driver": "absent"})
    assert bench.receive() == DossierTaken("19.05518-261123-0001", "2026-12-01", pin_printed=False)
    assert bench.slips() == []


@pytest.mark.parametrize(
    ("procedure", "channel", "state", "due"),
    [
        (COPY, "direct", 2, "2026-11-23"),
        (BIRTH, "postal", 2, "2026-12-01"),
        (BIRTH, "online", 1, None),
        (LAND, "direct", 2, "2026-12-22"),
        (LAND, "postal", 2, None),
        (WORDS, "direct", 2, None),
    ],
)
def test_channel_and_procedure_say_state_and_date(
    filing: FilingBench, procedure: str, channel: str, state: int, due: str | None
) -> None:
    assert filing.row(filing.received(procedure, channel), "state, due") == (state, due)


def test_without_a_date_the_receipt_sends_to_an_officer(filing: FilingBench) -> None:
    filing.received(WORDS)
    assert "Hẹn trả: Hỏi cán bộ" in filing.slips()[0]


def test_a_same_day_matter_after_three_is_promised_for_the_next_working_day(filing: FilingBench) -> None:
    filing.clock.advance(7 * 3600 + 60)
    assert filing.row(filing.received(COPY), "due") == ("2026-11-25",)


def test_without_a_catalogue_any_short_text_is_a_procedure(kiosk: KioskBench) -> None:
    kiosk.sign_in("cb01", 1)
    wish = ReceiveDossier(session="cb01", counter=1, procedure="Khai sinh", channel="direct")
    assert kiosk.ask(wish) == DossierTaken("19.05518-261123-0001", None, pin_printed=True)


# ---- codes


def test_numbers_count_up_within_a_day_and_begin_again_the_next(filing: FilingBench) -> None:
    assert [filing.received(), filing.received()] == ["19.05518-261123-0001", "19.05518-261123-0002"]
    filing.next_day()
    assert filing.received() == "19.05518-261124-0001"


def test_a_number_is_not_repeated_after_a_power_cut(filing: FilingBench) -> None:
    filing.received()
    filing.power_cycle()
    filing.publish()
    assert filing.received() == "19.05518-261123-0002"


def test_a_given_code_is_kept_in_upper_case_and_jumps_no_number_of_others(filing: FilingBench) -> None:
    assert filing.received(code="000.00.06.g04.190701.0501") == "000.00.06.G04.190701.0501"
    assert filing.received() == "19.05518-261123-0001"


def test_a_given_code_of_todays_pattern_is_not_made_again(filing: FilingBench) -> None:
    filing.received(code="19.05518-261123-0007")
    assert filing.received() == "19.05518-261123-0008"


def test_a_number_that_another_spelling_took_is_passed_over(filing: FilingBench) -> None:
    filing.received(code="19/05518/261123/0001")
    assert filing.received() == "19.05518-261123-0002"


@pytest.mark.parametrize(
    ("pattern", "prefix", "code", "begins"),
    [
        ("{office}.{yymmdd}.{number:04}", "000.00.06.G04", "000.00.06.G04.261123.0501", "000.00.06.G04."),
        ("{office}-{yyyymmdd}-{number:07}", "G09.20", "G09.20-20261123-0000501", "G09.20-"),
        ("HS{number:06}", "", "HS000501", "HS"),
        ("{number:03}/{yymmdd}/{office}", "", "501/261123/19.05518", ""),
    ],
)
def test_the_patterns_of_the_field_can_be_configured(
    pattern: str, prefix: str, code: str, begins: str
) -> None:
    numbering = Numbering(Dossiers(pattern=pattern, prefix=prefix), "19.05518", "2026-11-23")
    assert (numbering.code(501), numbering.prefix) == (code, begins)


@pytest.mark.parametrize("text", ["", "abc", "a" * 65, "a" * 500, "mã hồ sơ", "A;B-1", "....----", "A\n123"])
def test_what_is_no_code_is_told_from_one(text: str) -> None:
    assert clean_code(text) is None


def test_two_spellings_of_a_code_are_one() -> None:
    assert plain("g09.20-20260609/0092637") == plain("G0920 20260609 0092637")


# ---- what is refused


@pytest.mark.parametrize(
    ("values", "why", "words"),
    [
        ({"procedure": "9.999999"}, Why.BAD_VALUE, "is not in the catalogue"),
        ({"procedure": ""}, Why.BAD_VALUE, "is not in the catalogue"),
        ({"procedure": "x" * 5000}, Why.BAD_VALUE, "is not in the catalogue"),
        ({"channel": "pigeon"}, Why.BAD_VALUE, "use one of direct, online, postal"),
        ({"channel": ""}, Why.BAD_VALUE, "use one of"),
        ({"phone": "mẹ tôi"}, Why.BAD_VALUE, "write ten digits"),
        ({"phone": "0" * 500}, Why.BAD_VALUE, "write ten digits"),
        ({"code": "x" * 500}, Why.BAD_VALUE, "write 4 to 64 letters"),
        ({"code": "'; DROP TABLE dossier; --"}, Why.BAD_VALUE, "write 4 to 64 letters"),
        ({"code": ""}, Why.BAD_VALUE, "write 4 to 64 letters"),
        ({"counter": 2}, Why.OTHER_COUNTER, "belongs to counter 1"),
        ({"session": "nobody"}, Why.NOT_SIGNED_IN, "sign in again"),
    ],
)
def test_nonsense_is_refused_and_leaves_nothing(
    filing: FilingBench, values: dict[str, Any], why: Why, words: str
) -> None:
    common: dict[str, Any] = {"session": "cb01", "counter": 1, "procedure": BIRTH, "channel": "direct"}
    answer = filing.ask(ReceiveDossier(**(common | values)))
    assert isinstance(answer, Refused)
    assert answer.why is why
    assert words in answer.detail
    assert len(answer.detail) < 200
    assert (filing.facts("dossier"), filing.slips()) == ([], [])


@pytest.mark.parametrize("code", ["HS-0001", "hs-0001", " HS.0001 ", "HS0001"])
def test_a_code_is_received_once_in_whatever_spelling(filing: FilingBench, code: str) -> None:
    filing.received(code="HS-0001")
    answer = filing.receive(code=code)
    assert isinstance(answer, Refused)
    assert (answer.why, "'HS-0001' is in the register already" in answer.detail) == (Why.WRONG_STATE, True)


def test_a_supervisor_without_a_counter_may_receive_and_move(tmp_path: Path) -> None:
    chief = [{"id": "cb09", "name": "Lê Thị Trưởng", "role": "supervisor"}]
    bench = KioskBench(tmp_path, ward(officers=chief), TurnedClock())
    bench.sign_in("cb09", None)
    wish = ReceiveDossier(session="cb09", counter=None, procedure="Khai sinh", channel="direct", code="HS-1")
    refused = bench.ask(wish)
    assert isinstance(refused, Refused)
    taken = bench.ask(ReceiveDossier(session="cb09", counter=None, procedure="Khai sinh", channel="direct"))
    assert isinstance(taken, DossierTaken)
    moved = bench.ask(MoveDossier(session="cb09", counter=None, code=str(taken.number), state=9))
    assert moved == Done(taken.number)


def test_an_unset_clock_still_receives_on_the_business_day(filing: FilingBench) -> None:
    filing.clock.trusted = False
    assert filing.received() == "19.05518-261123-0001"
    assert "Tiếp nhận: 23/11/2026" in filing.slips()[0]

"""Receiving dossiers: what is written, what is promised, what stays secret, and what is refused."""

import logging
import re
from pathlib import Path
from typing import Any

import pytest

from firmware.console import Done, DossierTaken, MoveDossier, ReceiveDossier, Refused, Why
from firmware.dossier_codes import Dossiers, Numbering, clean_code, plain
from firmware.seals import PIN_LETTERS, SealError, Seals, new_pin
from tests.bench import KioskBench, TurnedClock, ward
from tests.firmware.filing import BIRTH, COPY, LAND, WORDS, FilingBench
from tests.firmware.filing import filing as filing

PHONE = "0912 345 678"


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


# ---- secrets


def test_the_pin_stands_on_the_receipt_and_nowhere_else(filing: FilingBench) -> None:
    code = filing.received()
    pin = filing.pin()
    [stored] = filing.row(code, "pin")
    assert re.fullmatch(f"[{PIN_LETTERS}]{{4}}", pin)
    assert Seals(filing.folder / "dossiers.key").fits(code, pin, stored)
    assert pin not in str(filing.facts("dossier"))


def test_a_printed_receipt_leaves_no_pin_in_the_database(filing: FilingBench) -> None:
    filing.received()
    filing.print_slips()
    assert filing.tape.slips == 1
    assert filing.reader.rows("SELECT length(document) FROM print_job") == [(0,)]


def test_an_interrupted_receipt_still_comes_out_whole(filing: FilingBench) -> None:
    filing.received()
    filing.power_cycle()
    filing.print_slips()
    assert filing.tape.slips == 1


def test_a_printed_ticket_is_kept_for_another_slip(filing: FilingBench) -> None:
    filing.take_number()
    filing.print_slips()
    assert filing.reader.rows("SELECT length(document) > 0 FROM print_job") == [(1,)]


def test_the_key_is_for_the_kiosk_alone(filing: FilingBench) -> None:
    filing.received()
    assert (filing.folder / "dossiers.key").stat().st_mode & 0o777 == 0o600


def test_equal_pins_of_two_dossiers_have_different_hashes(tmp_path: Path) -> None:
    seals = Seals(tmp_path / "dossiers.key")
    seals.make()
    assert seals.pin_hash("A-1", "7K4M") != seals.pin_hash("A-2", "7K4M")


def test_pins_have_no_letters_that_look_alike() -> None:
    assert len(set(PIN_LETTERS)) == 32
    assert set("01IO").isdisjoint(PIN_LETTERS)
    assert set(new_pin()) <= set(PIN_LETTERS)


def test_a_lost_key_is_said_with_its_remedy_and_nothing_is_received(filing: FilingBench) -> None:
    filing.received()
    filing.power_cycle()
    filing.publish()
    (filing.folder / "dossiers.key").unlink()
    answer = filing.receive()
    assert isinstance(answer, Refused)
    assert "put it back from its backup" in answer.detail
    assert filing.reader.rows("SELECT count(*) FROM dossier") == [(1,)]


def test_an_empty_key_file_asks_for_a_new_key(filing: FilingBench) -> None:
    filing.received()
    filing.power_cycle()
    filing.publish()
    (filing.folder / "dossiers.key").write_bytes(b"")
    assert isinstance(filing.receive(), DossierTaken)
    assert (filing.folder / "dossiers.key").stat().st_size > 40


def test_a_damaged_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dossiers.key"
    path.write_bytes(b"not a key")
    with pytest.raises(SealError, match="is damaged"):
        Seals(path).seal("0912345678")


def test_another_kiosks_key_opens_nothing(tmp_path: Path) -> None:
    ours, theirs = Seals(tmp_path / "ours"), Seals(tmp_path / "theirs")
    ours.make()
    theirs.make()
    with pytest.raises(SealError, match="is not the key that sealed this"):
        theirs.unseal(ours.seal("0912345678"))


# ---- phone numbers


def test_a_phone_number_is_stored_encrypted_and_told_to_nobody(
    filing: FilingBench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code = filing.received(phone=PHONE)
    [stored] = filing.row(code, "phone")
    assert Seals(filing.folder / "dossiers.key").unseal(stored) == "0912345678"
    assert "345678" not in f"{caplog.text}{filing.facts()}{filing.slips()}".replace(" ", "")


def test_a_request_is_logged_without_its_phone_number() -> None:
    wish = ReceiveDossier(session="s", counter=1, procedure=BIRTH, channel="direct", phone=PHONE)
    assert "345" not in repr(wish)


def test_a_phone_number_is_erased_thirty_days_after_its_dossier_closed(filing: FilingBench) -> None:
    kept, closed = filing.received(phone=PHONE), filing.received(phone=PHONE)
    filing.move(closed, 7)
    filing.next_day(29)
    assert filing.row(closed, "phone IS NULL") == (0,)
    filing.next_day(2)
    assert filing.row(closed, "phone IS NULL") == (1,)
    assert filing.row(kept, "phone IS NULL") == (0,)


def test_a_kiosk_that_is_off_at_midnight_erases_when_it_starts(filing: FilingBench) -> None:
    closed = filing.received(phone=PHONE)
    filing.move(closed, 7)
    filing.pass_days(31)
    filing.power_cycle()
    assert filing.row(closed, "phone IS NULL") == (1,)


def test_a_receipt_that_was_never_printed_keeps_no_pin_after_its_day(filing: FilingBench) -> None:
    filing.received()
    filing.pass_days(1)
    filing.power_cycle()
    assert filing.reader.rows("SELECT length(document) FROM print_job") == [(0,)]


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

"""What of a dossier stays secret: its PIN, the key, and the visitor's phone number."""

import logging
import re
from pathlib import Path

import pytest

from firmware.console import DossierTaken, ReceiveDossier, Refused
from firmware.seals import PIN_LETTERS, SealError, Seals, new_pin
from tests.firmware.filing import BIRTH, FilingBench
from tests.firmware.filing import filing as filing

PHONE = "0912 345 678"


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

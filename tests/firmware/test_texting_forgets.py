"""What a kiosk that sends SMS forgets, what nobody learns from it, and what its technician sees."""

import logging
from pathlib import Path
from typing import Any

import pytest

from firmware.screens import Reading
from firmware.store import DossierRow
from tests.bench import KioskBench, ward
from tests.firmware.sms import PHONE, SECTIONS, TextingBench, s14, soon
from tests.firmware.sms import texter as texter

# ---------------------------------------------------------------- what is forgotten, and what nobody learns


def test_the_number_of_a_ticket_is_forgotten_when_it_was_told(texter: TextingBench) -> None:
    soon(texter)
    assert texter.reader.rows("SELECT phone IS NULL FROM sms") == [(0,)]
    texter.send_sms()
    assert texter.reader.rows("SELECT phone FROM sms") == [(None,)]


def test_a_dossiers_number_stands_in_its_own_row_alone_and_goes_thirty_days_after(
    texter: TextingBench,
) -> None:
    code = texter.received(phone=PHONE)
    texter.move(code, 9)
    texter.send_sms()
    texter.move(code, 10)
    assert texter.reader.rows("SELECT phone FROM sms") == [(None,), (None,)]
    texter.next_day(31)
    assert texter.row(code, "phone") == (None,)
    assert texter.reader.rows("SELECT * FROM sms") == []


def test_an_erased_number_is_said_and_nothing_is_sent(texter: TextingBench) -> None:
    texter.received(phone=PHONE)
    with texter.store.transaction():
        DossierRow.sql("UPDATE dossier SET phone = NULL")
    texter.send_sms()
    assert (texter.texts, texter.states) == ([], ["failed"])


def test_a_lost_key_fails_the_message_and_not_the_worker(texter: TextingBench) -> None:
    texter.received(phone=PHONE)
    (texter.folder / "dossiers.key").unlink()
    texter.send_sms()
    assert texter.states == ["failed"]


def test_no_log_shows_a_number_or_what_was_sent(
    texter: TextingBench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code = texter.received(phone=PHONE)
    soon(texter)
    texter.send_sms()
    on_disk = b"".join(file.read_bytes() for file in texter.folder.glob("kiosk.db*"))
    assert len(texter.texts) == 2
    assert "345678" not in f"{caplog.text}{on_disk!r}{texter.modem.had!r}{code}"
    assert "Hen tra" not in caplog.text


# ---------------------------------------------------------------- the technician


@pytest.mark.parametrize(
    ("sections", "fault", "row"),
    [
        (SECTIONS, "", Reading("modem", "ok", well=True)),
        (SECTIONS, "gammu-smsd does not run", Reading("modem", "not_ready", well=False)),
        ({"sms": {"sender": "kiosk"}}, "", Reading("modem", "absent", well=False)),
    ],
)
def test_s14_has_a_row_for_the_modem(tmp_path: Path, sections: Any, fault: str, row: Reading) -> None:
    bench = TextingBench(tmp_path, ward(**sections))
    bench.modem.fault = fault
    bench.send_sms(1)
    assert row in s14(bench)


def test_s14_speaks_of_no_modem_where_the_kiosk_does_not_send(kiosk: KioskBench) -> None:
    assert [row for row in s14(kiosk) if row.name == "modem"] == []

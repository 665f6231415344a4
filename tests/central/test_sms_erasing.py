"""Numbers go 30 days after their dossier has ended, on both engines; that an SMS was sent stays."""

from datetime import datetime, timedelta

import peewee
import pytest

from central.dossiers.register import ENDED
from central.sms import contacts, erasing
from central.sms.erasing import AFTER_END, EVERY, WITHOUT_DOSSIER, Erasing
from central.store.models import Dossier
from mqtt.messages import instant
from tests.central.conftest import Centre
from tests.central.outbox import PHONE, row
from tests.central.texting import keys
from tests.central.wire import DAY, NOW, later

MINUTE = timedelta(minutes=1)
FINISHED = 10


def dossier(centre: Centre, code: str, state: int, since: datetime, ward: str = "05518") -> None:
    """In this state since then, with a number and an SMS that was delivered."""
    told = {
        "province": "19",
        "ward": ward,
        "code": code,
        "procedure": "1.001193",
        "field": "Hộ tịch",
        "channel": "direct",
        "officer": "cb01",
        "received_day": DAY,
        "state": state,
        "state_at": instant(since),
        "waited_days": 0,
        "source": "kiosk",
        "said_at": instant(since),
        "epoch": "e",
        "seq": 1,
    }
    with centre.store.transaction():
        centre.store.writer.execute(Dossier.insert(told))
        contacts.keep(centre.store.writer, keys(), ward=f"19/{ward}", code=code, phone=PHONE, at=since)
    row(centre.store, keys(), code, "delivered", since, ward=f"19/{ward}")


def kept(centre: Centre) -> tuple[list[object], list[object]]:
    """Codes that have a number: as a contact, in the outbox."""
    known = centre.rows("SELECT code FROM contact ORDER BY ward, code")
    held = centre.rows("SELECT subject FROM sms WHERE phone IS NOT NULL AND text <> '' ORDER BY id")
    return [code for (code,) in known], [code for (code,) in held]


def test_thirty_days_after_its_end_the_number_is_in_neither_table(centre: Centre) -> None:
    dossier(centre, "H1", FINISHED, NOW - AFTER_END - MINUTE)
    dossier(centre, "H2", FINISHED, NOW - AFTER_END + MINUTE)
    Erasing(centre.store).turn(NOW)
    assert kept(centre) == (["H2"], ["H2"])


def test_that_it_was_sent_and_how_it_ended_stays_without_its_text(centre: Centre) -> None:
    dossier(centre, "H1", FINISHED, NOW - AFTER_END - MINUTE)
    Erasing(centre.store).turn(NOW)
    assert centre.rows("SELECT subject, state, phone, text FROM sms") == [("H1", "delivered", None, "")]


@pytest.mark.parametrize("state", sorted(int(state) for state in ENDED))
def test_however_it_ended(centre_on_sqlite: Centre, state: int) -> None:
    dossier(centre_on_sqlite, "H1", state, NOW - AFTER_END - MINUTE)
    Erasing(centre_on_sqlite.store).turn(NOW)
    assert kept(centre_on_sqlite) == ([], [])


def test_an_open_dossier_keeps_its_number_however_old_it_is(centre: Centre) -> None:
    dossier(centre, "H1", 4, NOW - timedelta(days=900))
    Erasing(centre.store).turn(NOW)
    assert kept(centre) == (["H1"], ["H1"])


def test_a_dossier_of_another_ward_with_the_same_code_keeps_its_own(centre: Centre) -> None:
    dossier(centre, "H1", FINISHED, NOW - AFTER_END - MINUTE)
    dossier(centre, "H1", 4, NOW - AFTER_END - MINUTE, ward="01864")
    Erasing(centre.store).turn(NOW)
    assert centre.rows("SELECT ward FROM contact") == [("01864",)]
    assert centre.rows("SELECT ward FROM sms WHERE phone IS NOT NULL") == [("19/01864",)]


def test_a_ticket_has_no_dossier_and_is_forgotten_after_thirty_days(centre: Centre) -> None:
    row(centre.store, keys(), "A001", "delivered", NOW - AFTER_END - MINUTE, kind="soon")
    row(centre.store, keys(), "A002", "delivered", NOW - AFTER_END + MINUTE, kind="soon")
    Erasing(centre.store).turn(NOW)
    assert kept(centre) == ([], ["A002"])


def test_a_number_whose_dossier_nobody_told_of_goes_in_the_end(centre: Centre) -> None:
    with centre.store.transaction():
        contacts.keep(
            centre.store.writer,
            keys(),
            ward="19/05518",
            code="H1",
            phone=PHONE,
            at=NOW - WITHOUT_DOSSIER + MINUTE,
        )
    Erasing(centre.store).turn(NOW)
    assert kept(centre)[0] == ["H1"]
    Erasing(centre.store).turn(NOW + 2 * MINUTE)
    assert kept(centre)[0] == []


def test_many_go_a_slice_in_each_turn_until_none_is_left(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "SLICE", 1)
    dossier(centre, "H1", FINISHED, NOW - AFTER_END - MINUTE)
    dossier(centre, "H2", FINISHED, NOW - AFTER_END - MINUTE)
    works = Erasing(centre.store)
    works.turn(NOW)
    assert len(kept(centre)[0]) == 1
    works.turn(NOW)
    works.turn(NOW)
    assert kept(centre) == ([], [])


def test_it_looks_once_an_hour(centre: Centre) -> None:
    works = Erasing(centre.store)
    works.turn(NOW)
    dossier(centre, "H1", FINISHED, NOW - AFTER_END - MINUTE)
    works.turn(NOW + EVERY - MINUTE)
    assert kept(centre)[0] == ["H1"]
    works.turn(NOW + EVERY)
    assert kept(centre)[0] == []


def test_a_store_that_is_unwilling_is_asked_again_an_hour_later(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier(centre, "H1", FINISHED, NOW - AFTER_END - MINUTE)
    works = Erasing(centre.store)
    with monkeypatch.context() as full:
        full.setattr(erasing, "erase", _unwilling)
        works.turn(NOW)
    assert kept(centre)[0] == ["H1"]
    works.turn(NOW + EVERY)
    assert kept(centre)[0] == []


def _unwilling(*_: object) -> int:
    raise peewee.OperationalError("disk is full")


def test_a_backup_that_is_restored_is_cleared_in_its_first_turn(centre_on_sqlite: Centre) -> None:
    dossier(centre_on_sqlite, "H1", FINISHED, NOW - AFTER_END + MINUTE)
    centre_on_sqlite.back_up()
    Erasing(centre_on_sqlite.store).turn(later(3600))
    centre_on_sqlite.restore()
    assert kept(centre_on_sqlite) == (["H1"], ["H1"])
    Erasing(centre_on_sqlite.store).turn(later(3600))
    assert kept(centre_on_sqlite) == ([], [])


def test_a_backup_holds_no_number_in_the_clear(centre_on_sqlite: Centre) -> None:
    dossier(centre_on_sqlite, "H1", 4, NOW)
    centre_on_sqlite.back_up()
    saved = centre_on_sqlite.path.with_name("backup").read_bytes()
    assert (b"delivered" in saved, b"12345678" in saved) == (True, False)

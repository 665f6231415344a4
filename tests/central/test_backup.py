"""A backup is the whole centre as of one moment, in one file, and its restore is that centre again."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from central.backup.archive import verify
from central.backup.manifest import BackupError
from central.backup.taking import dated, forget_oldest, take
from central.catalogue.importing import import_file
from central.catalogue.store import NAME, open_catalogue
from central.settings import Store
from tests.central.backups import Safe, contents, run, safe_for
from tests.central.conftest import Centre
from tests.central.wire import (
    KIOSK,
    NOW,
    event,
    frame_of,
    heartbeat,
    later,
    rating,
    state,
    strange_event,
    tickets,
)
from tests.processes import ROOT

AT = "2026-11-21T02:15:00.000Z"
SHEET = ROOT / "provisioning" / "demo_ward" / "procedures" / "procedures.csv"
KEY = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA\n-----END PRIVATE KEY-----\n"


@pytest.fixture
def safe(centre: Centre, request: pytest.FixtureRequest) -> Iterator[Safe]:
    with safe_for(centre, request) as safe:
        yield safe


@pytest.fixture
def busy(centre: Centre) -> Centre:
    """Something in every corner."""
    centre.receive(state("online", seq_high=60), heartbeat(seq_high=60, backlog=3), tickets(1, 50))
    centre.receive(
        frame_of(event(52, rating())), frame_of(strange_event(53, "rating.unheard_of"), leaf="rating")
    )
    centre.receive(tickets(1, 5, kiosk="19/05521/k2"))
    return centre


def test_a_restored_centre_holds_every_row_of_the_saved_one(busy: Centre, safe: Safe) -> None:
    saved = contents(busy)
    safe.take()
    safe.restore()
    with safe.opened() as restored:
        assert contents(restored) == saved
        assert restored.summary() == busy.summary()


def test_a_transaction_under_way_is_neither_waited_for_nor_half_in_the_backup(
    busy: Centre, safe: Safe
) -> None:
    with busy.store.transaction():
        busy.store.execute("UPDATE figure SET value = 0")
        busy.store.execute("DELETE FROM event WHERE seq < 40")
        taken = safe.take()
    safe.restore()
    assert taken.store.rows["event"] == 56
    with safe.opened() as restored:
        assert restored.summary().tickets == 55


def test_the_manifest_says_what_is_in_it(busy: Centre, safe: Safe) -> None:
    manifest = verify(safe.take().file)
    [(cursor,)] = busy.rows("SELECT max(cursor) FROM event")
    assert manifest.made_at == "2026-11-21T02:15:00.000Z"
    assert (manifest.store.rows["event"], manifest.store.rows["set_aside"]) == (56, 1)
    assert manifest.store.cursor == cursor
    assert [member.name for member in manifest.members] == ["store"]


def test_nobody_else_may_read_a_backup(busy: Centre, safe: Safe) -> None:
    file = safe.take().file
    assert file.stat().st_mode & 0o777 == 0o600


def test_any_zip_program_can_open_a_backup(busy: Centre, safe: Safe) -> None:
    with zipfile.ZipFile(safe.take().file) as file:
        assert file.testzip() is None
        assert file.read("store")[:5] in (b"SQLit", b"PGDMP")


def test_procedures_and_other_files_of_the_data_folder_come_back(busy: Centre, safe: Safe) -> None:
    with open_catalogue(safe.data / NAME) as catalogue:
        import_file(catalogue, "19", SHEET, AT)
        procedures = catalogue.procedures("19")
    (safe.data / "exports").mkdir()
    (safe.data / "exports" / "note.txt").write_text("Sông Công")
    safe.take()
    safe.restore()
    with open_catalogue(safe.new / NAME) as catalogue:
        assert catalogue.procedures("19") == procedures
    assert (safe.new / "exports" / "note.txt").read_text() == "Sông Công"


def test_keys_stay_where_they_are_unless_somebody_asks_for_them(busy: Centre, safe: Safe) -> None:
    (safe.data / "signing.pem").write_text(KEY)
    (safe.data / "hmac.secret").write_text("0123456789abcdef")
    without, whole = safe.take(), safe.take("whole.zip", with_keys=True)
    assert (without.left_out, whole.left_out) == (["hmac.secret", "signing.pem"], [])
    assert [member.name for member in verify(without.file).members] == ["store"]
    safe.restore(whole.file)
    assert (safe.new / "signing.pem").read_text() == KEY


def test_what_the_settings_name_as_a_secret_stays_where_it_is(busy: Centre, safe: Safe) -> None:
    (safe.data / "hmac").write_text("0123456789abcdef")
    words = safe.command("backup", str(safe.file))
    config = Path(words[words.index("--config") + 1])
    secret = f'[intake]\nsecret_file = "{safe.data / "hmac"}"\n'
    config.write_text(config.read_text() + secret)
    assert "left out hmac: a key; --with-keys takes it" in run(*words).stdout.splitlines()
    assert [member.name for member in verify(safe.file).members] == ["store"]


def test_a_backup_never_overwrites_a_file(safe: Safe) -> None:
    (safe.folder / "backup.zip").write_text("precious")
    with pytest.raises(BackupError, match="there already"):
        safe.take()
    assert (safe.folder / "backup.zip").read_text() == "precious"


def test_a_backup_within_the_data_folder_is_refused(safe: Safe) -> None:
    with pytest.raises(BackupError, match="would be lost with it"):
        safe.take(str(safe.data / "backup.zip"))


def test_a_folder_that_is_not_there_is_named(safe: Safe) -> None:
    with pytest.raises(BackupError, match="nowhere: no such folder; make it first"):
        safe.take("nowhere/backup.zip")


def test_without_a_store_the_places_to_look_at_are_named(safe: Safe) -> None:
    with pytest.raises(BackupError, match=r"other.sqlite3: unable to open .*--data.*--config"):
        take(safe.file, Store(path="other.sqlite3"), safe.data, with_keys=False, now=NOW)
    assert safe.lying_about == []


def test_of_dated_backups_the_newest_stay_and_nothing_else_is_touched(safe: Safe) -> None:
    files = [safe.take(dated(safe.folder, later(seconds)).name).file for seconds in (0, 60, 120)]
    other = safe.take("before-the-move.zip").file
    assert forget_oldest(safe.folder, 2) == files[:1]
    assert [file.exists() for file in (*files, other)] == [False, True, True, True]
    assert files[0].name == f"motcua-central-{NOW:%Y%m%dT%H%M%SZ}.zip"


def test_what_a_kiosk_had_acknowledged_after_the_backup_is_asked_for_again(busy: Centre, safe: Safe) -> None:
    safe.take()
    busy.receive(tickets(51, 51), tickets(54, 90))
    assert busy.wire.last_ack.upto == 90
    safe.restore()
    with safe.opened() as restored:
        restored.receive(state("online", seq_high=90))
        assert (restored.wire.last_ack.upto, restored.wire.last_ack.missing) == (50, [(51, 51), (54, 90)])
        restored.receive(tickets(51, 51), tickets(54, 90))
        assert restored.summary().tickets == busy.summary().tickets
        counts = restored.rows(f"SELECT count(*), count(DISTINCT seq) FROM event WHERE kiosk = '{KIOSK}'")
        assert counts == [(89, 89)]

"""Damage, a full disk, a power cut during a backup: each is named, and nothing half is left."""

import os
import signal
import subprocess
import zipfile
from pathlib import Path

import msgspec
import pytest

from central.backup.archive import SEAL, _seal, verify
from central.backup.manifest import NAME, STORE, BackupError
from central.catalogue.store import NAME as CATALOGUE
from central.catalogue.store import open_catalogue
from tests.central.backups import Safe, run
from tests.central.backups import safe as safe
from tests.central.backups import safe_on_sqlite as safe_on_sqlite
from tests.central.wire import tickets
from tests.processes import ROOT, wait_until

POSITIONS = [step / 20 for step in range(21)]


def flip_bit(file: Path, position: float) -> None:
    """`position` is a fraction of the file."""
    _flip(file, int(position * (file.stat().st_size - 1)))


def damage_store(file: Path) -> None:
    """A bit in the middle of the packed store, wherever in the file that lies."""
    with zipfile.ZipFile(file) as backup:
        store = backup.getinfo(STORE)
    _flip(file, store.header_offset + store.compress_size // 2)


def _flip(file: Path, place: int) -> None:
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)


@pytest.mark.parametrize("position", POSITIONS)
def test_a_bit_that_flipped_anywhere_is_found(safe_on_sqlite: Safe, position: float) -> None:
    file = safe_on_sqlite.take().file
    flip_bit(file, position)
    with pytest.raises(BackupError, match=r"damaged .*; take another backup"):
        verify(file)


def test_damage_in_the_store_is_named(safe: Safe) -> None:
    file = safe.take().file
    damage_store(file)
    ended = run(*safe.command("backup", "--verify", str(file)))
    assert ended.returncode == 2
    assert ended.stderr == f"motcua-central: {file}: damaged in store; take another backup\n"


def test_a_damaged_backup_is_not_restored(safe: Safe) -> None:
    damage_store(safe.take().file)
    with pytest.raises(BackupError, match="damaged in store"):
        safe.restore()
    assert not safe.new.exists()


@pytest.mark.parametrize("size", [0, 10, 2000])
def test_a_backup_that_was_cut_short_is_found(safe_on_sqlite: Safe, size: int) -> None:
    file = safe_on_sqlite.take().file
    file.write_bytes(file.read_bytes()[:size])
    with pytest.raises(BackupError, match="cut short"):
        verify(file)


def test_a_sound_backup_is_described(safe: Safe) -> None:
    file = safe.take().file
    ended = run(*safe.command("backup", "--verify", str(file)))
    assert ended.returncode == 0
    assert ended.stdout.startswith(f"sound {file}: made 2026-11-21T02:15:00.000Z by ")
    assert "50 events up to cursor 50; 1 members" in ended.stdout


def forged(file: Path, manifest: object) -> Path:
    """A sealed archive that says so."""
    with zipfile.ZipFile(file, "w") as archive:
        archive.comment = b"0" * SEAL
        archive.writestr(NAME, msgspec.json.encode(manifest))
    _seal(file)
    return file


def test_a_backup_in_a_newer_form_asks_for_the_newer_program(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"new.zip: format 2 is not known .* install the newer one"):
        verify(forged(tmp_path / "new.zip", {"format": 2, "anything": []}))


def test_a_member_that_leads_out_of_the_data_folder_is_refused(tmp_path: Path) -> None:
    store = {"engine": "sqlite", "engine_version": "", "schema": 4, "cursor": 0, "rows": {}}
    members = [{"name": "files/../../etc/cron.d/x", "size": 1, "sha256": "0"}]
    manifest = {"format": 1, "program": "", "made_at": "", "store": store, "members": members}
    with pytest.raises(BackupError, match="leads out of the data folder"):
        verify(forged(tmp_path / "bad.zip", manifest))


def test_a_damaged_store_is_not_saved_as_if_it_were_sound(safe_on_sqlite: Safe) -> None:
    safe = safe_on_sqlite
    safe.centre.restart()
    safe.centre.receive(*(tickets(first, first + 49) for first in range(51, 2051, 50)))
    safe.centre.restart()
    content = bytearray(safe.centre.path.read_bytes())
    content[40 * 4096 : 41 * 4096] = bytes(4096)
    safe.centre.path.write_bytes(content)
    with pytest.raises(BackupError, match="restore an earlier backup"):
        safe.take()
    assert safe.lying_about == []


@pytest.mark.parametrize("room", [50_000, 500_000])
def test_a_full_disk_is_named_and_leaves_nothing_behind(safe: Safe, room: int) -> None:
    """First there is no room for the copy of the store, then none for the archive."""
    (safe.data / "export").write_bytes(os.urandom(600_000))
    words = safe.command("backup", str(safe.folder / "backup.zip"))
    ended = run("prlimit", f"--fsize={room}", *words)
    assert ended.returncode == 2
    assert "make room" in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert safe.lying_about == []


def test_a_power_cut_leaves_no_half_backup_and_the_next_one_clears_up(safe: Safe) -> None:
    file = safe.folder / "backup.zip"
    unfinished = safe.folder / ".motcua-backup" / "unfinished.zip"
    with open_catalogue(safe.data / CATALOGUE):
        saving = subprocess.Popen(safe.command("backup", str(file)), cwd=ROOT)
        wait_until(lambda: unfinished.exists() and unfinished.stat().st_size > 0, seconds=30)
        saving.send_signal(signal.SIGKILL)
        saving.wait(5)
    assert safe.lying_about == [".motcua-backup"]
    safe.take()
    assert safe.lying_about == ["backup.zip"]
    assert verify(file).store.rows["event"] == 50


def test_two_backups_at_a_time_into_one_folder_are_one_too_many(safe: Safe) -> None:
    with open_catalogue(safe.data / CATALOGUE):
        saving = subprocess.Popen(safe.command("backup", str(safe.folder / "first.zip")), cwd=ROOT)
        wait_until((safe.folder / ".motcua-backup").exists, seconds=30)
        second = run(*safe.command("backup", str(safe.folder / "second.zip")))
    assert saving.wait(60) == 0
    assert second.returncode == 2
    assert "another motcua-central writes it" in second.stderr
    assert safe.lying_about == ["first.zip"]

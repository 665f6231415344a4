"""A restore proves everything first, mixes with nothing, deletes nothing, and says how to go on."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from central.backup.archive import verify
from central.backup.manifest import ENGINES, BackupError, Engine
from central.backup.restoring import restore
from central.backup.taking import take
from central.settings import Store
from central.store.engine import StoreError
from central.store.steps import MIGRATIONS
from tests.central.backups import Safe, contents, run
from tests.central.backups import safe as safe
from tests.central.backups import safe_on_sqlite as safe_on_sqlite
from tests.central.conftest import Centre
from tests.central.wire import NOW, tickets

BEFORE = "before-20261121T021500Z"


def old_store(path: Path) -> None:
    """As the program before this one has left it."""
    steps = sorted((MIGRATIONS / "sqlite").glob("000[123]_*.sql"))
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA journal_mode = wal")
        file.executescript("".join(step.read_text("utf-8") for step in steps))
        file.execute("INSERT INTO figure VALUES ('19', '2026-11-21', 'tickets', 7)")
        file.execute("PRAGMA user_version = 3")
        file.commit()


def named(safe: Safe) -> str:
    """The engine with the schema of this program."""
    engine: Engine = "postgres" if safe.empty.url else "sqlite"
    return f"{ENGINES[engine]} schema {len(list((MIGRATIONS / engine).glob('*.sql')))}"


def test_the_command_restores_and_says_what_is_left_to_do(safe: Safe) -> None:
    file = safe.take().file
    ended = run(*safe.command("restore", str(file), new=True))
    assert ended.returncode == 0
    assert ended.stdout.splitlines() == [
        f"restored {file}: as of 2026-11-21T02:15:00.000Z; {named(safe)}, 50 events up to cursor 50",
        "start the centre: kiosks send by themselves what came later, of the last 30 days",
        "do again what else was done since 2026-11-21T02:15:00.000Z: accounts and tokens made or blocked,"
        " procedures and dossiers imported; then publish the catalogue with --again",
    ]


def test_a_folder_that_holds_something_is_left_as_it_is(safe: Safe) -> None:
    safe.take()
    safe.new.mkdir()
    (safe.new / "central.sqlite3").write_text("precious")
    with pytest.raises(
        BackupError, match=r"new: holds central.sqlite3; .* --replace to move all of it aside"
    ):
        safe.restore()
    assert (safe.new / "central.sqlite3").read_text() == "precious"


@contextmanager
def aside_of(safe: Safe) -> Iterator[Centre]:
    """The centre that was moved aside."""
    schema = f"&options=-c%20search_path%3D{BEFORE.lower().replace('-', '_')}"
    moved = Store(url=safe.empty.url + schema) if safe.empty.url else safe.empty
    centre = Centre(moved, safe.new / BEFORE)
    yield centre
    centre.stop()


def test_what_was_there_is_moved_aside_and_nothing_of_it_is_deleted(safe: Safe) -> None:
    safe.take()
    safe.restore()
    with safe.opened() as newer:
        newer.receive(tickets(51, 60))
        (safe.new / "note.txt").write_text("precious")
        known = contents(newer)
    assert safe.restore(replace=True).aside[-1] == str(safe.new / BEFORE)
    assert (safe.new / BEFORE / "note.txt").read_text() == "precious"
    with safe.opened() as restored:
        assert restored.summary().tickets == 50
    with aside_of(safe) as aside:
        assert contents(aside) == known


def test_under_a_running_centre_nothing_is_restored(safe: Safe) -> None:
    safe.take()
    with safe.opened():
        ended = run(*safe.command("restore", "--replace", str(safe.file), new=True))
    assert ended.returncode == 2
    assert "another motcua-central writes it; stop that one" in ended.stderr


def test_an_older_store_is_brought_up_to_this_program(safe_on_sqlite: Safe) -> None:
    safe = safe_on_sqlite
    old_store(safe.data / "old.sqlite3")
    take(safe.file, Store(path="old.sqlite3"), safe.data, with_keys=False, now=NOW)
    assert verify(safe.file).store.schema == 3
    safe.restore()
    with safe.opened() as restored:
        assert restored.rows("SELECT value FROM figure") == [(7,)]
        assert len(restored.rows("SELECT name FROM generation")) == 2


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_no_step_on_the_way_shares_its_number_with_another(engine: str) -> None:
    numbers = sorted(int(file.name[:4]) for file in (MIGRATIONS / engine).glob("*.sql"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_store_of_a_newer_program_is_refused(safe: Safe) -> None:
    newer = {"": "PRAGMA user_version = 99"}.get(
        safe.empty.url, "INSERT INTO schema_step (number) VALUES (99)"
    )
    with safe.centre.store.transaction():
        safe.centre.store.execute(newer)
    safe.take()
    with pytest.raises(StoreError, match=r"backup.zip: schema 99 is newer .* install the newer one"):
        safe.restore()
    assert not safe.new.exists()


def test_another_user_than_the_centres_is_told_who_may(safe: Safe, monkeypatch: pytest.MonkeyPatch) -> None:
    safe.take()
    safe.new.mkdir()
    monkeypatch.setattr("os.geteuid", lambda: 4711)
    with pytest.raises(BackupError, match="run this as that user, with sudo -u"):
        safe.restore()


def test_nobody_is_signed_in_after_a_restore_and_programs_keep_their_tokens(safe: Safe) -> None:
    store = safe.centre.store
    with store.transaction():
        store.execute("INSERT INTO account VALUES ('lan', 'ward', '19/05518', '', '', NULL)")
        store.execute("INSERT INTO session VALUES ('a', 'lan', 'browser', '', '', '')")
        store.execute("INSERT INTO session VALUES ('b', 'lan', 'token', '', '', '')")
    safe.take()
    safe.restore()
    with safe.opened() as restored:
        assert restored.rows("SELECT secret FROM session") == [("b",)]


def test_what_a_cut_restore_left_behind_is_cleared_away_by_the_next(safe: Safe) -> None:
    safe.take()
    (safe.new / ".motcua-backup").mkdir(parents=True)
    (safe.new / ".motcua-backup" / "store").write_text("half")
    safe.restore()
    assert not (safe.new / ".motcua-backup").exists()
    with safe.opened() as restored:
        assert restored.summary().tickets == 50


def test_a_full_disk_restores_nothing_and_moves_nothing(safe: Safe) -> None:
    safe.take()
    safe.new.mkdir()
    (safe.new / "note.txt").write_text("precious")
    words = safe.command("restore", "--replace", str(safe.file), new=True)
    ended = run("prlimit", "--fsize=5000", *words)
    assert ended.returncode == 2
    assert "make room there" in ended.stderr
    assert (safe.new / "note.txt").read_text() == "precious"
    assert not (safe.new / "central.sqlite3").exists()


def test_a_store_with_a_path_of_its_own_is_restored_there(safe_on_sqlite: Safe) -> None:
    safe = safe_on_sqlite
    safe.take()
    wanted = Store(path=str(safe.folder / "elsewhere" / "central.sqlite3"))
    restore(safe.folder / "backup.zip", wanted, safe.new, replace=False, now=NOW)
    assert (safe.folder / "elsewhere" / "central.sqlite3").stat().st_size > 0
    with pytest.raises(BackupError, match=r"elsewhere: holds central.sqlite3"):
        restore(safe.folder / "backup.zip", wanted, safe.new, replace=False, now=NOW)

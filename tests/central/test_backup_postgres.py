"""What only PostgreSQL can meet: its programs, its password, its schemas, and the other engine."""

import io
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from central.backup import postgres
from central.backup.archive import packing, verify
from central.backup.manifest import STORE, BackupError
from central.backup.taking import take
from central.settings import Store
from tests.central.backups import Safe, contents, run, safe_for
from tests.central.conftest import Centre
from tests.central.wire import NOW, tickets

ASIDE = "before_20261121t021500z"
SPY = """#!/bin/sh
echo "$@" > {folder}/said
echo "$PGPASSWORD" > {folder}/known
exec {program} "$@"
"""


@pytest.fixture
def safe(centre_on_postgres: Centre, request: pytest.FixtureRequest) -> Iterator[Safe]:
    centre_on_postgres.receive(tickets(1, 50))
    with safe_for(centre_on_postgres, request) as safe:
        yield safe


@pytest.fixture
def spied(safe: Safe, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The real program, and beside it what it was told."""
    spy = safe.folder.with_name(f"{safe.folder.name}-spy")
    spy.mkdir()
    program = spy / "pg_dump"
    program.write_text(SPY.format(folder=spy, program=postgres._program("pg_dump", 14)))
    program.chmod(0o700)
    monkeypatch.setattr(postgres, "_program", lambda _name, _version: str(program))
    return spy


def query(safe: Safe, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(safe.empty.url) as connection:
        return connection.execute(sql.encode()).fetchall()


def test_a_password_never_stands_on_a_command_line(safe: Safe, spied: Path) -> None:
    url = safe.centre.wanted.url.replace("postgres@", "postgres:s3cret@")
    take(safe.file, Store(url=url), safe.data, with_keys=False, now=NOW)
    assert (spied / "known").read_text() == "s3cret\n"
    assert "s3cret" not in (spied / "said").read_text()
    assert verify(safe.file).store.rows["event"] == 50


def test_a_program_that_failed_is_quoted(safe: Safe, spied: Path) -> None:
    (spied / "pg_dump").write_text("#!/bin/sh\nhead -c 100000 /dev/zero\necho 'disk on fire' >&2\nexit 1\n")
    with pytest.raises(BackupError, match="disk on fire; look at the server"):
        safe.take()
    assert safe.lying_about == []


def test_a_missing_program_is_named_with_its_package(safe: Safe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name, path=None: None)
    with pytest.raises(BackupError, match="pg_dump is missing; run: apt-get install postgresql-client-"):
        safe.take()


def test_a_server_that_is_not_reached_is_named_without_its_password(safe: Safe) -> None:
    words = safe.command("backup", str(safe.file))
    config = Path(words[words.index("--config") + 1])
    config.write_text(
        config.read_text().replace("postgres@/", "postgres:s3cret@/").replace("port=", "port=1")
    )
    ended = run(*words)
    assert ended.returncode == 2
    assert "start PostgreSQL, or correct store.url" in ended.stderr
    assert "s3cret" not in ended.stderr


def test_a_database_of_something_else_is_not_saved(safe: Safe) -> None:
    with pytest.raises(BackupError, match=r"no centre's tables; correct store.url"):
        take(safe.file, safe.empty, safe.data, with_keys=False, now=NOW)


def test_a_database_that_holds_tables_is_left_as_it_is(safe: Safe) -> None:
    safe.take()
    with psycopg.connect(safe.empty.url) as connection:
        connection.execute("CREATE TABLE theirs (precious text)")
    with pytest.raises(BackupError, match=r"holds theirs; .* --replace to move all of it aside"):
        safe.restore()
    assert query(safe, "SELECT count(*) FROM theirs") == [(0,)]


def test_tables_that_were_there_are_moved_into_a_schema_that_later_backups_leave_out(safe: Safe) -> None:
    safe.take()
    safe.restore()
    with safe.opened() as newer:
        newer.receive(tickets(51, 60))
    assert safe.restore(replace=True).aside == [f"schema {ASIDE}"]
    assert query(safe, f"SELECT count(*) FROM {ASIDE}.event") == [(60,)]
    assert query(safe, "SELECT count(*) FROM public.event") == [(50,)]
    with safe.opened() as restored:
        saved = contents(restored)
        again = Safe(restored, safe.folder, safe.folder / "newer", safe.empty)
        again.take("again.zip")
    again.restore(safe.folder / "again.zip", replace=True, now=NOW.replace(year=2027))
    assert query(safe, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before%' ORDER BY 1") == [
        (ASIDE,),
        ("before_20271121t021500z",),
    ]
    with safe.opened() as restored:
        assert contents(restored) == saved


def test_a_dump_that_cannot_be_read_leaves_the_tables_where_they_were(safe: Safe) -> None:
    said = verify(safe.take().file).store
    safe.restore()
    with packing(safe.folder / "bad.zip") as backup:
        backup.add(STORE, io.BytesIO(b"PGDMP, or so it says"))
        backup.finish("", said)
    with pytest.raises(BackupError, match="pg_restore: error"):
        safe.restore(safe.folder / "bad.zip", replace=True)
    with safe.opened() as restored:
        assert restored.summary().tickets == 50
    assert query(safe, f"SELECT count(*) FROM pg_namespace WHERE nspname = '{ASIDE}'") == [(0,)]


def test_new_months_and_new_rows_find_their_place_after_a_restore(safe: Safe) -> None:
    safe.take()
    safe.restore()
    with safe.opened() as restored:
        restored.receive(tickets(51, 60, kiosk="19/05521/k2"), tickets(51, 90))
        assert restored.rows("SELECT count(*), count(DISTINCT cursor), max(cursor) FROM event") == [
            (100, 100, 100)
        ]
        assert restored.rows("SELECT count(*) FROM event_elsewhen") == [(0,)]


def test_a_backup_of_one_engine_is_not_restored_into_the_other(safe: Safe) -> None:
    safe.take()
    safe.empty = Store()
    with pytest.raises(BackupError, match="made of PostgreSQL, and the settings name SQLite"):
        safe.restore()

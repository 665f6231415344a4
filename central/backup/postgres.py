"""The store in PostgreSQL, saved and restored by PostgreSQL's own programs.

Owns calling `pg_dump` and `pg_restore`, what a database holds, and moving its tables aside. Refuses an
address on a command line: everybody on the machine could read the password there, so the programs get it as
their environment. What is dumped and what is counted are one snapshot, while others write.
"""

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final, LiteralString

import psycopg
from psycopg import IsolationLevel, sql

from central.backup.archive import Packing
from central.backup.manifest import STORE, BackupError, Snapshot
from central.store.advisory import Connection, take_provinces
from central.store.lock import PATIENCE_SECONDS
from central.store.session import described as name_of

ASIDE: Final = "before_"
_BEAT_SECONDS: Final = 0.1

_TABLES: Final = """SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
    AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname"""
_MOVED: Final = """SELECT relname, relkind FROM pg_class c WHERE relnamespace = %s::regnamespace
    AND relkind IN ('r', 'p', 'v', 'm', 'S') AND NOT EXISTS (SELECT FROM pg_depend
        WHERE objid = c.oid AND classid = 'pg_class'::regclass AND deptype IN ('a', 'i') AND relkind = 'S')
    ORDER BY relname"""
_MOVE: Final[dict[str, LiteralString]] = {
    "r": "ALTER TABLE {}.{} SET SCHEMA {}",
    "p": "ALTER TABLE {}.{} SET SCHEMA {}",
    "v": "ALTER VIEW {}.{} SET SCHEMA {}",
    "m": "ALTER MATERIALIZED VIEW {}.{} SET SCHEMA {}",
    "S": "ALTER SEQUENCE {}.{} SET SCHEMA {}",
}


# ---------------------------------------------------------------- saving


def save(url: str, backup: Packing) -> Snapshot:
    """BackupError: PostgreSQL is not reached, or its program is missing or failed."""
    with _connected(url) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        snapshot = _found(connection, "SELECT pg_export_snapshot()")
        said = holdings(connection)
        options = ("--format=custom", "--compress=1", f"--snapshot={snapshot}", f"--exclude-schema={ASIDE}*")
        with _running("pg_dump", url, connection, *options) as dump:
            backup.add(STORE, dump, packed=True)
    return said


def holdings(connection: Connection) -> Snapshot:
    """What the database holds; BackupError if these are not a centre's tables."""
    found = tables(connection)
    if not {"event", "schema_step"} <= set(found):
        raise BackupError(f"{connection.info.dbname}: no centre's tables; correct store.url")
    counting = sql.SQL("SELECT count(*) FROM public.{}")
    return Snapshot(
        engine="postgres",
        engine_version=str(_found(connection, "SHOW server_version")),
        schema=_found(connection, "SELECT coalesce(max(number), 0) FROM public.schema_step"),
        cursor=_found(connection, "SELECT coalesce(max(cursor), 0) FROM public.event"),
        rows={name: _found(connection, counting.format(sql.Identifier(name))) for name in found},
    )


# ---------------------------------------------------------------- restoring


@contextmanager
def alone(url: str) -> Iterator[Connection]:
    """A session beside which no centre writes; BackupError if one does. A stopped one has a moment to go."""
    with _connected(url) as connection:
        connection.autocommit = True
        for _ in range(int(PATIENCE_SECONDS / _BEAT_SECONDS)):
            if take_provinces(connection, []):
                break
            threading.Event().wait(_BEAT_SECONDS)
        else:
            raise BackupError(f"{name_of(url)}: another motcua-central writes it; stop that one")
        yield connection
        connection.execute("SELECT pg_advisory_unlock_all()")


def tables(connection: Connection) -> list[str]:
    return [name for (name,) in connection.execute(_TABLES).fetchall()]


def fill(url: str, dump: Path, connection: Connection) -> None:
    """All of the dump into a database without tables, or nothing of it."""
    options = ("--single-transaction", "--no-owner", "--no-privileges", f"--dbname={connection.info.dbname}")
    with _running("pg_restore", url, connection, *options, str(dump)) as said:
        said.read()


@contextmanager
def emptied(connection: Connection, now: datetime) -> Iterator[list[str]]:
    """Without tables; those it had go into a schema that bears the date, or come back if what follows fails.

    Answers with that schema's name, if there was anything.
    """
    schema = f"{ASIDE}{now:%Y%m%dt%H%M%Sz}"
    if not tables(connection):
        yield []
        return
    with connection.transaction():
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        _move(connection, "public", schema)
    try:
        yield [f"schema {schema}"]
    except BaseException:
        with connection.transaction():
            _move(connection, schema, "public")
            connection.execute(sql.SQL("DROP SCHEMA {}").format(sql.Identifier(schema)))
        raise


def _move(connection: Connection, source: str, target: str) -> None:
    for name, kind in connection.execute(_MOVED, (source,)).fetchall():
        parts = map(sql.Identifier, (source, name, target))
        connection.execute(sql.SQL(_MOVE[kind]).format(*parts))


# ---------------------------------------------------------------- programs


@contextmanager
def _running(program: str, url: str, connection: Connection, *options: str) -> Iterator[IO[bytes]]:
    """What the program says; BackupError with its own words if it fails."""
    command = (_program(program, connection.info.server_version // 10_000), "--no-password", *options)
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=complaints, env=_environment(url)
        ) as process,
    ):
        assert process.stdout is not None
        try:
            yield process.stdout
        except BaseException:
            process.kill()
            raise
        if process.wait():
            complaints.seek(0)
            told = " ".join(complaints.read(2000).decode(errors="replace").split())
            raise BackupError(f"{name_of(url)}: {told or program}; look at the server, or its disk")


def _program(name: str, version: int) -> str:
    """The server's own, or a newer one; an older one would refuse."""
    folders = ("/usr/lib/postgresql/{}/bin", "/usr/pgsql-{}/bin")
    for folder in (folder.format(number) for number in range(version, version + 10) for folder in folders):
        if found := shutil.which(name, path=folder):
            return found
    if found := shutil.which(name):
        return found
    raise BackupError(f"{name} is missing; run: apt-get install postgresql-client-{version}")


def _environment(url: str) -> dict[str, str]:
    """The address as libpq's own variables: they are for this user's eyes alone."""
    given = {
        option.envvar.decode(): option.val.decode()
        for option in psycopg.pq.Conninfo.parse(url.encode())
        if option.envvar and option.val
    }
    return {**os.environ, **given}


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    try:
        with psycopg.connect(url) as connection:
            connection.execute("SET idle_session_timeout = 0; SET idle_in_transaction_session_timeout = 0")
            connection.execute("SET statement_timeout = 0; SET search_path = public")
            connection.commit()
            yield connection
    except psycopg.Error as error:
        told = " ".join(str(error).split())
        raise BackupError(f"{name_of(url)}: {told}; start PostgreSQL, or correct store.url") from error


def _found(connection: Connection, query: "LiteralString | sql.Composed") -> Any:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]

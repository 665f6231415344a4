"""The database's schema: numbered migrations, and which programs may open what they leave behind.

Owns `user_version`, how many migrations a file has seen, and `application_id`, how many a program must know
to open it. Refuses tables (`store`). An update may be rolled back after it has migrated: then the older
program opens the file, if every newer migration says so in its first line, `-- opens: 4`. Such a migration
only adds: tables, indices, columns that may be left out. What it makes needless goes with a later release.
"""

import logging
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from firmware.errors import StoreError

log = logging.getLogger(__name__)

_HEADER: Final = re.compile(r"-- opens: (\d+)\n")


@dataclass(frozen=True, slots=True)
class Migration:
    """`opens` is how many migrations a program must know to open the database after this one."""

    number: int
    opens: int
    sql: str


def migrations() -> tuple[Migration, ...]:
    folder = resources.files("firmware") / "migrations"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda f: f.name)
    return tuple(
        _read(number, file.read_text(encoding="utf-8")) for number, file in enumerate(files, start=1)
    )


def bring_up(connection: sqlite3.Connection, known: Sequence[Migration], path: Path) -> None:
    """Run what the file has not seen, one transaction each; StoreError if it is too new for this program."""
    seen, needed = _number(connection, "user_version"), _number(connection, "application_id")
    if needed > len(known):
        raise StoreError(
            f"database {path}: schema {seen} needs a program that knows {needed} migrations, "
            f"this one knows {len(known)}; install the newer version again"
        )
    if seen > len(known):
        log.warning("database is newer and may be opened version=%s known=%s", seen, len(known))
    for migration in known[seen:]:
        needed = max(needed, migration.opens)
        connection.executescript(
            f"BEGIN IMMEDIATE; {migration.sql}; PRAGMA user_version = {migration.number}; "
            f"PRAGMA application_id = {needed}; COMMIT;"
        )
        log.info("database migrated version=%s opens=%s", migration.number, needed)


def _read(number: int, text: str) -> Migration:
    header = _HEADER.match(text)
    if header is None:
        problem = "does not begin with `-- opens: N`; say which programs may open it"
        raise StoreError(f"migration {number} {problem}")
    return Migration(number, int(header[1]), text)


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    [value] = connection.execute(f"PRAGMA {pragma}").fetchone()
    return int(value)

"""A store from SQLite into an empty PostgreSQL database, row by row, where a province has outgrown its file.

Owns the order of tables and what PostgreSQL must be told beside the rows. Refuses to change the file: it
stays as it was. Cursors stay the same, so whoever follows the events notices nothing.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from psycopg import sql

from central import settings
from central.backup.manifest import BackupError
from central.store import partitions
from central.store.advisory import Connection
from central.store.database import open_store
from central.store.engine import Store
from mqtt.messages import instant

_OWN: Final = ("schema_step", "generation")
"""What an empty database of this program holds."""

_NUMBERED: Final = {"rejected": "number", "alert": "number", "act": "number", "sms": "id"}
_TABLES: Final = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
)
_HELD: Final = "SELECT EXISTS (SELECT FROM {})"
_NEXT: Final = "SELECT setval({sequence}, greatest((SELECT max({column}) FROM {table}), 1))"


def move(wanted: settings.Store, target: settings.Store, data: Path, now: datetime) -> dict[str, int]:
    """How many rows each table had. BackupError, StoreError: the database is as empty as before."""
    if wanted.url or not target.url:
        raise BackupError("only from SQLite to PostgreSQL; give settings with store.url to --to")
    with closing(open_store(wanted, data)) as old, closing(open_store(target, data)) as new:
        if not new.claim():
            raise BackupError(f"{new.name}: another motcua-central writes it; stop that one")
        tables = [name for (name,) in old.execute(_TABLES)]
        connection: Connection = new.writer.connection()
        _check_empty(new, connection, tables)
        _make_months(old, connection, now)
        with new.transaction():
            connection.execute("DELETE FROM generation")
            moved = {table: _move(old, connection, table) for table in tables}
            _set_sequences(connection)
        connection.execute("ANALYZE")
    return moved


def _check_empty(new: Store, connection: Connection, tables: list[str]) -> None:
    for table in tables:
        held = sql.SQL(_HELD).format(sql.Identifier(table))
        if table not in _OWN and connection.execute(held).fetchone() == (True,):
            raise BackupError(f"{new.name}: holds rows of {table}; give an empty database")


def _make_months(old: Store, connection: Connection, now: datetime) -> None:
    """Rows of the other months go where clocks are years off."""
    months = [f"{month}-01" for (month,) in old.execute("SELECT DISTINCT substr(at, 1, 7) FROM event")]
    for month in sorted(partitions.months_of(months, instant(now))):
        partitions.make(connection, month)


def _move(old: Store, connection: Connection, table: str) -> int:
    columns = [name for _, name, *_ in old.execute(f"PRAGMA table_info({table})")]
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    moved = 0
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        for row in old.execute(f"SELECT {', '.join(columns)} FROM {table}"):
            copy.write_row(list(_plain(row)))
            moved += 1
    return moved


def _plain(row: Any) -> Iterator[Any]:
    """PostgreSQL's text has no zero character."""
    return (value.replace("\0", "") if isinstance(value, str) else value for value in row)


def _set_sequences(connection: Connection) -> None:
    """The next event, alert and rejection are numbered after the last."""
    sequences = [("event", "cursor", "event_cursor")]
    sequences += [(table, column, f"{table}_{column}_seq") for table, column in _NUMBERED.items()]
    for table, column, sequence in sequences:
        connection.execute(
            sql.SQL(_NEXT).format(
                sequence=sequence, column=sql.Identifier(column), table=sql.Identifier(table)
            )
        )

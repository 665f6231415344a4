"""The catalogue's own SQLite file: the procedures of each province and the versions published of them.

Owns its schema, durability and states. Refuses sources and the wire. Apart from the aggregator's file because
that one has a single writer, the running centre: a second writing connection could corrupt SQLite's WAL
(present up to 3.51.2). Here the writer is the command at work, and it locks the file against another.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import msgspec

from central.store.engine import StoreError
from mqtt.catalogue import Procedure

NAME: Final = "catalogue.db"
MIGRATIONS: Final = Path(__file__).with_name("migrations")
BUSY_SECONDS: Final = 2.0
_PRAGMAS: Final = {"locking_mode": "exclusive", "journal_mode": "wal", "synchronous": 2}
_PUBLICATION: Final = "province, version, at, procedures, packed_bytes, pieces, sha256, manifest, state"

State = Literal["sending", "announced", "published", "cleared"]
"""sending: only pieces are out. announced: its manifest may be, too. cleared: no piece is left."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One version; `sha256` is of the document before packing, `manifest` as it goes over the wire."""

    province: str
    version: int
    at: str
    procedures: int
    packed_bytes: int
    pieces: int
    sha256: str
    manifest: bytes
    state: State


@contextmanager
def open_catalogue(path: Path) -> Iterator["Catalogue"]:
    """The file, locked for this command until the end. StoreError: it cannot be used as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        _make_durable(connection, path)
        _migrate(connection, path)
        yield Catalogue(connection, path)
    except sqlite3.OperationalError as error:
        remedy = (
            "wait until the other command is done" if "locked" in str(error) else "look at the data folder"
        )
        raise StoreError(f"{path}: {error}; {remedy}") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path}: {error}; move the file away and import again") from error
    finally:
        connection.close()


def _make_durable(connection: sqlite3.Connection, path: Path) -> None:
    for name, value in _PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")
    found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in _PRAGMAS}
    if found != _PRAGMAS:
        raise StoreError(f"{path}: {found}, needs {_PRAGMAS}; put the data folder on a local disk")


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    steps = {
        int(file.name[:4]): file for file in MIGRATIONS.iterdir() if re.match(r"\d{4}_.*\.sql$", file.name)
    }
    (at,) = connection.execute("PRAGMA user_version").fetchone()
    if at > max(steps):
        raise StoreError(
            f"{path}: schema {at} is newer than this program knows ({max(steps)}); install the newer one"
        )
    for number in sorted(step for step in steps if step > at):
        sql = steps[number].read_text("utf-8")
        connection.executescript(f"BEGIN IMMEDIATE; {sql}; PRAGMA user_version = {number}; COMMIT;")


class Catalogue:
    """Procedures and publications. Everything that belongs together goes into one `transaction`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    # ------------------------------------------------------------ procedures

    def procedure(self, province: str, code: str) -> Procedure | None:
        row = self._connection.execute(
            "SELECT data FROM procedure WHERE province = ? AND code = ?", (province, code)
        ).fetchone()
        return self._read(row[0]) if row else None

    def procedures(self, province: str) -> list[Procedure]:
        """By code, so that the same catalogue is always the same bytes."""
        rows = self._connection.execute(
            "SELECT data FROM procedure WHERE province = ? ORDER BY code", (province,)
        )
        return [self._read(data) for (data,) in rows]

    def keep(self, province: str, procedure: Procedure, at: str) -> None:
        self._connection.execute(
            "INSERT INTO procedure (province, code, data, changed_at) VALUES (?1, ?2, ?3, ?4)"
            " ON CONFLICT (province, code) DO UPDATE SET data = ?3, changed_at = ?4",
            (province, procedure.code, msgspec.json.encode(procedure).decode(), at),
        )

    def _read(self, data: str) -> Procedure:
        try:
            return msgspec.json.decode(data, type=Procedure)
        except msgspec.MsgspecError as error:
            raise StoreError(
                f"{self._path}: a procedure cannot be read: {error}; move the file away and import again"
            ) from error

    # ------------------------------------------------------------ publications

    def publications(self, province: str) -> list[Publication]:
        """Oldest first."""
        rows = self._connection.execute(
            f"SELECT {_PUBLICATION} FROM publication WHERE province = ? ORDER BY version",
            (province,),
        )
        return [Publication(*row) for row in rows]

    def begin(self, publication: Publication) -> None:
        self._connection.execute(
            f"INSERT INTO publication ({_PUBLICATION}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            tuple(getattr(publication, name.strip()) for name in _PUBLICATION.split(",")),
        )

    def mark(self, publication: Publication, state: State) -> None:
        self._connection.execute(
            "UPDATE publication SET state = ? WHERE province = ? AND version = ?",
            (state, publication.province, publication.version),
        )

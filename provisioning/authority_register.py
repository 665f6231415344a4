"""What the authority remembers: kiosks, their one-time secrets (hashed), requests, certificates.

Owns one SQLite file and its transactions. Refuses to sign or to decide (`authority`, `enrolment_rules`).
Commands and the server write at once, so it keeps SQLite's rollback journal: write-ahead logging had a fault
with two writers (up to 3.51.2), and here nobody waits for a write.
"""

import hashlib
import hmac
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from provisioning.errors import ProvisionError, writing

WAIT_SECONDS: Final = 10.0
REQUESTS_OF_A_KIOSK: Final = 5
SCHEMA: Final = """
CREATE TABLE certificates (
    serial TEXT PRIMARY KEY, name TEXT NOT NULL, purpose TEXT NOT NULL, key_print TEXT NOT NULL,
    pem TEXT NOT NULL, issued_at TEXT NOT NULL, expires_at TEXT NOT NULL, revoked_at TEXT
) STRICT;
CREATE TABLE kiosks (
    name TEXT PRIMARY KEY, title TEXT NOT NULL, url TEXT NOT NULL, settings TEXT NOT NULL,
    made_at TEXT NOT NULL, secret_hash TEXT NOT NULL, secret_expires_at TEXT NOT NULL,
    serial TEXT REFERENCES certificates (serial)
) STRICT;
CREATE TABLE requests (
    kiosk TEXT NOT NULL REFERENCES kiosks (name), key_print TEXT NOT NULL, csr TEXT NOT NULL,
    asked_at TEXT NOT NULL, PRIMARY KEY (kiosk, key_print)
) STRICT;
PRAGMA user_version = 1;
"""


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate that was signed; `purpose` is server, client or kiosk."""

    serial: int
    name: str
    purpose: str
    key_print: str
    pem: str
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A kiosk that was named here; without a certificate it has not enrolled, or was revoked."""

    name: str
    title: str
    url: str
    settings: str
    secret_hash: str
    secret_expires_at: datetime
    certificate: Issued | None = None

    def knows(self, secret: str) -> bool:
        return hmac.compare_digest(self.secret_hash, hashed(secret))


@dataclass(frozen=True, slots=True)
class Request:
    """A kiosk asked without a secret; a person compares `key_print` with what its screen shows."""

    kiosk: str
    key_print: str
    csr: str
    asked_at: datetime


def hashed(secret: str) -> str:
    """A plain digest is enough: the secret is 256 random bits, nothing that anybody chose."""
    return hashlib.sha256(secret.encode()).hexdigest()


def create(path: Path) -> None:
    path.touch(mode=0o600)
    with writing(path), closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript(SCHEMA)


def check(path: Path) -> None:
    """ProvisionError if it is no register of this version."""
    try:
        with closing(_open(path)) as database:
            version = database.execute("PRAGMA user_version").fetchone()[0]
            database.execute("SELECT count(*) FROM kiosks, certificates, requests")
    except sqlite3.DatabaseError as error:
        raise ProvisionError(f"{path}: damaged ({error}); restore the folder from your backup") from error
    if version != 1:
        raise ProvisionError(f"{path}: made by another version ({version}); update this program")


@contextmanager
def deciding(path: Path) -> Iterator["Register"]:
    """One transaction, alone: whoever comes second sees what the first has done."""
    with writing(path), closing(_open(path)) as database:
        database.execute("BEGIN IMMEDIATE")
        try:
            yield Register(database)
        except BaseException:
            if database.in_transaction:
                database.execute("ROLLBACK")
            raise
        database.execute("COMMIT")


class Register:
    """Reads and writes inside one transaction."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def kiosks(self) -> list[Kiosk]:
        rows = self._database.execute(f"{_KIOSKS} ORDER BY kiosks.name").fetchall()
        return [_kiosk(row) for row in rows]

    def kiosk(self, name: str) -> Kiosk | None:
        row = self._database.execute(f"{_KIOSKS} WHERE kiosks.name = ?", [name]).fetchone()
        return None if row is None else _kiosk(row)

    def add_kiosk(self, kiosk: Kiosk, *, now: datetime) -> None:
        row = [kiosk.name, kiosk.title, kiosk.url, kiosk.settings, _text(now), kiosk.secret_hash]
        row += [_text(kiosk.secret_expires_at)]
        self._database.execute("INSERT INTO kiosks VALUES (?, ?, ?, ?, ?, ?, ?, NULL)", row)

    def change_secret(self, name: str, secret_hash: str, expires_at: datetime) -> None:
        change = "UPDATE kiosks SET secret_hash = ?, secret_expires_at = ? WHERE name = ?"
        self._database.execute(change, [secret_hash, _text(expires_at), name])

    def change_settings(self, name: str, settings: str) -> None:
        self._database.execute("UPDATE kiosks SET settings = ? WHERE name = ?", [settings, name])

    def add_certificate(self, issued: Issued) -> None:
        row = [_serial(issued.serial), issued.name, issued.purpose, issued.key_print, issued.pem]
        row += [_text(issued.issued_at), _text(issued.expires_at)]
        self._database.execute("INSERT INTO certificates VALUES (?, ?, ?, ?, ?, ?, ?, NULL)", row)

    def enrol(self, name: str, issued: Issued) -> None:
        self.add_certificate(issued)
        change = "UPDATE kiosks SET serial = ? WHERE name = ?"
        self._database.execute(change, [_serial(issued.serial), name])
        self._database.execute("DELETE FROM requests WHERE kiosk = ?", [name])

    def certificates(self) -> list[Issued]:
        order = "purpose, name, issued_at"
        rows = self._database.execute(f"SELECT {_CERTIFICATE} FROM certificates ORDER BY {order}").fetchall()
        return [_issued(row) for row in rows]

    def revoke(self, name: str, *, now: datetime) -> int:
        """How many certificates of that name were good until now; its kiosk needs a new secret."""
        good = "name = ? AND purpose != 'server' AND revoked_at IS NULL"
        change = f"UPDATE certificates SET revoked_at = ? WHERE {good}"
        count = self._database.execute(change, [_text(now), name]).rowcount
        self._database.execute("UPDATE kiosks SET serial = NULL, secret_hash = '' WHERE name = ?", [name])
        self._database.execute("DELETE FROM requests WHERE kiosk = ?", [name])
        return count

    def ask(self, request: Request) -> None:
        """Remember a request; of many the oldest are forgotten, so that nobody can fill the disk."""
        row = [request.kiosk, request.key_print, request.csr, _text(request.asked_at)]
        self._database.execute("INSERT OR IGNORE INTO requests VALUES (?, ?, ?, ?)", row)
        keep = "SELECT key_print FROM requests WHERE kiosk = ? ORDER BY asked_at DESC, key_print LIMIT ?"
        forget = f"DELETE FROM requests WHERE kiosk = ? AND key_print NOT IN ({keep})"
        self._database.execute(forget, [request.kiosk, request.kiosk, REQUESTS_OF_A_KIOSK])

    def requests(self) -> list[Request]:
        rows = self._database.execute("SELECT * FROM requests ORDER BY kiosk, asked_at").fetchall()
        return [Request(kiosk, print_, csr, _time(at)) for kiosk, print_, csr, at in rows]


_CERTIFICATE: Final = (
    "certificates.serial, certificates.name, purpose, key_print, pem, issued_at, expires_at, revoked_at"
)
_KIOSKS: Final = (
    "SELECT kiosks.name, title, url, settings, secret_hash, secret_expires_at,"
    f" {_CERTIFICATE} FROM kiosks LEFT JOIN certificates USING (serial)"
)


def _open(path: Path) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode=rw"
    database = sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS, isolation_level=None)
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA foreign_keys = ON")
    return database


def _kiosk(row: tuple[str, ...]) -> Kiosk:
    name, title, url, settings, secret_hash, expires_at = row[:6]
    certificate = None if row[6] is None else _issued(row[6:])
    return Kiosk(name, title, url, settings, secret_hash, _time(expires_at), certificate)


def _issued(row: tuple[str, ...]) -> Issued:
    serial, name, purpose, key_print, pem, issued_at, expires_at, revoked_at = row
    revoked = None if revoked_at is None else _time(revoked_at)
    return Issued(
        int(serial, 16), name, purpose, key_print, pem, _time(issued_at), _time(expires_at), revoked
    )


def _serial(number: int) -> str:
    return f"{number:040x}"


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)

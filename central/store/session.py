"""How sessions with PostgreSQL are opened: what they insist on, and how soon a dead one ends on either side.

Owns the parameters of connections and the questions to the server. Refuses statements of the store. All is
asked for by the session itself, so that a server needs no settings for the centre: the holder of a term that
died without a word, or hangs, is let go of within `DEAD_SECONDS`, and another process takes over.
"""

import logging
from typing import Any, Final

import peewee
import psycopg
from playhouse.pool import PooledPostgresqlDatabase
from psycopg.adapt import AdaptersMap, Loader
from psycopg.conninfo import conninfo_to_dict

from central.store.advisory import Connection
from central.store.engine import StoreError

OLDEST_SERVER: Final = 140_000
DEAD_SECONDS: Final = 8
READERS: Final = 20
READER_SECONDS: Final = 10
STALE_SECONDS: Final = 300

_SHARED: Final = {
    "client_min_messages": "warning",
    "default_transaction_isolation": "read\\ committed",
    "tcp_keepalives_idle": "3",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "2",
    "tcp_user_timeout": f"{DEAD_SECONDS}s",
}
_WRITER: Final = {
    "synchronous_commit": "on",
    "idle_session_timeout": f"{DEAD_SECONDS}s",
    "idle_in_transaction_session_timeout": f"{DEAD_SECONDS}s",
    "lock_timeout": "5s",
}
_READER: Final = {"default_transaction_read_only": "on", "statement_timeout": "30s", "jit": "off"}
"""A page's sums are many rows through few expressions: compiling them takes longer than adding them up."""
_LINK: Final = {
    "connect_timeout": 5,
    "keepalives_idle": 3,
    "keepalives_interval": 2,
    "keepalives_count": 2,
    "tcp_user_timeout": DEAD_SECONDS * 1000,
}

log = logging.getLogger(__name__)


class _PlainNumber(Loader):
    """PostgreSQL adds whole numbers up to a `numeric`: here it is int, as from SQLite, else float."""

    def load(self, data: Any) -> int | float:
        text = bytes(data).decode()
        return int(text) if text.lstrip("-").isdigit() else float(text)


class _Readers(PooledPostgresqlDatabase):  # type: ignore[misc]
    """A connection that dies between being lent and its first word would stay with its thread for ever."""

    def __enter__(self) -> "_Readers":
        try:
            super().__enter__()
        except peewee.OperationalError:
            self.manual_close()
            super().__enter__()
        return self


def open_session(url: str) -> peewee.PostgresqlDatabase:
    """The writer's, not connected yet, and never connected again by itself: its lock would be lost."""
    return peewee.PostgresqlDatabase(
        _plain(url), thread_safe=False, autoconnect=False, **_asked(url, _WRITER)
    )


def open_pool(url: str) -> peewee.PostgresqlDatabase:
    """Read-only sessions, one for a thread while ``with`` lasts; each statement sees what is committed."""
    pool: peewee.PostgresqlDatabase = _Readers(
        _plain(url),
        max_connections=READERS,
        timeout=READER_SECONDS,
        stale_timeout=STALE_SECONDS,
        **_asked(url, _READER),
    )
    return pool


def described(url: str) -> str:
    """The database's name for messages, without a password; so the parser's own words are left out, too."""
    try:
        parts = conninfo_to_dict(_plain(url))
    except psycopg.ProgrammingError:
        remedy = "write postgresql://user@host/name, and special characters as %20"
        raise StoreError(f"store.url is no address of a database; {remedy}") from None
    return f"postgresql://{parts.get('host', '')}:{parts.get('port', 5432)}/{parts.get('dbname', '')}"


def check_server(connection: Connection, name: str) -> None:
    """StoreError if it is too old or does not commit to disk; a warning if it risks what is committed."""
    if connection.info.server_version < OLDEST_SERVER:
        raise StoreError(
            f"{name}: PostgreSQL {connection.info.server_version // 10_000}; install 14 or newer"
        )
    if (commit := _shown(connection, "synchronous_commit")) != "on":
        raise StoreError(f"{name}: synchronous_commit={commit}, needs on; let this user set it")
    if (encoding := _shown(connection, "server_encoding")) != "UTF8":
        raise StoreError(f"{name}: server_encoding={encoding}, needs UTF8; create the database with it")
    for setting in ("fsync", "full_page_writes"):
        if _shown(connection, setting) != "on":
            log.warning("%s is off store=%s; a power cut can lose what was acknowledged", setting, name)


def _shown(connection: Connection, setting: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", (setting,)).fetchone()
    return str(row[0]) if row else ""


def _plain(url: str) -> str:
    return url.replace("postgres://", "postgresql://", 1)


def _asked(url: str, more: dict[str, str]) -> dict[str, Any]:
    options = (f"-c {key}={value}" for key, value in (_SHARED | more).items())
    adapters = AdaptersMap(psycopg.adapters)
    adapters.register_loader("numeric", _PlainNumber)
    return {
        "prefer_psycopg3": True,
        "context": adapters,
        "client_encoding": "utf8",
        "options": " ".join((*options, str(conninfo_to_dict(_plain(url)).get("options", "")))),
        **_LINK,
    }

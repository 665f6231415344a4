"""PostgreSQL's advisory locks that the centre takes, each by a name: who writes, who migrates, who adds
partitions.

Owns the numbers and the rule of the provinces: whoever writes a province holds that province's lock alone,
and the lock "everywhere" together with the others; whoever writes all of them holds "everywhere" alone. So
two sets that share a province never both run. Refuses connections. A lock of a session ends with it, however
it ends.
"""

from collections.abc import Sequence
from typing import Any, Final

import psycopg

Connection = psycopg.Connection[Any]

SPACE: Final = 0x6D63
"""The first of a lock's two numbers; "mc" keeps clear of other programs in the same database."""

EVERYWHERE: Final = 1000
MIGRATING: Final = 1001
PARTITIONS: Final = 1002
DOSSIERS: Final = 2000
"""Beyond it: one lock for each province's dossiers."""


def take_provinces(connection: Connection, provinces: Sequence[str]) -> bool:
    """Hold these (none: all) until the session ends; False, and nothing is held, where another holds one."""
    alone = [int(province) for province in sorted(set(provinces))] or [EVERYWHERE]
    together = [EVERYWHERE] if provinces else []
    taken = all(_try(connection, "pg_try_advisory_lock_shared", key) for key in together) and all(
        _try(connection, "pg_try_advisory_lock", key) for key in alone
    )
    if not taken:
        connection.execute("SELECT pg_advisory_unlock_all()")
    return taken


def wait_for(connection: Connection, key: int) -> None:
    """Hold this lock alone until the transaction ends."""
    connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (SPACE, key))


def _try(connection: Connection, function: str, key: int) -> bool:
    row = connection.execute(f"SELECT {function}(%s, %s)", (SPACE, key)).fetchone()
    return bool(row and row[0])

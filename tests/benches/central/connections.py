"""Nine thousand kiosks connected at once: heartbeats on, facts on their way, nothing lost.

Owns the minutes and what must hold after them. Refuses a cluster: one Mosquitto, one centre, two processors.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psycopg

from mqtt.messages import instant
from tests.benches.central.frames import kiosks
from tests.benches.central.ground import (
    Ground,
    Size,
    durable_server,
    ground,
    memory_mb,
    open_many_files,
    processor_seconds,
)
from tests.benches.central.ingest import LONGEST_SECONDS
from tests.benches.central.pixel import today
from tests.benches.central.swarm import Swarm
from tests.benches.table import Figure, Reach

SPARE_FILES: Final = 500


def measure(folder: Path, size: Size) -> list[Figure]:
    wanted = size.of(small=300, whole=9_000)
    seconds, every = size.of(small=15, whole=200), size.of(small=5, whole=20)
    if open_many_files() < wanted + SPARE_FILES:
        raise OSError(f"{wanted} connections need as many open files; run: ulimit -Hn {wanted + SPARE_FILES}")
    with durable_server() as server, ground(folder, server, "connections") as here:
        swarm = Swarm(here.link, today())
        try:
            return _measure(here, swarm, wanted, seconds, every)
        finally:
            swarm.close()


def _measure(here: Ground, swarm: Swarm, wanted: int, seconds: int, every: int) -> list[Figure]:
    began = time.monotonic()
    for name in kiosks(wanted):
        swarm.join(name)
        swarm.listen(0)
    _listen_until(swarm, lambda: swarm.welcome == wanted)
    joined = time.monotonic() - began
    before = _used(here)
    swarm.live(seconds, every)
    used = [(now - then) / seconds * 100 for now, then in zip(_used(here), before, strict=True)]
    since = instant(datetime.fromtimestamp(time.time() - every - 2, UTC))
    _listen_until(swarm, lambda: swarm.answered == swarm.sent)
    heard, online = _heard(here, since)
    sys.stderr.write(f"{swarm.sent} events, {swarm.heartbeats} heartbeats, {joined:.0f} s to connect\n")
    return [
        Figure("kiosks connected at once", "", swarm.welcome - swarm.cut_off, reach=_at_least(wanted)),
        Figure("of them online at the centre", "", online, reach=_at_least(wanted)),
        Figure(f"heard of within a heartbeat of {every} s", "", heard, reach=_at_least(wanted)),
        Figure(f"events lost of {swarm.sent:,}", "", swarm.sent - here.committed, reach=Reach(0)),
        Figure("events never answered", "", swarm.sent - swarm.answered, reach=Reach(0)),
        Figure("all connected after", "s", joined),
        Figure("messages arriving", "/s", (swarm.heartbeats * 2) / seconds),
        Figure("memory, broker", "MB", memory_mb(here.broker)),
        Figure("memory, centre", "MB", memory_mb(here.centres[0])),
        *(
            Figure(f"processor, {who}", "% of one", share)
            for who, share in zip(("broker", "centre", "PostgreSQL"), used, strict=True)
        ),
    ]


def _at_least(wanted: int) -> Reach:
    return Reach(wanted, at_least=True)


def _used(here: Ground) -> tuple[float, float, float]:
    return processor_seconds(here.broker), *here.seconds_used


def _heard(here: Ground, since: str) -> tuple[int, int]:
    """How many kiosks the centre has heard of since then, and how many it calls online."""
    asked = """SELECT count(*) FILTER (WHERE last_seen_at >= %s), count(*) FILTER (WHERE state = 'online')
        FROM kiosk"""
    with psycopg.connect(here.url, autocommit=True) as connection:
        row = connection.execute(asked, (since,)).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


def _listen_until(swarm: Swarm, ready: Callable[[], bool]) -> None:
    """Or until patience ends: what is missing then stands in the table."""
    deadline = time.monotonic() + LONGEST_SECONDS / 5
    while not ready() and time.monotonic() < deadline:
        swarm.listen(0.05)

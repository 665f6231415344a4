"""The centre's own sink, fed with rows that are ready: what broker and judgement cost on top.

Owns two sinks: the store's whole transaction (events, sums, progress), and COPY with a merge of bare events,
as anybody would write it. Only the writing is timed, in batches as large as the aggregator's; judging the
next rows is not.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg

from central.aggregator import MESSAGES_IN_A_BATCH
from central.batch import Batch, EventRow
from central.progress import Progress, Stretch
from central.settings import Store as Wanted
from central.store.database import open_store
from central.store.writing import save
from mqtt.client import Incoming
from mqtt.messages import instant
from tests.benches.central.frames import BEGAN, Message
from tests.postgres import Server

_COPY: Final = "COPY arriving FROM STDIN"
_MERGE: Final = """INSERT INTO event (kiosk, epoch, seq, id, stream, kind, at, clock, day, data, received_at)
    SELECT * FROM arriving ON CONFLICT DO NOTHING"""
_TABLE: Final = """CREATE TABLE event (kiosk text, epoch text, seq bigint, id text, stream text, kind text,
    at text, clock text, day text, data text, received_at text, PRIMARY KEY (kiosk, epoch, seq))"""
_ARRIVING: Final = "CREATE TEMPORARY TABLE arriving (LIKE event) ON COMMIT DELETE ROWS"


def rows_a_second(server: Server, name: str, frames: list[Message]) -> float:
    server.execute(f"CREATE DATABASE {name}")
    store = open_store(Wanted(url=server.url(name)), Path())
    assert store.claim()
    store.execute("SET idle_session_timeout = 0")
    seconds, rows = 0.0, 0
    for batch in _batches(frames):
        began = time.perf_counter()
        save(store, batch)
        seconds += time.perf_counter() - began
        rows += len(batch.events)
    store.close()
    server.drop(server.url(name))
    return rows / seconds


def copied_a_second(server: Server, name: str, frames: list[Message]) -> float:
    server.execute(f"CREATE DATABASE {name}")
    seconds, rows = 0.0, 0
    with psycopg.connect(server.url(name), autocommit=True) as connection:
        connection.execute(_TABLE)
        connection.execute(_ARRIVING)
        for batch in _batches(frames):
            began = time.perf_counter()
            _copy(connection, batch.events)
            seconds += time.perf_counter() - began
            rows += len(batch.events)
    server.drop(server.url(name))
    return rows / seconds


def _copy(connection: "psycopg.Connection[tuple[object, ...]]", rows: list[EventRow]) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        with cursor.copy(_COPY) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(_MERGE)


def _batches(frames: list[Message]) -> Iterator[Batch]:
    """One at a time, because each begins where the one before it ends."""
    known: dict[Stretch, Progress] = {}
    for first in range(0, len(frames), MESSAGES_IN_A_BATCH):
        batch = Batch(instant(BEGAN), lambda stretch: known.get(stretch, Progress()))
        for topic, payload in frames[first : first + MESSAGES_IN_A_BATCH]:
            batch.take(Incoming(topic, payload, False, 1, 1, 1))
        yield batch
        known.update(batch.touched)

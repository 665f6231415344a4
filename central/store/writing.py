"""Writes one batch in one transaction, and loads the progress it starts from.

Owns every statement that changes the store. Refuses judgement: rows come ready-made. Raw SQL through
``executemany``, because the centre's pace is decided here; peewee keeps the connection and the transaction.
"""

import sqlite3
from typing import Final

import msgspec
import peewee

from central.batch import Batch, EventRow, Rejection, Repeat
from central.counting import HOURLY
from central.dossiers.store import take_words
from central.progress import Progress, Stretch

REJECTED_BYTES: Final = 4096
REJECTED_PAYLOADS: Final = 20_000

_EVENT: Final = """INSERT INTO event (kiosk, epoch, seq, id, stream, kind, at, clock, day, data, received_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kiosk, epoch, seq) DO NOTHING"""
_SET_ASIDE: Final = (
    "INSERT INTO set_aside (kiosk, epoch, seq, reason) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
_REJECTED: Final = """INSERT INTO rejected (at, topic, kiosk, epoch, seq, reason, payload, size)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_FIGURE: Final = """INSERT INTO figure (area, day, measure, value) VALUES (?, ?, ?, ?)
    ON CONFLICT (area, day, measure) DO UPDATE SET value = value + excluded.value"""
_SLOT: Final = "kiosk, day, hour, service, officer"
_HOURLY: Final = (
    f"INSERT INTO hourly ({_SLOT}, {', '.join(HOURLY)}) VALUES (?, ?, ?, ?, ?{', ?' * len(HOURLY)})"
    f" ON CONFLICT ({_SLOT}) DO UPDATE SET "
    + ", ".join(f"{column} = {column} + excluded.{column}" for column in HOURLY)
)
_PROGRESS: Final = """INSERT INTO progress (kiosk, epoch, upto, seq_high, missing, duplicates)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (kiosk, epoch) DO UPDATE SET upto = excluded.upto,
    seq_high = excluded.seq_high, missing = excluded.missing, duplicates = excluded.duplicates"""
_KIOSK: Final = """INSERT INTO kiosk (kiosk, state, epoch, version, last_seen_at, health)
    VALUES (?1, coalesce(?2, 'unknown'), ?3, ?4, ?5, ?6) ON CONFLICT (kiosk) DO UPDATE SET
    state = coalesce(?2, state), epoch = ?3, version = coalesce(?4, version),
    last_seen_at = max(coalesce(?5, ''), coalesce(last_seen_at, '')), health = coalesce(?6, health)"""
_ARRIVED: Final = """SELECT seq FROM event WHERE kiosk = ?1 AND epoch = ?2 AND seq > ?3 UNION
    SELECT seq FROM set_aside WHERE kiosk = ?1 AND epoch = ?2 AND seq > ?3 ORDER BY seq"""
_STORED: Final = """SELECT seq, id, kind, at, clock, data FROM event
    WHERE kiosk = ? AND epoch = ? AND seq IN (SELECT value FROM json_each(?))"""


class ProgressDrift(RuntimeError):
    """Memory called events fresh that the store already held; forget the memory and judge again."""


def load_progress(database: peewee.SqliteDatabase, stretch: Stretch) -> Progress:
    """Progress as committed, its islands rebuilt from the rows themselves."""
    key = (stretch.kiosk, stretch.epoch)
    found = database.execute_sql(
        "SELECT upto, seq_high, duplicates FROM progress WHERE kiosk = ? AND epoch = ?", key
    ).fetchone()
    progress = Progress(*found) if found else Progress()
    progress.add_all(seq for (seq,) in database.execute_sql(_ARRIVED, (*key, progress.upto)))
    return progress


def save(database: peewee.SqliteDatabase, batch: Batch) -> None:
    """All of the batch or nothing of it; counts repeats into `batch.touched` on the way."""
    with database.atomic("IMMEDIATE"):
        connection: sqlite3.Connection = database.connection()
        _insert_fresh(connection, batch.events)
        connection.executemany(_SET_ASIDE, batch.set_aside)
        _settle_repeats(connection, batch)
        _insert_rejections(connection, batch)
        take_words(connection, batch.dossiers)
        connection.executemany(_FIGURE, [(*key, value) for key, value in batch.figures.items()])
        connection.executemany(_HOURLY, _hourly_rows(batch))
        connection.executemany(_PROGRESS, [_progress_row(*item) for item in batch.touched.items()])
        connection.executemany(_KIOSK, _kiosk_rows(batch))


def _insert_fresh(connection: sqlite3.Connection, rows: list[EventRow]) -> None:
    if rows and connection.executemany(_EVENT, rows).rowcount != len(rows):
        raise ProgressDrift(f"{len(rows)} events were thought new and are not")


def _settle_repeats(connection: sqlite3.Connection, batch: Batch) -> None:
    for stretch, repeats in batch.repeats.items():
        seqs = msgspec.json.encode([repeat.event.seq for repeat in repeats]).decode()
        found = connection.execute(_STORED, (stretch.kiosk, stretch.epoch, seqs)).fetchall()
        stored = {seq: tuple(content) for seq, *content in found}
        for repeat in repeats:
            _settle_repeat(connection, batch, stretch, repeat, stored)


def _settle_repeat(
    connection: sqlite3.Connection,
    batch: Batch,
    stretch: Stretch,
    repeat: Repeat,
    stored: dict[int, tuple[str, ...]],
) -> None:
    """A duplicate, a conflict, or an event set aside by an older program that is understood now."""
    seq, row, entry = repeat.event.seq, repeat.row, repeat.entry
    if seq in stored:
        if row is not None and _same(stored[seq], (row[3], *row[5:8], row[9])):
            batch.touched[stretch].duplicates += 1
        else:
            batch.conflict(stretch, repeat)
    elif row is None or entry is None:
        batch.touched[stretch].duplicates += 1
    else:
        connection.execute(_EVENT, row)
        connection.execute("DELETE FROM set_aside WHERE kiosk = ? AND epoch = ? AND seq = ?", row[:3])
        batch.count(row, entry)
        stored[seq] = (row[3], *row[5:8], row[9])


def _same(stored: tuple[str, ...], arrived: tuple[str, ...]) -> bool:
    """Equal content, however the JSON of its data is spaced or ordered."""
    if stored == arrived:
        return True
    return stored[:4] == arrived[:4] and _json(stored[4]) == _json(arrived[4])


def _json(text: str) -> object:
    value: object = msgspec.json.decode(text)
    return value


def _insert_rejections(connection: sqlite3.Connection, batch: Batch) -> None:
    if not batch.rejections:
        return
    rows = [_rejected_row(batch.received_at, rejection) for rejection in batch.rejections]
    connection.executemany(_REJECTED, rows)
    (newest,) = connection.execute("SELECT max(number) FROM rejected").fetchone()
    old = newest - REJECTED_PAYLOADS
    connection.execute(
        "UPDATE rejected SET payload = x'' WHERE number BETWEEN ? AND ?", (old - len(rows), old)
    )


def _rejected_row(at: str, rejection: Rejection) -> tuple[object, ...]:
    epoch = rejection.stretch.epoch if rejection.stretch else None
    head = rejection.payload[:REJECTED_BYTES]
    size = len(rejection.payload)
    return (at, rejection.topic, rejection.kiosk, epoch, rejection.seq, rejection.reason, head, size)


def _hourly_rows(batch: Batch) -> list[tuple[object, ...]]:
    return [(*slot, *(columns[column] for column in HOURLY)) for slot, columns in batch.hourly.items()]


def _progress_row(stretch: Stretch, progress: Progress) -> tuple[object, ...]:
    missing = progress.missing_count
    return (stretch.kiosk, stretch.epoch, progress.upto, progress.seq_high, missing, progress.duplicates)


def _kiosk_rows(batch: Batch) -> list[tuple[object, ...]]:
    return [
        (kiosk, news.state, news.epoch, news.version, news.last_seen_at, news.health and news.health.decode())
        for kiosk, news in batch.news.items()
    ]

"""Writes one batch in one transaction, and loads the progress it starts from.

Owns every statement that changes the store, as both engines understand it; how events go in is the engine's
own. Refuses judgement: rows come ready-made. Raw SQL, because the centre's pace is decided here.
"""

from typing import Final

import msgspec

from central.batch import Batch, EventRow, Rejection, Repeat
from central.counting import HOURLY
from central.dossiers.store import take_words
from central.progress import Progress, Stretch
from central.store.engine import Statements, Store

REJECTED_BYTES: Final = 4096
REJECTED_PAYLOADS: Final = 20_000
ASKED_AT_ONCE: Final = 500

_SET_ASIDE: Final = (
    "INSERT INTO set_aside (kiosk, epoch, seq, reason) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
_REJECTED: Final = """INSERT INTO rejected (at, topic, kiosk, epoch, seq, reason, payload, size)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_FIGURE: Final = """INSERT INTO figure (area, day, measure, value) VALUES (?, ?, ?, ?)
    ON CONFLICT (area, day, measure) DO UPDATE SET value = figure.value + excluded.value"""
_SLOT: Final = "kiosk, day, hour, service, officer"
_HOURLY: Final = (
    f"INSERT INTO hourly ({_SLOT}, {', '.join(HOURLY)}) VALUES (?, ?, ?, ?, ?{', ?' * len(HOURLY)})"
    f" ON CONFLICT ({_SLOT}) DO UPDATE SET "
    + ", ".join(f"{column} = hourly.{column} + excluded.{column}" for column in HOURLY)
)
_PROGRESS: Final = """INSERT INTO progress (kiosk, epoch, upto, seq_high, missing, duplicates)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (kiosk, epoch) DO UPDATE SET upto = excluded.upto,
    seq_high = excluded.seq_high, missing = excluded.missing, duplicates = excluded.duplicates"""
_KIOSK: Final = """INSERT INTO kiosk (kiosk, state, epoch, version, last_seen_at, health)
    VALUES (?, coalesce(?, 'unknown'), ?, ?, ?, ?) ON CONFLICT (kiosk) DO UPDATE SET
    state = coalesce(?, kiosk.state), epoch = excluded.epoch,
    version = coalesce(excluded.version, kiosk.version), health = coalesce(excluded.health, kiosk.health),
    last_seen_at = CASE WHEN excluded.last_seen_at > coalesce(kiosk.last_seen_at, '')
        THEN excluded.last_seen_at ELSE kiosk.last_seen_at END"""
_ARRIVED: Final = """SELECT seq FROM event WHERE kiosk = ? AND epoch = ? AND seq > ? UNION
    SELECT seq FROM set_aside WHERE kiosk = ? AND epoch = ? AND seq > ? ORDER BY seq"""
_STORED: Final = """SELECT seq, id, kind, at, clock, data FROM event
    WHERE kiosk = ? AND epoch = ? AND seq IN """
_UNDERSTOOD: Final = "DELETE FROM set_aside WHERE kiosk = ? AND epoch = ? AND seq = ?"


class ProgressDrift(RuntimeError):
    """Memory called events fresh that the store already held; forget the memory and judge again."""


def load_progress(store: Statements, stretch: Stretch) -> Progress:
    """Progress as committed, its islands rebuilt from the rows themselves."""
    key = (stretch.kiosk, stretch.epoch)
    found = store.execute(
        "SELECT upto, seq_high, duplicates FROM progress WHERE kiosk = ? AND epoch = ?", key
    ).fetchone()
    progress = Progress(*found) if found else Progress()
    beyond = (*key, progress.upto)
    progress.add_all(seq for (seq,) in store.execute(_ARRIVED, (*beyond, *beyond)))
    return progress


def save(store: Store, batch: Batch) -> None:
    """All of the batch or nothing of it; counts repeats into `batch.touched` on the way."""
    with store.transaction():
        _insert_fresh(store, batch.events)
        store.executemany(_SET_ASIDE, batch.set_aside)
        _settle_repeats(store, batch)
        _insert_rejections(store, batch)
        take_words(store, batch.dossiers)
        store.executemany(_FIGURE, [(*key, value) for key, value in batch.figures.items()])
        store.executemany(_HOURLY, _hourly_rows(batch))
        store.executemany(_PROGRESS, [_progress_row(*item) for item in batch.touched.items()])
        store.executemany(_KIOSK, _kiosk_rows(batch))


def _insert_fresh(store: Store, rows: list[EventRow]) -> None:
    if rows and store.insert_events(rows) != len(rows):
        raise ProgressDrift(f"{len(rows)} events were thought new and are not")


def _settle_repeats(store: Store, batch: Batch) -> None:
    for stretch, repeats in batch.repeats.items():
        stored = _stored(store, stretch, [repeat.event.seq for repeat in repeats])
        for repeat in repeats:
            _settle_repeat(store, batch, stretch, repeat, stored)


def _stored(store: Store, stretch: Stretch, seqs: list[int]) -> "dict[int, tuple[str, ...]]":
    """seq -> id, kind, at, clock, data of those that are in the store."""
    found: dict[int, tuple[str, ...]] = {}
    for first in range(0, len(seqs), ASKED_AT_ONCE):
        some = seqs[first : first + ASKED_AT_ONCE]
        marks = ", ".join("?" * len(some))
        rows = store.execute(f"{_STORED} ({marks})", (stretch.kiosk, stretch.epoch, *some))
        found |= {seq: tuple(content) for seq, *content in rows}
    return found


def _settle_repeat(
    store: Store,
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
        store.insert_events([row])
        store.execute(_UNDERSTOOD, row[:3])
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


def _insert_rejections(store: Store, batch: Batch) -> None:
    if not batch.rejections:
        return
    rows = [_rejected_row(batch.received_at, rejection) for rejection in batch.rejections]
    store.executemany(_REJECTED, rows)
    (newest,) = store.execute("SELECT max(number) FROM rejected").fetchone()
    old = newest - REJECTED_PAYLOADS
    store.execute("UPDATE rejected SET payload = ? WHERE number BETWEEN ? AND ?", (b"", old - len(rows), old))


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
        (kiosk, news.state, news.epoch, news.version, news.last_seen_at, _text(news.health), news.state)
        for kiosk, news in batch.news.items()
    ]


def _text(payload: bytes | None) -> str | None:
    return None if payload is None else payload.decode()

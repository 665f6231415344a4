"""Writes one batch in one transaction, and loads the progress it starts from.

Owns every statement that changes the store, as both engines understand it; how events go in is the engine's
own. Refuses judgement: rows come ready-made. Raw SQL, because the centre's pace is decided here.
"""

import re
from collections import Counter
from operator import itemgetter
from typing import Final

import msgspec

from central.batch import Batch, Rejection, Repeat
from central.booking.rows import present
from central.commanding.rows import settle
from central.counting import HOURLY
from central.dossiers.store import take_words
from central.intake.hearing import take_home_words
from central.progress import Progress, Stretch
from central.sms.telling import Telling, nobody
from central.store.engine import ProgressDrift, Statements, Store, Upsert, sums
from central.store.retention import EXPIRED

REJECTED_BYTES: Final = 4096
REJECTED_PAYLOADS: Final = 20_000
ASKED_AT_ONCE: Final = 500

_SET_ASIDE: Final = (
    "INSERT INTO set_aside (kiosk, epoch, seq, reason) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
_REJECTED: Final = """INSERT INTO rejected (at, topic, kiosk, epoch, seq, reason, payload, size)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_FIGURES: Final = sums("figure", ("area", "day", "measure"), ("value",))
_HOURS: Final = sums("hourly", ("kiosk", "day", "hour", "service", "officer"), HOURLY)
_PROGRESS: Final = Upsert(
    "progress",
    ("kiosk", "epoch"),
    ("upto", "seq_high", "missing", "duplicates", "given_up", "fresh"),
    """upto = excluded.upto, seq_high = excluded.seq_high, missing = excluded.missing,
    given_up = excluded.given_up, fresh = excluded.fresh,
    duplicates = progress.duplicates + excluded.duplicates
    WHERE progress.seq_high - progress.missing + excluded.fresh = excluded.seq_high - excluded.missing""",
)
_KIOSK: Final = Upsert(
    "kiosk",
    ("kiosk",),
    ("state", "epoch", "version", "last_seen_at", "health"),
    """state = CASE excluded.state WHEN 'unknown' THEN kiosk.state ELSE excluded.state END,
    epoch = excluded.epoch, version = coalesce(excluded.version, kiosk.version),
    health = coalesce(excluded.health, kiosk.health),
    last_seen_at = CASE WHEN excluded.last_seen_at > coalesce(kiosk.last_seen_at, '')
        THEN excluded.last_seen_at ELSE kiosk.last_seen_at END""",
)
_ARRIVED: Final = """SELECT seq FROM event WHERE kiosk = ? AND epoch = ? AND seq > ? UNION
    SELECT seq FROM set_aside WHERE kiosk = ? AND epoch = ? AND seq > ? ORDER BY seq"""
_STORED: Final = """SELECT seq, id, kind, at, clock, data FROM event
    WHERE kiosk = ? AND epoch = ? AND seq IN """
_LEDGER: Final = itemgetter(0, 1)
"""Kiosk and epoch of an event's row."""
_CONTACT: Final = re.compile(rb'"contact"\s*:\s*"[^"]*"')
_UNDERSTOOD: Final = "DELETE FROM set_aside WHERE kiosk = ? AND epoch = ? AND seq = ? AND reason <> ?"


def load_progress(store: Statements, stretch: Stretch) -> Progress:
    """Progress as committed, its islands rebuilt from the rows themselves."""
    key = (stretch.kiosk, stretch.epoch)
    found = store.execute(
        "SELECT upto, seq_high, given_up FROM progress WHERE kiosk = ? AND epoch = ?", key
    ).fetchone()
    progress = Progress(*found) if found else Progress()
    beyond = (*key, progress.upto)
    progress.add_all(seq for (seq,) in store.execute(_ARRIVED, (*beyond, *beyond)))
    return progress


def save(store: Store, batch: Batch, tell: Telling = nobody) -> None:
    """All of the batch or nothing of it; counts repeats into `batch.duplicates` on the way."""
    store.make_room(batch.events)
    with store.transaction():
        if batch.events:
            store.insert_events(batch.events)
        store.executemany(_SET_ASIDE, [(*key, _plain(reason)) for *key, reason in batch.set_aside])
        _settle_repeats(store, batch)
        _insert_rejections(store, batch)
        take_words(store, batch.dossiers)
        tell(store.writer, batch.told, batch.received_at)
        take_home_words(store, batch.home)
        settle(store.writer, batch.answers)
        for ward, booking in batch.presented:
            present(store.writer, ward, booking, batch.received_at)
        store.upsert(_FIGURES, batch.figure_rows())
        store.upsert(_HOURS, _hourly_rows(batch))
        _move_progress(store, batch)
        store.upsert(_KIOSK, _kiosk_rows(batch))


def _move_progress(store: Store, batch: Batch) -> None:
    """What had arrived and what is fresh must be what has arrived now, or memory and store drifted apart."""
    fresh = Counter(map(_LEDGER, batch.events))
    fresh.update(map(_LEDGER, batch.set_aside))
    rows = [
        _progress_row(
            stretch,
            progress,
            batch.duplicates[stretch],
            fresh[stretch.kiosk, stretch.epoch] + batch.given_up[stretch],
        )
        for stretch, progress in batch.touched.items()
    ]
    if store.upsert(_PROGRESS, rows) != len(rows):
        raise ProgressDrift(f"{len(rows)} ledgers have not all moved on by what was new")


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
    """A duplicate, a conflict, or an event set aside by an older program that is understood now.

    What is neither stored nor set aside has been here and grew old: it is not counted again.
    """
    seq, row, entry = repeat.event.seq, repeat.row, repeat.entry
    if seq in stored:
        if row is not None and _same(stored[seq], (row[3], *row[5:8], row[9])):
            batch.duplicates[stretch] += 1
        else:
            batch.conflict(stretch, repeat)
    elif row is None or entry is None:
        batch.duplicates[stretch] += 1
    elif seq <= batch.touched[stretch].given_up or store.execute(_UNDERSTOOD, (*row[:3], EXPIRED)).rowcount:
        store.insert_events([row])
        batch.count(row, entry)
        stored[seq] = (row[3], *row[5:8], row[9])
    else:
        batch.duplicates[stretch] += 1


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
    head = _CONTACT.sub(b'"contact":"(removed)"', rejection.payload)[:REJECTED_BYTES]
    size = len(rejection.payload)
    reason = _plain(rejection.reason)
    return (at, _plain(rejection.topic), rejection.kiosk, epoch, rejection.seq, reason, head, size)


def _hourly_rows(batch: Batch) -> list[tuple[object, ...]]:
    return [(*slot, *values) for slot, values in batch.hourly.items()]


def _progress_row(stretch: Stretch, progress: Progress, duplicates: int, fresh: int) -> tuple[object, ...]:
    counts = (progress.upto, progress.seq_high, progress.missing_count)
    return (stretch.kiosk, stretch.epoch, *counts, duplicates, progress.given_up, fresh)


def _kiosk_rows(batch: Batch) -> list[tuple[object, ...]]:
    return [
        (kiosk, news.state or "unknown", news.epoch, news.version, news.last_seen_at, _text(news.health))
        for kiosk, news in batch.news.items()
    ]


def _text(payload: bytes | None) -> str | None:
    return None if payload is None else payload.decode()


def _plain(text: str) -> str:
    """PostgreSQL's text has no zero character."""
    return text.replace("\0", "")

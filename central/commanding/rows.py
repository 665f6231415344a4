"""The rows of the table `command`: issued, open, answered.

Owns every statement on it. Refuses judgement (`wishes`) and the wire (`dispatch`). A counter is the
milliseconds of now, or one more than any before: time keeps it rising where the store was lost, counting
where the clock went back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
import peewee
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from peewee import fn

from central.batch import Answer
from central.commanding.wishes import Wish
from central.door import Refused
from central.store.models import Command, Kiosk
from mqtt import commands
from mqtt.messages import instant
from mqtt.signing import seal

ROWS_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Issued:
    kiosk: str
    counter: int


def issue(database: peewee.Database, key: Ed25519PrivateKey, wish: Wish, now: datetime) -> list[Issued]:
    """Sign and note one command for each kiosk of the area, in the open transaction; Refused if none is."""
    kiosks = [wish.area] if wish.names_one else known_kiosks(database, wish.area)
    if not kiosks:
        raise Refused(f"no kiosk of {wish.area} has ever spoken; name one: 19/05518/k1")
    last = _last_counters(database, wish.area)
    issued = [Issued(kiosk, _next(last.get(kiosk, 0), now)) for kiosk in kiosks]
    for start in range(0, len(issued), ROWS_AT_ONCE):
        rows = [_row(one, key, wish, now) for one in issued[start : start + ROWS_AT_ONCE]]
        database.execute(Command.insert_many(rows))
    return issued


def known_kiosks(database: peewee.Database, area: str) -> list[str]:
    """Those that have ever spoken, by name."""
    query = Kiosk.select(Kiosk.kiosk).where(of_area(Kiosk.kiosk, area)).order_by(Kiosk.kiosk)
    return [kiosk for (kiosk,) in database.execute(query).fetchall()]


def of_area(kiosk: peewee.TextField, area: str) -> peewee.Expression:
    """Condition on a ``province/ward/id`` column; see `Wish.area`."""
    match area.split("/"):
        case [_, _, _]:
            return kiosk == area
        case [code] if len(code) == len("05518"):
            return kiosk.contains(f"/{code}/")
        case _:
            return kiosk.startswith(f"{area}/")


def open_for_online(database: peewee.Database, now: datetime) -> list[Issued]:
    """Unanswered, not expired, for kiosks that are here; each kiosk's in order of its counter.

    Put in order here: asked to do that, SQLite reads every command there ever was.
    """
    query = (
        Command.select(Command.kiosk, Command.counter)
        .join(Kiosk, on=(Kiosk.kiosk == Command.kiosk))
        .where(Command.expires_at > instant(now), Command.done_at.is_null(), Kiosk.state == "online")
    )
    return [Issued(*row) for row in sorted(database.execute(query).fetchall())]


def payload_of(database: peewee.Database, one: Issued) -> bytes | None:
    """The message as it was signed; None once it is answered."""
    query = Command.select(Command.payload).where(
        Command.kiosk == one.kiosk, Command.counter == one.counter, Command.done_at.is_null()
    )
    row = database.execute(query).fetchone()
    return None if row is None else str(row[0]).encode()


def settle(database: peewee.Database, answers: Iterable[Answer]) -> None:
    """In the transaction of the kiosk's own fact; what this centre never issued is passed over."""
    for answer in answers:
        same = (Command.kiosk == answer.kiosk) & (Command.counter == answer.counter)
        query = Command.update(done_at=answer.at, outcome=answer.outcome)
        database.execute(query.where(same, Command.done_at.is_null()))


def _last_counters(database: peewee.Database, area: str) -> dict[str, int]:
    query = Command.select(Command.kiosk, fn.MAX(Command.counter)).where(of_area(Command.kiosk, area))
    rows: Sequence[tuple[str, int]] = database.execute(query.group_by(Command.kiosk)).fetchall()
    return dict(rows)


def _next(last: int, now: datetime) -> int:
    return max(int(now.timestamp() * 1000), last + 1)


def _row(one: Issued, key: Ed25519PrivateKey, wish: Wish, now: datetime) -> dict[str, Any]:
    command = commands.Command(
        kiosk=one.kiosk,
        counter=one.counter,
        at=instant(now),
        expires=instant(now + timedelta(hours=wish.hours)),
        word=wish.word,
        data=msgspec.Raw(msgspec.json.encode(wish.data)),
    )
    return {
        "kiosk": one.kiosk,
        "counter": one.counter,
        "word": wish.word,
        "payload": seal(command, key).decode(),
        "issued_at": command.at,
        "expires_at": command.expires,
        "issued_by": wish.by,
    }

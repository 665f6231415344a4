"""The book of what people sent to kiosks: who, when, what, where to.

Owns the rows of the table `act`. Refuses judging and sending. A page's act is written in the transaction of
the act itself, so nothing goes out in nobody's name. Of what the command line sends, a command bears its
user's name in its own row; a catalogue stands here, noted through the door once it is out.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

import msgspec
import peewee

from central.door import Change
from central.queries import Scope
from central.store.models import Act
from mqtt.messages import instant

Word = Literal["catalogue", "dossiers", "config", "resend", "update", "reprint", "erase"]

SHOWN: Final = 8
COMMAND_LINE: Final = "command line"
"""In whose name it stands what somebody typed at the centre."""


@dataclass(frozen=True, slots=True)
class Noted:
    number: int
    at: str
    account: str
    word: str
    area: str
    detail: str


class Typed(msgspec.Struct, frozen=True):
    """An act of the command line."""

    word: Word
    area: str
    detail: str


def note(database: peewee.Database, word: Word, area: str, detail: str, *, by: str, now: datetime) -> None:
    """In the caller's transaction."""
    row = {"at": instant(now), "account": by, "word": word, "area": area, "detail": detail}
    database.execute(Act.insert(row))


def acts(reader: peewee.Database, scope: Scope, *, last: int = SHOWN) -> list[Noted]:
    """The newest first; of an area also what went to all of its province."""
    query = Act.select(Act.number, Act.at, Act.account, Act.word, Act.area, Act.detail)
    if scope.province:
        area = "/".join(part for part in (scope.province, scope.ward) if part)
        query = query.where(
            (Act.area == area) | Act.area.startswith(f"{area}/") | (Act.area == scope.province)
        )
    rows = reader.execute(query.order_by(Act.number.desc()).limit(last)).fetchall()
    return [Noted(*row) for row in rows]


def _typed(database: peewee.Database, typed: Typed, now: datetime) -> None:
    note(database, typed.word, typed.area, typed.detail, by=COMMAND_LINE, now=now)


TYPED: Final = Change("act", Typed, type(None), _typed)

"""What somebody has filled in and not sent yet: kept for a week under a secret that only its filer has.

Owns the rows of `intake_draft`, and attachments until they are sent. Refuses judgement: what is half filled
in, or wrong, is kept as it was typed. Whoever has the secret has the draft; the store has its digest alone.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
import peewee
from peewee import fn

from central.intake.attachments import Good
from central.intake.models import IntakeDraft, IntakeFile, IntakeFiling, IntakePiece
from central.sms.keys import Keys
from mqtt.filing import PIECE_BYTES
from mqtt.messages import instant

KEPT: Final = timedelta(days=7)
DRAFT_BYTES: Final = 60 * 1024 * 1024
UNSENT_BYTES: Final = 4 * 1024 * 1024 * 1024
"""Of all drafts together: nobody fills the centre's disk with what was never sent."""


class Sent(Exception):
    """This draft has been filed already."""


class NoRoom(Exception):
    """Too many attachments: of this draft, or of all drafts together."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a draft belongs; `code` is that of the dossier it supplements, or ''."""

    province: str
    ward: str
    procedure: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """An attachment."""

    id: str
    field: str
    name: str
    type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Draft:
    secret: str
    place: Place
    version: int
    answers: dict[str, str]
    files: list[Kept]
    changed_at: str
    expires_at: str


@dataclass(frozen=True, slots=True)
class Packed:
    """A good file as it is stored: sealed, in pieces."""

    field: str
    name: str
    type: str
    size: int
    sha256: str
    pieces: list[str]


def new_token() -> str:
    """128 bits for a cookie and a link."""
    return secrets.token_urlsafe(16)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def seal(keys: Keys, text: str) -> str:
    return keys.seal(text.encode()).decode("ascii")


def unseal(keys: Keys, sealed: str) -> str:
    """'' of what was erased."""
    return keys.unseal(sealed.encode()).decode() if sealed else ""


def pack(keys: Keys, field: str, good: Good) -> Packed:
    """Before the writer is asked: sealing takes longer than writing."""
    content = good.content
    parts = [content[start : start + PIECE_BYTES] for start in range(0, len(content), PIECE_BYTES)]
    pieces = [keys.seal(part).decode("ascii") for part in parts]
    name, sha256 = seal(keys, good.name), hashlib.sha256(content).hexdigest()
    return Packed(field, name, good.type, len(content), sha256, pieces)


# ---------------------------------------------------------------- reading


def find(reader: peewee.Database, keys: Keys, secret: str, now: datetime) -> Draft | None:
    """None if there is none, or it is too old."""
    row = reader.execute(
        IntakeDraft.select(*_COLUMNS).where(
            IntakeDraft.secret == secret, IntakeDraft.expires_at > instant(now)
        )
    ).fetchone()
    if row is None:
        return None
    province, ward, procedure, code, version, answers, changed_at, expires_at = row
    said = msgspec.json.decode(unseal(keys, answers), type=dict[str, str])
    place = Place(province, ward, procedure, code)
    return Draft(secret, place, version, said, files(reader, keys, secret), changed_at, expires_at)


def files(reader: peewee.Database, keys: Keys, secret: str) -> list[Kept]:
    """In the order in which they came."""
    query = (
        IntakeFile.select(*_FILE).where(IntakeFile.secret == secret).order_by(IntakeFile.at, IntakeFile.id)
    )
    rows = reader.execute(query).fetchall()
    return [Kept(id, field, unseal(keys, name), *rest) for id, field, name, *rest in rows]


_COLUMNS: Final = (
    IntakeDraft.province,
    IntakeDraft.ward,
    IntakeDraft.procedure,
    IntakeDraft.code,
    IntakeDraft.version,
    IntakeDraft.answers,
    IntakeDraft.changed_at,
    IntakeDraft.expires_at,
)
_FILE: Final = (
    IntakeFile.id,
    IntakeFile.field,
    IntakeFile.name,
    IntakeFile.type,
    IntakeFile.size,
    IntakeFile.sha256,
)


# ---------------------------------------------------------------- writing


def keep(
    database: peewee.Database,
    secret: str,
    place: Place,
    *,
    version: int,
    answers: str,
    files: Sequence[Packed] = (),
    now: datetime,
) -> None:
    """`answers` are sealed. Sent: nothing is kept; NoRoom: the answers are not, nor any file."""
    if database.execute(
        IntakeFiling.select(IntakeFiling.code).where(IntakeFiling.secret == secret)
    ).fetchone():
        raise Sent
    row = {
        "province": place.province,
        "ward": place.ward,
        "procedure": place.procedure,
        "code": place.code,
        "version": version,
        "answers": answers,
        "changed_at": instant(now),
        "expires_at": instant(now + KEPT),
    }
    upsert = IntakeDraft.insert(secret=secret, **row)
    database.execute(upsert.on_conflict(conflict_target=[IntakeDraft.secret], update=row))
    for number, packed in enumerate(files):
        _keep_file(database, secret, packed, now + timedelta(milliseconds=number))


def _keep_file(database: peewee.Database, secret: str, packed: Packed, now: datetime) -> None:
    """The same file again in the same field changes nothing."""
    mine = IntakeFile.secret == secret
    same = (IntakeFile.field == packed.field) & (IntakeFile.sha256 == packed.sha256)
    if database.execute(IntakeFile.select(IntakeFile.id).where(mine, same)).fetchone():
        return
    unsent = IntakeFile.code == ""
    if (
        _bytes(database, mine) + packed.size > DRAFT_BYTES
        or _bytes(database, unsent) + packed.size > UNSENT_BYTES
    ):
        raise NoRoom
    id = secrets.token_hex(16)
    row = {name: getattr(packed, name) for name in ("field", "name", "type", "size", "sha256")}
    database.execute(IntakeFile.insert(id=id, secret=secret, code="", at=instant(now), **row))
    for number, body in enumerate(packed.pieces):
        database.execute(IntakePiece.insert(file=id, number=number, body=body))


def remove_file(database: peewee.Database, secret: str, id: str) -> None:
    """What is sent stays."""
    mine = (IntakeFile.id == id) & (IntakeFile.secret == secret) & (IntakeFile.code == "")
    if database.execute(IntakeFile.delete().where(mine)).rowcount:
        database.execute(IntakePiece.delete().where(IntakePiece.file == id))


def _bytes(database: peewee.Database, which: Any) -> int:
    (total,) = database.execute(
        IntakeFile.select(fn.COALESCE(fn.SUM(IntakeFile.size), 0)).where(which)
    ).fetchone()
    return int(total)


def sealed_answers(keys: Keys, answers: Mapping[str, str]) -> str:
    return seal(keys, msgspec.json.encode(dict(answers)).decode())

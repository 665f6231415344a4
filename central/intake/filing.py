"""Filing: a draft becomes a dossier with a code, or a supplement to one, in one transaction and once.

Owns codes, the rows of `intake_dossier` and `intake_filing`, and the pages' view of them. Refuses judgement
(`letterbox`) and the wire. The draft's secret is the filing's identity: however often it is sent, the answer
is the first one's.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
import peewee
from peewee import fn

from central.intake import drafts
from central.intake.drafts import Kept, Place, seal, unseal
from central.intake.models import (
    IntakeDossier,
    IntakeDraft,
    IntakeFile,
    IntakeFiling,
    IntakeMove,
    IntakeNumber,
)
from central.intake.telling import FiledNews, Tell
from central.measures import HANOI
from central.sms.keys import Keys
from mqtt.dossiers import State
from mqtt.filing import FILED_BYTES, Answer, Attachment, Filed, encode
from mqtt.forms import Form
from mqtt.messages import instant


class TooLong(Exception):
    """More was written than one message takes."""


class NotAsked(Exception):
    """Nobody waits for a supplement now."""


@dataclass(frozen=True, slots=True)
class Filing:
    """A judged draft. `token` opens the dossier's page; of a supplement it is ''. `good` are its answers."""

    secret: str
    token: str
    place: Place
    title: str
    form: Form
    labels: dict[str, str]
    good: dict[str, str]


@dataclass(frozen=True, slots=True)
class Receipt:
    code: str
    token: str


@dataclass(frozen=True, slots=True)
class Move:
    at: str
    state: State
    due: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A dossier as its filer sees it. `there`: how many of its `turns` the ward has whole."""

    code: str
    place: Place
    title: str
    name: str
    filed_at: str
    erased: bool
    turns: int
    there: int
    moves: list[Move]

    @property
    def state(self) -> State:
        return self.moves[-1].state if self.moves else State.REGISTERED

    @property
    def asked(self) -> bool:
        """Whether a supplement is waited for that was not sent yet."""
        return not self.erased and wanting(self.moves, self.turns)


def wanting(moves: list[Move], turns: int) -> bool:
    """Each time that an officer asks, one supplement may come; no clock is trusted for it."""
    asked = [move for move in moves if move.state == State.SUPPLEMENT_ASKED]
    return bool(moves) and moves[-1].state == State.SUPPLEMENT_ASKED and turns <= len(asked)


def file(database: peewee.Database, keys: Keys, filing: Filing, tell: Tell, now: datetime) -> Receipt:
    """The receipt, the first one's if it was filed before. TooLong, NotAsked: nothing is filed."""
    known = receipt(database, keys, filing.secret)
    if known is not None:
        return known
    code = filing.place.code or _new_code(database, filing.place, now)
    turn = _turn(database, code) if filing.place.code else 1
    filed = _filed(filing, code, turn, drafts.files(database, keys, filing.secret), now)
    if turn == 1:
        _open(database, keys, filing, code, now)
        tell(database, FiledNews(f"{filing.place.province}/{filing.place.ward}", code, filed.phone, now))
    ward = {"province": filing.place.province, "ward": filing.place.ward}
    row = {"secret": filing.secret, "filed": seal(keys, encode(filed).decode()), "at": instant(now), **ward}
    database.execute(IntakeFiling.insert(code=code, turn=turn, **row))
    database.execute(IntakeFile.update(code=code).where(IntakeFile.secret == filing.secret))
    database.execute(IntakeDraft.delete().where(IntakeDraft.secret == filing.secret))
    return Receipt(code, _link(database, keys, code))


def receipt(reader: peewee.Database, keys: Keys, secret: str) -> Receipt | None:
    """Of a draft that was filed; its link is '' once the dossier is erased."""
    row = reader.execute(
        IntakeFiling.select(IntakeFiling.code).where(IntakeFiling.secret == secret)
    ).fetchone()
    return Receipt(row[0], _link(reader, keys, row[0])) if row else None


def standing(reader: peewee.Database, keys: Keys, code: str, token: str) -> Standing | None:
    """None where code and link do not belong together."""
    mine = (IntakeDossier.code == code) & (IntakeDossier.secret == drafts.digest(token))
    row = reader.execute(IntakeDossier.select(*_DOSSIER).where(mine)).fetchone()
    if row is None:
        return None
    province, ward, procedure, title, name, filed_at, erased_at = row
    turns, there = reader.execute(
        IntakeFiling.select(fn.COUNT(IntakeFiling.turn), fn.COUNT(IntakeFiling.there_at)).where(
            IntakeFiling.code == code
        )
    ).fetchone()
    return Standing(
        code=code,
        place=Place(province, ward, procedure, code),
        title=title,
        name=unseal(keys, name),
        filed_at=filed_at,
        erased=erased_at is not None,
        turns=turns,
        there=there,
        moves=moves(reader, code),
    )


def moves(reader: peewee.Database, code: str) -> list[Move]:
    query = (
        IntakeMove.select(IntakeMove.at, IntakeMove.state, IntakeMove.due, IntakeMove.reason)
        .where(IntakeMove.code == code)
        .order_by(IntakeMove.at, IntakeMove.epoch, IntakeMove.seq)
    )
    return [Move(at, State(state), due, why) for at, state, due, why in reader.execute(query).fetchall()]


_DOSSIER: Final = (
    IntakeDossier.province,
    IntakeDossier.ward,
    IntakeDossier.procedure,
    IntakeDossier.title,
    IntakeDossier.name,
    IntakeDossier.filed_at,
    IntakeDossier.erased_at,
)


def _new_code(database: peewee.Database, place: Place, now: datetime) -> str:
    """``19.05518.nop-261122-0001``."""
    day = now.astimezone(HANOI).strftime("%y%m%d")
    first = IntakeNumber.insert(ward=place.ward, day=day, last=1)
    counted = first.on_conflict(
        conflict_target=[IntakeNumber.ward, IntakeNumber.day],
        update={IntakeNumber.last: IntakeNumber.last + 1},
    )
    database.execute(counted)
    same = (IntakeNumber.ward == place.ward) & (IntakeNumber.day == day)
    (number,) = database.execute(IntakeNumber.select(IntakeNumber.last).where(same)).fetchone()
    return f"{place.province}.{place.ward}.nop-{day}-{number:04}"


def _turn(database: peewee.Database, code: str) -> int:
    (last,) = database.execute(
        IntakeFiling.select(fn.MAX(IntakeFiling.turn)).where(IntakeFiling.code == code)
    ).fetchone()
    if not wanting(moves(database, code), last):
        raise NotAsked
    return int(last) + 1


def _filed(filing: Filing, code: str, turn: int, files: list[Kept], now: datetime) -> Filed:
    said = filing.good
    filed = Filed(
        code=code,
        turn=turn,
        procedure=filing.place.procedure,
        form=filing.form.version,
        at=instant(now),
        name=said.get("name", ""),
        phone=said.get("phone", ""),
        answers=[
            Answer(field=field, label=filing.labels[field], text=text)
            for field, text in said.items()
            if text and field not in ("name", "phone")
        ],
        attachments=[_attachment(filing, kept) for kept in files if kept.field in filing.labels],
    )
    if len(encode(filed)) > FILED_BYTES:
        raise TooLong
    return filed


def _attachment(filing: Filing, kept: Kept) -> Attachment:
    row: dict[str, Any] = {"field": kept.field, "label": filing.labels[kept.field], "file": kept.name}
    row |= {"type": kept.type, "size": kept.size, "sha256": kept.sha256}
    return msgspec.convert(row, Attachment)


def _open(database: peewee.Database, keys: Keys, filing: Filing, code: str, now: datetime) -> None:
    place = filing.place
    database.execute(
        IntakeDossier.insert(
            code=code,
            province=place.province,
            ward=place.ward,
            procedure=place.procedure,
            title=filing.title,
            secret=drafts.digest(filing.token),
            link=seal(keys, filing.token),
            name=seal(keys, filing.good["name"]),
            phone=seal(keys, filing.good["phone"]),
            filed_at=instant(now),
        )
    )


def _link(reader: peewee.Database, keys: Keys, code: str) -> str:
    row = reader.execute(
        IntakeDossier.select(IntakeDossier.link).where(IntakeDossier.code == code)
    ).fetchone()
    return unseal(keys, row[0]) if row else ""

"""What people filed from home, in the register: heard of, whole with its attachments, forgotten.

Owns the tables `filing` and `filing_attachment`, and the transaction that makes a filing a dossier. Refuses
the wire and fetching (`filings`), attachments' files (`pieces`), moves (`dossier_moves`) and what officers
read (`filed_pages`). Names, answers and phones are on disk encrypted or not at all, and in no log.
"""

import logging
from dataclasses import dataclass, field
from typing import Final, assert_never

import msgspec

from firmware import days, ledger, register
from firmware.clock import Now
from firmware.dossier_moves import note_step
from firmware.seals import Seals
from firmware.state import Moment, State
from firmware.store import DossierRow, Rows, rows
from mqtt import filing as wire
from mqtt.dossiers import State as DossierState
from mqtt.facts import DossierFiled, DossierReceived
from mqtt.filing import Filed
from mqtt.messages import instant
from mqtt.phones import domestic

log = logging.getLogger(__name__)

_FIELD: Final = 200


@dataclass(frozen=True, slots=True)
class FilingHeard:
    """A form came down; its attachments may still be on their way."""

    filed: Filed = field(repr=False)


@dataclass(frozen=True, slots=True)
class FilingWhole:
    """Every attachment of a filing is on disk, and its sum was checked."""

    code: str
    turn: int


News = FilingHeard | FilingWhole


def decide(moment: Moment, event: News, seals: Seals) -> State:
    match event:
        case FilingHeard(filed):
            hear(moment.now, filed, seals)
        case FilingWhole(code, turn):
            complete(moment, code, turn, seals)
        case _:
            assert_never(event)
    return moment.state


# ---------------------------------------------------------------- what comes down


def hear(now: Now, filed: Filed, seals: Seals) -> None:
    """Keep the form, encrypted. It comes again until the centre has its fact: a known one changes nothing."""
    if rows("SELECT 1 FROM filing WHERE code = ? AND turn = ?", (filed.code, filed.turn)):
        return
    if refusal := _refusal(filed):
        log.warning("filing refused code=%s turn=%s: %s", filed.code, filed.turn, refusal)
        return
    if register.is_empty(rows):
        seals.make()
    form = seals.seal_bytes(wire.encode(filed), _mark(filed.code, filed.turn))
    kept = DossierRow.sql(
        "INSERT INTO filing (code, turn, heard_at, form) VALUES (?, ?, ?, ?)",
        *(filed.code, filed.turn, instant(now.wall), form),
    )
    for place, one in enumerate(filed.attachments):
        DossierRow.sql(
            "INSERT INTO filing_attachment (filing, place, sha256, size) VALUES (?, ?, ?, ?)",
            *(kept.lastrowid, place, one.sha256, one.size),
        )
    log.info("filing heard code=%s turn=%s files=%s", filed.code, filed.turn, len(filed.attachments))


def complete(moment: Moment, code: str, turn: int, seals: Seals) -> None:
    """The first turn enters the register; a later one adds to it, and the officer decides what it changes."""
    found = rows("SELECT id, form FROM filing WHERE code = ? AND turn = ? AND whole_at IS NULL", (code, turn))
    if not found:
        return
    [(kept, form)] = found
    if turn == 1:
        _enter(moment, unsealed(seals, code, turn, form), seals)
    DossierRow.sql("UPDATE filing SET whole_at = ? WHERE id = ?", instant(moment.now.wall), kept)
    ledger.append(DossierFiled(day=days.business_day(moment.now), code=code, turn=turn), moment.now)
    log.info("filing whole code=%s turn=%s", code, turn)


def _refusal(filed: Filed) -> str:
    """Why it cannot be taken in; "" if it may."""
    known = register.own_code(rows, filed.code)
    if filed.turn == 1 and known:
        return f"the register has {known} already, and not from home"
    if filed.turn > 1 and known is None:
        return "it adds to a dossier that this register does not have"
    return ""


def _enter(moment: Moment, filed: Filed, seals: Seals) -> None:
    """Row, step and fact. Nobody has looked at it yet: no officer, no counter, no promise, no PIN."""
    now, state = moment.now, DossierState.REGISTERED
    guide, phone = moment.hall.guide, domestic(filed.phone)
    procedure = guide.procedures.get(filed.procedure) if guide else None
    section = procedure.field[:_FIELD] if procedure else ""
    at = instant(now.wall)
    DossierRow.sql(
        "INSERT INTO dossier (code, procedure, field, channel, state, received_at, changed_at, officer, pin,"
        " phone) VALUES (?, ?, ?, 'online', ?, ?, ?, '', '', ?)",
        *(filed.code, filed.procedure, section, int(state), at, at),
        seals.seal(phone) if phone else None,
    )
    note_step(filed.code, state, now, "", "")
    fact = DossierReceived(
        day=days.business_day(now),
        code=filed.code,
        procedure=filed.procedure,
        field=section,
        channel="online",
        state=state,
    )
    ledger.append(fact, now)


# ---------------------------------------------------------------- what is forgotten


def erase(changed_before: str = "9999") -> None:
    """Answers and attachments of closed dossiers that were last changed before an instant; by default of all.

    The files go with the worker's next look at its folder.
    """
    closed = ", ".join(str(int(state)) for state in register.DONE)
    erased = DossierRow.sql(
        "UPDATE filing SET form = NULL WHERE form IS NOT NULL AND code IN"
        f" (SELECT code FROM dossier WHERE state IN ({closed}) AND changed_at < ?)",
        changed_before,
    )
    DossierRow.sql("DELETE FROM filing_attachment WHERE filing IN (SELECT id FROM filing WHERE form IS NULL)")
    log.info("filings erased count=%s", erased.rowcount)


def give_up(heard_before: str) -> None:
    """What was never whole is forgotten; if the centre still has it, it says it again."""
    stale = "SELECT id FROM filing WHERE whole_at IS NULL AND heard_at < ?"
    DossierRow.sql(f"DELETE FROM filing_attachment WHERE filing IN ({stale})", heard_before)
    DossierRow.sql("DELETE FROM filing WHERE whole_at IS NULL AND heard_at < ?", heard_before)


# ---------------------------------------------------------------- asking


def is_from_home(rows: Rows, code: str) -> bool:
    return bool(rows("SELECT 1 FROM filing WHERE code = ? AND whole_at IS NOT NULL", (code,)))


def unsealed(seals: Seals, code: str, turn: int, form: bytes) -> Filed:
    """SealError where the key or the form is damaged."""
    return msgspec.json.decode(seals.unseal_bytes(form, _mark(code, turn)), type=Filed)


def _mark(code: str, turn: int) -> bytes:
    return f"{code}/{turn}".encode()

"""The ward's register of dossiers: receiving one, and what is forgotten when.

Owns who may ask, a new dossier's code, row, step, ledger fact and receipt. Refuses moves (`dossier_moves`),
finding (`register`), counting days (`duedates`), words on paper (`receipts`) and keys (`seals`). A PIN leaves
here on its receipt only; a phone number leaves encrypted or not at all (`telling`).
"""

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, get_args

from firmware import days, dossier_moves, duedates, filed, ledger, outbox, receipts, register, sessions
from firmware.clock import Now
from firmware.console import Answer, DossierTaken, Filing, MoveDossier, ReceiveDossier, Refused, Signed, Why
from firmware.dossier_codes import Numbering, clean_code
from firmware.dossier_moves import RefusedError, note_step, queue_slip
from firmware.seals import SealError, Seals, new_pin
from firmware.settings import Settings
from firmware.state import Moment
from firmware.state import State as CoreState
from firmware.store import DossierRow, rows
from firmware.telling import contact
from mqtt.catalogue import Channel, TimeLimit
from mqtt.dossiers import State
from mqtt.facts import DossierReceived
from mqtt.messages import instant
from mqtt.phones import domestic

log = logging.getLogger(__name__)

KEEP_DAYS: Final = 30
_CHANNELS: Final[tuple[Channel, ...]] = get_args(Channel)
_PROCEDURE: Final = range(1, 65)
_FIELD: Final = 200
_DIGITS: Final = 9
_REASONED: Final = (State.REJECTED, State.SUPPLEMENT_ASKED)
_INSERT: Final = (
    "INSERT INTO dossier (code, procedure, field, channel, state, due, received_at, changed_at, officer,"
    " counter, pin, phone) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class _Procedure:
    code: str
    name: str
    field: str
    limits: tuple[TimeLimit, ...]
    fee: int | None = None


@dataclass(frozen=True, slots=True)
class _Incoming:
    """A dossier that was judged and may be written."""

    code: str
    procedure: _Procedure
    channel: Channel
    state: State
    due: date | None
    phone: str | None
    day: str

    @property
    def due_text(self) -> str | None:
        return self.due.isoformat() if self.due else None


def decide(moment: Moment, event: Filing, seals: Seals) -> CoreState:
    signed = _signed(moment, event)
    if isinstance(signed, Refused):
        return moment.state.answering(signed)
    try:
        return moment.state.answering(_act(moment, event, signed, seals))
    except RefusedError as error:
        return moment.state.answering(error.refusal)
    except SealError as error:
        log.error("dossier not received: %s", error)
        return moment.state.answering(Refused(Why.WRONG_STATE, str(error)))


def numbering(settings: Settings, day: str) -> Numbering:
    """How this kiosk makes codes; a second kiosk of a ward has codes of its own. A point makes none: it knows
    those of its ward."""
    kiosk = settings.kiosk
    table = settings.dossiers
    second = "" if kiosk.id == "k1" or settings.office.residential else f".{kiosk.id}"
    return Numbering(table, f"{kiosk.province}.{kiosk.ward}{second}", day)


def forget(now: Now) -> None:
    """At the day's turn: slips never printed, SMS, and whose they are 30 days after a dossier was closed."""
    DossierRow.sql("UPDATE print_job SET document = x'' WHERE printed_at IS NOT NULL AND ticket IS NULL")
    if now.trusted:
        before = instant(now.wall - timedelta(days=KEEP_DAYS))
        filed.give_up(before)
        filed.erase(before)
        erase_phones(before)
        outbox.forget(before)


def erase_phones(changed_before: str = "9999") -> None:
    """Of closed dossiers, from the instant on which they were last changed; by default of all."""
    closed = ", ".join(str(int(state)) for state in register.DONE)
    erased = DossierRow.sql(
        f"UPDATE dossier SET phone = NULL WHERE phone IS NOT NULL AND state IN ({closed}) AND changed_at < ?",
        changed_before,
    )
    log.info("phone numbers erased count=%s", erased.rowcount)


def forget_slip(job: int) -> None:
    """A receipt that is on paper must not keep its PIN in the database; of slips without a number none
    prints again."""
    DossierRow.sql("UPDATE print_job SET document = x'' WHERE id = ? AND ticket IS NULL", job)


def _signed(moment: Moment, event: Filing) -> Signed | Refused:
    signed = sessions.holder(moment, event.session)
    if isinstance(signed, Signed) and event.counter not in (None, signed.counter):
        detail = f"this session belongs to counter {signed.counter}, not {event.counter}; sign in there"
        return Refused(Why.OTHER_COUNTER, detail)
    return signed


def _act(moment: Moment, event: Filing, signed: Signed, seals: Seals) -> Answer:
    if not isinstance(event, ReceiveDossier):
        return _moved(moment, event, signed, seals)
    incoming = _judged(moment, event)
    pin = new_pin()
    _write(moment, incoming, signed, pin, seals)
    receipt = receipts.Receipt(
        code=incoming.code,
        procedure=incoming.procedure.name,
        due=incoming.due,
        counter=signed.counter,
        pin=pin,
        day=incoming.day,
        fee=incoming.procedure.fee,
    )
    return DossierTaken(incoming.code, incoming.due_text, _print(moment, receipt))


def _moved(moment: Moment, event: MoveDossier, signed: Signed, seals: Seals) -> Answer:
    """What was filed from home is refused or sent back with a reason, and has its receipt once accepted."""
    code = register.own_code(rows, event.code) or event.code
    if not filed.is_from_home(rows, code):
        return dossier_moves.move(moment, event, signed)
    if event.state in _REASONED and not event.reason.strip():
        raise RefusedError(Why.BAD_VALUE, "the applicant is at home and reads the reason; write one")
    answer = dossier_moves.move(moment, event, signed)
    if event.state == State.RECEIVED:
        _accept(moment, code, signed, seals)
    return answer


def _accept(moment: Moment, code: str, signed: Signed, seals: Seals) -> None:
    """Whoever accepts it gives it its PIN, once; its result is fetched where they sit."""
    [(procedure, due, known)] = rows("SELECT procedure, due, pin FROM dossier WHERE code = ?", (code,))
    if known:
        return
    guide, pin = moment.hall.guide, new_pin()
    found = guide.procedures.get(procedure) if guide else None
    DossierRow.sql(
        "UPDATE dossier SET pin = ?, officer = ?, counter = ? WHERE code = ?",
        *(seals.pin_hash(code, pin), signed.officer, signed.counter, code),
    )
    receipt = receipts.Receipt(
        code=code,
        procedure=found.name if found else procedure,
        due=date.fromisoformat(due) if due else None,
        counter=signed.counter,
        pin=pin,
        day=days.business_day(moment.now),
        fee=found.definite_fee("online") if found else None,
    )
    _print(moment, receipt)


# ---------------------------------------------------------------- what may be received


def _judged(moment: Moment, event: ReceiveDossier) -> _Incoming:
    """RefusedError names what is wrong. What came online is promised a day once it is accepted."""
    day, channel = days.business_day(moment.now), _channel(event.channel)
    procedure, online = _procedure(moment, event.procedure, channel), channel == "online"
    limit = None if online else duedates.limit_for(procedure.limits, channel)
    return _Incoming(
        code=_made(moment, day) if event.code is None else _given(event.code),
        procedure=procedure,
        channel=channel,
        state=State.REGISTERED if online else State.RECEIVED,
        due=duedates.due_date(moment.hall.calendar, moment.now.local, limit),
        phone=_phone(event.phone),
        day=day,
    )


def _channel(text: str) -> Channel:
    for channel in _CHANNELS:
        if text == channel:
            return channel
    raise RefusedError(Why.BAD_VALUE, f"channel {text[:40]!r} is unknown; use one of {', '.join(_CHANNELS)}")


def _procedure(moment: Moment, code: str, channel: Channel) -> _Procedure:
    """Of the catalogue; any short text while this kiosk has none."""
    guide = moment.hall.guide
    found = guide.procedures.get(code) if guide else None
    if found:
        fee, limits = found.definite_fee(channel), tuple(found.time_limits)
        return _Procedure(found.code, found.name, found.field[:_FIELD], limits, fee)
    if guide or len(code.strip()) not in _PROCEDURE or not code.isprintable():
        detail = f"procedure {code[:40]!r} is not in the catalogue; search for it by its words"
        raise RefusedError(Why.BAD_VALUE, detail)
    return _Procedure(code.strip(), code.strip(), "", ())


def _phone(text: str | None) -> str | None:
    phone = domestic(text) if text else None
    if text and phone is None:
        detail = "the phone number is no Vietnamese mobile number; write ten digits such as 0912345678"
        raise RefusedError(Why.BAD_VALUE, detail)
    return phone


def _given(text: str) -> str:
    code = clean_code(text)
    if code is None:
        detail = f"code {text[:40]!r} is none; write 4 to 64 letters, digits, dots, dashes or strokes"
        raise RefusedError(Why.BAD_VALUE, detail)
    known = register.own_code(rows, code)
    if known:
        detail = f"dossier {known!r} is in the register already; look at it, or give another code"
        raise RefusedError(Why.WRONG_STATE, detail)
    return code


def _made(moment: Moment, day: str) -> str:
    """One above the highest number of the day's codes: rows are never deleted, so none comes twice."""
    pattern = numbering(moment.settings, day)
    before, after = len(pattern.head), len(pattern.tail)
    middle = f"substr(code, {before + 1}, length(code) - {before + after})"
    [(highest,)] = rows(
        f"SELECT max(CAST({middle} AS INTEGER)) FROM dossier"
        f" WHERE code GLOB ? AND length({middle}) <= ? AND {middle} NOT GLOB '*[^0-9]*'",
        (f"{pattern.head}[0-9]*{pattern.tail}", _DIGITS),
    )
    number = (highest or 0) + 1
    while register.own_code(rows, pattern.code(number)):
        number += 1
    code = clean_code(pattern.code(number))
    if code is None:
        detail = f"{pattern.code(number)!r} is no code of 4 to 64 characters; correct [dossiers] pattern"
        raise RefusedError(Why.WRONG_STATE, detail)
    return code


# ---------------------------------------------------------------- what is written


def _write(moment: Moment, incoming: _Incoming, signed: Signed, pin: str, seals: Seals) -> None:
    """Row, step and ledger fact in the open transaction."""
    if register.is_empty(rows):
        seals.make()
    now, procedure = moment.now, incoming.procedure
    at = instant(now.wall)
    DossierRow.sql(
        _INSERT,
        *(incoming.code, procedure.code, procedure.field, incoming.channel, int(incoming.state)),
        *(incoming.due_text, at, at, signed.officer, signed.counter),
        seals.pin_hash(incoming.code, pin),
        seals.seal(incoming.phone) if incoming.phone else None,
    )
    note_step(incoming.code, incoming.state, now, signed.officer, "")
    fact = DossierReceived(
        day=incoming.day,
        code=incoming.code,
        procedure=procedure.code,
        field=procedure.field,
        channel=incoming.channel,
        state=incoming.state,
        due=incoming.due_text,
        officer=signed.officer,
        counter=signed.counter,
        contact=contact(moment.settings, incoming.phone),
    )
    outbox.put_dossier(moment.settings, ledger.append(fact, now), fact, now)
    log.info("dossier received code=%s channel=%s due=%s", fact.code, fact.channel, fact.due)


def _print(moment: Moment, receipt: receipts.Receipt) -> bool:
    return queue_slip(moment, receipts.receipt_slip(moment.settings, receipt, moment.now), receipt.day)

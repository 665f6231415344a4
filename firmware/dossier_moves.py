"""Moving a dossier from one national state to the next, and what a move does to its promise.

Owns the legal moves, waiting for supplements, and dates put off with an apology. Refuses receiving
(`dossiers`), sessions and words on paper. Which state may follow which stands in `mqtt.dossiers`.
"""

import logging
from dataclasses import dataclass
from datetime import date
from typing import Final

from devices.paper import Document
from firmware import days, duedates, ledger, outbox, printing, receipts, register
from firmware.clock import Now
from firmware.console import Answer, Done, MoveDossier, Refused, Signed, Why
from firmware.state import Moment
from firmware.store import DossierRow, rows
from mqtt.catalogue import Channel
from mqtt.dossiers import MOVES, State
from mqtt.facts import DossierMoved
from mqtt.messages import instant

log = logging.getLogger(__name__)

REASON: Final = 200
_ACCEPTED: Final = (State.RECEIVED, State.IN_PROGRESS)
_BEFORE_ACCEPTANCE: Final = (State.REGISTERED, State.SUPPLEMENT_ASKED)


class RefusedError(Exception):
    """Ends a decision before anything is written; `refusal` is the answer."""

    def __init__(self, why: Why, detail: str) -> None:
        super().__init__(detail)
        self.refusal = Refused(why, detail)


@dataclass(frozen=True, slots=True)
class _Dossier:
    """A row of the register, as far as a move needs it."""

    code: str
    procedure: str
    field: str
    channel: Channel
    state: State
    due: date | None
    received_on: date
    waiting_since: str | None


@dataclass(frozen=True, slots=True)
class _Change:
    """What a dossier becomes. `waited` are the working days that this move adds to those spent waiting."""

    state: State
    due: date | None
    waiting_since: str | None
    waited: int
    reason: str


def move(moment: Moment, event: MoveDossier, signed: Signed) -> Answer:
    """Row, step, ledger fact, and an apology where a promise is put off."""
    dossier = _dossier(event.code)
    change = _change(moment, dossier, event)
    _write(moment.now, dossier, change)
    note_step(dossier.code, change.state, moment.now, signed.officer, change.reason)
    fact = _fact(moment, dossier, change, signed)
    outbox.put_dossier(moment.settings, ledger.append(fact, moment.now), fact, moment.now)
    if event.due and change.due and dossier.due and change.due > dossier.due:
        _apologise(moment, dossier, change, promised=dossier.due, due=change.due)
    log.info("dossier moved code=%s from=%s to=%s", dossier.code, int(dossier.state), int(change.state))
    return Done(dossier.code)


def note_step(code: str, state: State, now: Now, officer: str, reason: str) -> None:
    """`officer` "" where it came by itself."""
    DossierRow.sql(
        "INSERT INTO dossier_step (code, state, at, officer, reason) VALUES (?, ?, ?, ?, ?)",
        *(code, int(state), instant(now.wall), officer, reason),
    )


def queue_slip(moment: Moment, slip: Document, day: str) -> bool:
    """False where no printer is fitted."""
    if moment.settings.printer.driver == "absent":
        return False
    printing.queue_job(slip, moment.now, day=day, ticket=None)
    return True


# ---------------------------------------------------------------- what may happen


def _dossier(text: str) -> _Dossier:
    code = register.own_code(rows, text)
    if code is None:
        detail = f"dossier {text[:70]!r} is not in this ward's register; check its code"
        raise RefusedError(Why.BAD_VALUE, detail)
    [row] = rows(
        "SELECT procedure, field, channel, state, due, received_at, waiting_since"
        " FROM dossier WHERE code = ?",
        (code,),
    )
    procedure, field, channel, state, due, received_at, waiting_since = row
    received_on = date.fromisoformat(register.local_day(received_at))
    promised = date.fromisoformat(due) if due else None
    return _Dossier(code, procedure, field, channel, State(state), promised, received_on, waiting_since)


def _change(moment: Moment, dossier: _Dossier, event: MoveDossier) -> _Change:
    """RefusedError names what is wrong."""
    state, reason = _next_state(dossier, event), " ".join(event.reason.split())
    if len(reason) > REASON:
        detail = f"the reason has {len(reason)} characters; write at most {REASON}"
        raise RefusedError(Why.BAD_VALUE, detail)
    waited = _waited(moment, dossier, state)
    if event.due is None:
        due = _due_after(moment, dossier, state, waited)
    else:
        due = _promised(moment, dossier, state, event.due, reason)
    since = None
    if state == State.SUPPLEMENT_ASKED:
        since = dossier.waiting_since or instant(moment.now.wall)
    return _Change(state, due, since, waited, reason)


def _next_state(dossier: _Dossier, event: MoveDossier) -> State:
    allowed = MOVES[dossier.state]
    if event.state in allowed or (event.due is not None and event.state == dossier.state):
        return State(event.state)
    known = ", ".join(str(int(state)) for state in sorted(allowed)) or "nothing: it is closed"
    now = int(dossier.state)
    detail = f"{dossier.code} is in state {now} and cannot go to {event.state}; after it comes {known}"
    raise RefusedError(Why.WRONG_STATE, detail)


def _promised(moment: Moment, dossier: _Dossier, state: State, text: str, reason: str) -> date:
    """Another day than was promised: a working day from today on, with a reason, for what is not done."""
    today = date.fromisoformat(days.business_day(moment.now))
    due = _date(text)
    if state in register.DONE:
        raise RefusedError(Why.BAD_VALUE, f"state {int(state)} promises nothing any more; leave the date out")
    if due < dossier.received_on:
        detail = f"due {due} is before the dossier was received, {dossier.received_on}; choose a later day"
        raise RefusedError(Why.BAD_VALUE, detail)
    if due < today:
        raise RefusedError(Why.BAD_VALUE, f"due {due} is over; choose today, {today}, or a later day")
    if not duedates.is_working_day(moment.hall.calendar, due):
        following = duedates.first_working_day(moment.hall.calendar, due)
        raise RefusedError(Why.BAD_VALUE, f"due {due} is a day off; choose {following or 'a working day'}")
    if not reason:
        raise RefusedError(Why.BAD_VALUE, "another date needs a reason, which the applicant reads; write one")
    return due


def _date(text: str) -> date:
    """Only 2026-12-24."""
    try:
        due = date.fromisoformat(text)
    except ValueError:
        due = None
    if due is None or due.isoformat() != text:
        raise RefusedError(Why.BAD_VALUE, f"due {text[:20]!r} is no date; write it like 2026-12-24")
    return due


# ---------------------------------------------------------------- what becomes of the promise


def _waited(moment: Moment, dossier: _Dossier, state: State) -> int:
    if dossier.waiting_since is None or state == State.SUPPLEMENT_ASKED:
        return 0
    asked = date.fromisoformat(register.local_day(dossier.waiting_since))
    today = date.fromisoformat(days.business_day(moment.now))
    return duedates.waited(moment.hall.calendar, asked, today)


def _due_after(moment: Moment, dossier: _Dossier, state: State, waited: int) -> date | None:
    """The same day, later by what was waited; what came online is promised a day when it is accepted."""
    if dossier.due is not None:
        moved = duedates.later(moment.hall.calendar, dossier.due, waited) if waited else None
        return moved or dossier.due
    accepted = state in _ACCEPTED and dossier.state in _BEFORE_ACCEPTANCE
    guide = moment.hall.guide
    procedure = guide.procedures.get(dossier.procedure) if guide else None
    if dossier.channel != "online" or not accepted or procedure is None:
        return None
    limit = duedates.limit_for(procedure.time_limits, dossier.channel)
    return duedates.due_date(moment.hall.calendar, moment.now.local, limit)


# ---------------------------------------------------------------- what is written


def _write(now: Now, dossier: _Dossier, change: _Change) -> None:
    DossierRow.sql(
        "UPDATE dossier SET state = ?, due = ?, changed_at = ?, waiting_since = ?,"
        " waited_days = waited_days + ? WHERE code = ?",
        *(int(change.state), _text(change.due), instant(now.wall)),
        *(change.waiting_since, change.waited, dossier.code),
    )


def _fact(moment: Moment, dossier: _Dossier, change: _Change, signed: Signed) -> DossierMoved:
    [(waited_days,)] = rows("SELECT waited_days FROM dossier WHERE code = ?", (dossier.code,))
    return DossierMoved(
        day=days.business_day(moment.now),
        code=dossier.code,
        procedure=dossier.procedure,
        field=dossier.field,
        channel=dossier.channel,
        from_state=dossier.state,
        state=change.state,
        due=_text(change.due),
        waited_days=waited_days,
        officer=signed.officer,
        counter=signed.counter,
        reason=change.reason,
    )


def _apologise(moment: Moment, dossier: _Dossier, change: _Change, *, promised: date, due: date) -> None:
    guide, day = moment.hall.guide, days.business_day(moment.now)
    procedure = guide.procedures.get(dossier.procedure) if guide else None
    apology = receipts.Apology(
        code=dossier.code,
        procedure=procedure.name if procedure else dossier.procedure,
        promised=promised,
        due=due,
        reason=change.reason,
        day=day,
    )
    queue_slip(moment, receipts.apology_slip(moment.settings, apology, moment.now), day)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None

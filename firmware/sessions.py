"""Who sits at which counter: one session a counter, one counter an officer, until the business day ends.

Owns signing in and out, pauses, and the question "may this session do that?", asked again in every deciding
transaction. Refuses PINs (`doors`) and cookies (`ui.counter`): it only ever sees a cookie's hash.
"""

import logging

from firmware import days
from firmware.console import Answer, Done, Refused, Signed, SignIn, SignOut, Why
from firmware.settings import Settings
from firmware.state import Moment, State
from firmware.store import Reader, SessionRow
from mqtt.messages import instant

log = logging.getLogger(__name__)


def decide(moment: Moment, event: SignIn | SignOut) -> State:
    answer = sign_in(moment, event) if isinstance(event, SignIn) else sign_out(event)
    return moment.state.answering(answer)


def sign_in(moment: Moment, event: SignIn) -> Answer:
    """Begin a session; the same officer's former one ends, another's only if it is taken over."""
    problem = _sign_in_problem(moment.settings, event)
    if problem is not None:
        return problem
    day = days.business_day(moment.now)
    there = SessionRow.get_or_none(SessionRow.counter == event.counter) if event.counter else None
    if there and there.day == day and there.officer != event.officer and not event.take_over:
        detail = f"counter {event.counter} is in use by {there.officer}; sign out there, or take it over"
        return Refused(Why.COUNTER_TAKEN, detail)
    SessionRow.delete().where(SessionRow.officer == event.officer).execute()
    if event.counter is not None:
        SessionRow.delete().where(SessionRow.counter == event.counter).execute()
    SessionRow.create(
        token=event.session,
        officer=event.officer,
        counter=event.counter,
        day=day,
        began_at=instant(moment.now.wall),
    )
    log.info("officer signed in officer=%s counter=%s", event.officer, event.counter)
    return Done()


def sign_out(event: SignOut) -> Answer:
    SessionRow.delete().where(SessionRow.token == event.session).execute()
    return Done()


def holder(moment: Moment, session: str) -> Signed | Refused:
    """Who holds a session that is valid today."""
    row = SessionRow.get_or_none(SessionRow.token == session)
    signed = None
    if row is not None and row.day == days.business_day(moment.now):
        signed = _signed(moment.settings, row.officer, row.counter)
    return signed or Refused(Why.NOT_SIGNED_IN, "the session is unknown or over; sign in again")


def at_counter(moment: Moment, session: str, counter: int) -> Signed | Refused:
    """Who may act at that counter with this session."""
    signed = holder(moment, session)
    if isinstance(signed, Signed) and signed.counter != counter:
        detail = f"this session belongs to counter {signed.counter}, not {counter}; sign in there"
        return Refused(Why.OTHER_COUNTER, detail)
    return signed


def supervisor(moment: Moment, session: str) -> Signed | Refused:
    signed = holder(moment, session)
    if isinstance(signed, Signed) and not signed.supervisor:
        return Refused(Why.NOT_SUPERVISOR, f"{signed.officer} is no supervisor; ask one to do this")
    return signed


def pause(session: str, reason: str | None) -> None:
    SessionRow.update(paused=reason or "").where(SessionRow.token == session).execute()


def who(reader: Reader, settings: Settings, session: str) -> Signed | None:
    """The same question from another thread; the core asks again before it decides anything."""
    rows = reader.rows(
        "SELECT officer, counter FROM session WHERE token = ? AND day = (SELECT day FROM business_day)",
        (session,),
    )
    return _signed(settings, *rows[0]) if rows else None


def seated(reader: Reader) -> list[tuple[str, int, str]]:
    """(officer id, counter, reason of the break or "") of everybody at a counter today."""
    found = reader.rows(
        "SELECT officer, counter, paused FROM session"
        " WHERE counter IS NOT NULL AND day = (SELECT day FROM business_day) ORDER BY counter"
    )
    return [(officer, counter, paused) for officer, counter, paused in found]


def _signed(settings: Settings, officer_id: str, counter: int | None) -> Signed | None:
    officer = settings.officer(officer_id)
    if officer is None:
        return None
    return Signed(officer.id, officer.name, counter, officer.role == "supervisor")


def _sign_in_problem(settings: Settings, event: SignIn) -> Refused | None:
    officer = settings.officer(event.officer)
    if officer is None:
        return Refused(
            Why.UNKNOWN_OFFICER, f"officer {event.officer!r} is unknown; use a code of the settings"
        )
    if event.counter is None and officer.role != "supervisor":
        return Refused(Why.NOT_SUPERVISOR, f"{officer.id} is no supervisor; name a counter")
    if event.counter is not None and event.counter not in settings.counter_numbers:
        return Refused(Why.UNKNOWN_COUNTER, f"counter {event.counter} is not in the settings")
    return None

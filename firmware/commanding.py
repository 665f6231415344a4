"""Commands of the centre, decided: each is taken in once, carried out or refused, and answered.

Owns the judgement of counter and time, and what each word does. Refuses signatures (`orders`), the memory of
outcomes (`outcomes`) and whatever takes time (`chores`). Counter, deed and answer are one transaction: after
any crash a command was carried out wholly or not at all, and never twice.
"""

import logging
from datetime import timedelta
from typing import Final, assert_never

from firmware import dossiers, filed, ledger, outcomes, supervisor, ward_settings
from firmware import events as e
from firmware.clock import Now
from firmware.console import Refused
from firmware.state import Moment, State
from firmware.store import rows
from mqtt.commands import Config, Erase, Order, Reprint, Resend, Update
from mqtt.messages import instant

log = logging.getLogger(__name__)

EARLY: Final = timedelta(minutes=10)
"""How far the centre's clock may be ahead of ours."""


class RefusedError(Exception):
    """A command that cannot be carried out here; nothing was written."""


def decide(moment: Moment, event: e.Commanding) -> State:
    match event:
        case e.CommandArrived():
            return arrived(moment, event)
        case e.SettingsProved(counter):
            ward_settings.prove(counter, moment.now)
            return moment.state
        case _:
            assert_never(event)


def arrived(moment: Moment, event: e.CommandArrived) -> State:
    """The centre repeats a command until it has the answer: a known one was answered already."""
    now = moment.now
    if outcomes.is_known(event.counter):
        log.info("command came again counter=%s word=%s", event.counter, event.word)
        return moment.state
    reason = judged(event, outcomes.newest(), now)
    outcomes.take_in(event.counter, event.word, now)
    try:
        if reason or event.order is None:
            raise RefusedError(reason)
        return _carry_out(moment, event.counter, event.order)
    except RefusedError as error:
        outcomes.settle(event.counter, "refused", now, reason=str(error))
        return moment.state


def judged(event: e.CommandArrived, newest: int, now: Now) -> str:
    """Why a command must not be carried out; "" if it may.

    A clock that was never set lags: it starts where it last stood. So what has expired by it has expired,
    and what seems to come from the future may be of today.
    """
    if event.counter <= newest:
        return f"old counter: command {newest} was taken in before it"
    if event.expires < instant(now.wall):
        return f"expired at {event.expires}; it is {instant(now.wall)} here"
    if now.trusted and event.at > instant(now.wall + EARLY):
        return f"not valid yet: issued at {event.at}, it is {instant(now.wall)} here"
    return event.refusal


def _carry_out(moment: Moment, counter: int, order: Order) -> State:
    """RefusedError before anything is written. Settings are answered once they have proved themselves."""
    state = moment.state
    match order:
        case Config(toml=toml):
            ward_settings.keep(counter, toml, moment.now)
            return state
        case Resend():
            state = state.noted(resend=_taken_back(moment, counter, order))
        case Reprint(number=number):
            answer = supervisor.print_again(moment, number)
            if isinstance(answer, Refused):
                raise RefusedError(answer.detail)
        case Erase(what="filings"):
            filed.erase()
        case Erase():
            dossiers.erase_phones()
        case Update():
            if not moment.settings.updates.url:
                raise RefusedError("this kiosk knows no update server; set [updates] url in its folder")
        case _:
            assert_never(order)
    outcomes.settle(counter, "done", moment.now)
    return state


def _taken_back(moment: Moment, counter: int, order: Resend) -> ledger.Resend:
    if order.days is not None:
        after = ledger.acknowledged_before(order.days, moment.now)
    else:
        [(epoch,)] = rows("SELECT epoch FROM installation")
        if order.epoch != epoch:
            raise RefusedError(f"epoch {order.epoch} is not that of this kiosk's database, {epoch}")
        after = (order.from_seq or 1) - 1
    ledger.take_back(after)
    return ledger.Resend(counter, after)

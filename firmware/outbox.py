"""The outbox of a kiosk whose own modem sends SMS: what goes in, once for each fact, and what became of it.

Owns the table `sms`, in the core's transactions. Refuses modems and when to send (`texting`), and words
(`mqtt.texting`). A number is not copied here: a dossier's stays encrypted in its own row, that of somebody
with a ticket comes encrypted and is forgotten with the message.
"""

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, assert_never

from firmware import ledger, telling
from firmware.clock import Now
from firmware.settings import Settings
from firmware.state import Moment, State
from firmware.store import DossierRow, rows
from mqtt.device_facts import DeviceCleared, DeviceFault
from mqtt.facts import DossierMoved, DossierReceived
from mqtt.messages import instant
from mqtt.texting import Kind, Occasion, texted

log = logging.getLogger(__name__)

SOON_FOR: Final = timedelta(minutes=10)
"""A number is soon called, or was, when this has passed."""
NEWS_FOR: Final = timedelta(days=3)
_KINDS: Final[dict[int, Kind]] = {2: "received", 5: "supplement", 9: "ready"}
_OVER: Final = ("sent", "uncertain", "failed", "expired")

_RECEIPTS: Final = ("delivered", "undeliverable")
_CLEARED_UP: Final = ("claimed", "taken", "sent", "uncertain")

Fate = Literal["queued", "taken", "sent", "uncertain", "failed", "expired", "delivered", "undeliverable"]


# ---------------------------------------------------------------- what the worker tells the core


@dataclass(frozen=True, slots=True)
class Claimed:
    """From here on the modem may have it. `receipts`: the network is asked what became of it."""

    sms: int
    receipts: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of it: `queued` again is surely not sent, `uncertain` may have been; `delivered` and
    `undeliverable` are what the network said later."""

    sms: int
    fate: Fate
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ModemSeen:
    """`fault` is "" when it is well; `detail` names the thing and the next step."""

    fault: str
    detail: str = ""


Texting = Claimed | Ended | ModemSeen


def decide(moment: Moment, event: Texting) -> State:
    match event:
        case Claimed(sms, receipts):
            _claim(sms, moment.now, receipts=receipts)
            return moment.state
        case Ended(sms, fate, reason):
            return _ended(moment, sms, fate, reason)
        case ModemSeen():
            return _seen(moment, event)
        case _:
            assert_never(event)


# ---------------------------------------------------------------- what goes in, in the open transaction


def put_dossier(settings: Settings, fact: str, said: DossierReceived | DossierMoved, now: Now) -> None:
    """After a ledger row, whose id `fact` is: somebody is told that the dossier came this far, if we are to.

    A dossier that was received once is not received again when it comes back from a supplement.
    """
    kind = _KINDS.get(said.state)
    moved = not isinstance(said, DossierMoved) or said.state != said.from_state
    if kind is None or not moved or telling.teller(settings) != "kiosk" or not _has_phone(said.code):
        return
    if kind == "received" and rows("SELECT 1 FROM sms WHERE dossier = ? AND kind = ?", (said.code, kind)):
        return
    day = date.fromisoformat(said.due) if said.due and kind == "received" else None
    occasion = Occasion(kind, said.code, _office(settings), day)
    _put(fact, occasion, now, now_until=NEWS_FOR, dossier=said.code)


def put_soon(settings: Settings, day: str, label: str, ahead: int, phone: str, now: Now) -> None:
    """`phone` as this kiosk's seals made it."""
    occasion = Occasion("soon", label, _office(settings), ahead=ahead)
    _put(f"soon/{day}/{label}", occasion, now, now_until=SOON_FOR, phone=phone)


def forget(before: str) -> None:
    """Rows of earlier days whose matter is over say nothing that anybody needs."""
    DossierRow.sql(
        f"DELETE FROM sms WHERE changed_at < ? AND state IN ({', '.join('?' * len(_OVER))})", before, *_OVER
    )


def _put(
    fact: str,
    occasion: Occasion,
    now: Now,
    *,
    now_until: timedelta,
    dossier: str | None = None,
    phone: str | None = None,
) -> None:
    at, until = instant(now.wall), instant(now.wall + now_until)
    DossierRow.sql(
        "INSERT INTO sms (fact, kind, dossier, phone, text, queued_at, expires_at, changed_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (fact) DO NOTHING",
        *(fact, occasion.kind, dossier, phone, texted(occasion).text, at, until, at),
    )
    log.info("sms queued kind=%s subject=%s", occasion.kind, occasion.subject)


def _has_phone(code: str) -> bool:
    return bool(rows("SELECT 1 FROM dossier WHERE code = ? AND phone IS NOT NULL", (code,)))


def _office(settings: Settings) -> str:
    return settings.kiosk.name.removeprefix("UBND ")


# ---------------------------------------------------------------- what becomes of it


def _claim(sms: int, now: Now, *, receipts: bool) -> None:
    _change(sms, "claimed", "", now)
    DossierRow.sql(
        "UPDATE sms SET tries = tries + 1, handed_at = ?, receipt_asked = ?"
        " WHERE id = ? AND state = 'claimed'",
        *(instant(now.wall), int(receipts), sms),
    )


def _ended(moment: Moment, sms: int, fate: Fate, reason: str) -> State:
    if fate in _RECEIPTS:
        _note_receipt(sms, fate, reason, moment.now)
    else:
        _change(sms, fate, reason, moment.now)
    if fate in (*_OVER, *_RECEIPTS):
        DossierRow.sql("UPDATE sms SET phone = NULL WHERE id = ?", sms)
    level = logging.WARNING if fate in ("uncertain", "failed", "undeliverable") else logging.INFO
    log.log(level, "sms %s sms=%s reason=%s", fate, sms, reason)
    return moment.state


def _change(sms: int, state: str, reason: str, now: Now) -> None:
    """What is over stays so."""
    DossierRow.sql(
        "UPDATE sms SET state = ?, reason = ?, changed_at = ?"
        f" WHERE id = ? AND state NOT IN ({', '.join('?' * len(_OVER))})",
        *(state, reason, instant(now.wall), sms, *_OVER),
    )


def _note_receipt(sms: int, outcome: str, reason: str, now: Now) -> None:
    """The first one counts; it also clears up what was uncertain."""
    DossierRow.sql(
        "UPDATE sms SET state = 'sent', outcome = ?, reason = ?, changed_at = ?"
        f" WHERE id = ? AND outcome = '' AND state IN ({', '.join('?' * len(_CLEARED_UP))})",
        *(outcome, reason, instant(now.wall), sms, *_CLEARED_UP),
    )


def _seen(moment: Moment, event: ModemSeen) -> State:
    """A ledger row for each fault that came or went."""
    before = moment.hall.modem_fault
    if event.fault != before:
        if before:
            ledger.append(DeviceCleared(device="modem", fault=before), moment.now)
        if event.fault:
            ledger.append(
                DeviceFault(device="modem", fault=event.fault, detail=event.detail[:500]), moment.now
            )
            log.warning("modem fault=%s detail=%s", event.fault, event.detail)
    return moment.state.noted(modem_fault=event.fault)

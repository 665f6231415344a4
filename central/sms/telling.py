"""Which facts of kiosks somebody at home is told of, and whom: in the transaction that takes the facts in.

Owns the choice and what becomes of a `contact`. Refuses the outbox's rows (`outbox`) and sending. A contact
that cannot be used spoils nothing: the fact is taken in all the same, and the SMS is put as failed.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import peewee

from central.sms import contacts
from central.sms.offices import office_of
from central.sms.outbox import Letter, Post, already, fail, put
from mqtt.facts import DossierMoved, DossierReceived, TicketSoon
from mqtt.phones import PhoneError
from mqtt.sealing import SealingError
from mqtt.texting import Kind, Occasion

SOON_FOR: Final = timedelta(minutes=10)
"""A number is soon called, or was, when this has passed."""
_KINDS: Final[dict[int, Kind]] = {2: "received", 5: "supplement", 9: "ready"}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """One fresh fact and where it stands in its kiosk's ledger. `at` is never later than its arrival."""

    kiosk: str
    epoch: str
    seq: int
    at: str
    clock: str
    fact: DossierReceived | DossierMoved | TicketSoon

    @property
    def ward(self) -> str:
        return self.kiosk.rpartition("/")[0]

    @property
    def name(self) -> str:
        return f"{self.kiosk}/{self.epoch}/{self.seq}"


Telling = Callable[[peewee.Database, Sequence[Told], str], None]
"""In the open transaction, with the instant of arrival."""


def nobody(_database: peewee.Database, _told: Sequence[Told], _received_at: str) -> None:
    """A centre without a key for contacts can read none, and sends nothing."""


def telling(post: Post) -> Telling:
    def tell(database: peewee.Database, told: Sequence[Told], received_at: str) -> None:
        now = datetime.fromisoformat(received_at)
        for one in told:
            match one.fact:
                case TicketSoon():
                    _tell_soon(database, post, one, one.fact, now)
                case _:
                    _tell_dossier(database, post, one, one.fact, now)

    return tell


def _tell_dossier(
    database: peewee.Database, post: Post, told: Told, fact: DossierReceived | DossierMoved, now: datetime
) -> None:
    refused = ""
    if isinstance(fact, DossierReceived) and fact.contact is not None:
        refused = _keep(database, post, told, fact.code, fact.contact, now)
    kind = _kind(database, told, fact)
    if kind is None:
        return
    phone = contacts.of_dossier(database, told.ward, fact.code)
    if refused or phone is not None:
        day = date.fromisoformat(fact.due) if fact.due and kind == "received" else None
        occasion = Occasion(kind, fact.code, office_of(told.ward), day)
        at = datetime.fromisoformat(told.at) if told.clock == "synced" else now
        letter = Letter(told.name, told.ward, occasion, phone or "", at, is_sealed=True)
        _put(database, post, letter, refused, now)


def _tell_soon(database: peewee.Database, post: Post, told: Told, fact: TicketSoon, now: datetime) -> None:
    refused, phone = "", None
    if fact.contact is not None:
        try:
            phone = contacts.sealed_again(post.keys, fact.contact)
        except (SealingError, PhoneError) as error:
            refused = str(error)
    elif fact.booking is not None:
        phone = contacts.of_booking(database, told.ward, fact.booking)
    if refused or phone is not None:
        at = datetime.fromisoformat(told.at)
        occasion = Occasion("soon", fact.number, office_of(told.ward), ahead=fact.ahead)
        letter = Letter(told.name, told.ward, occasion, phone or "", at, at + SOON_FOR, is_sealed=True)
        _put(database, post, letter, refused, now)


def _put(database: peewee.Database, post: Post, letter: Letter, refused: str, now: datetime) -> None:
    if refused:
        fail(database, post, letter, refused, now)
    else:
        put(database, post, letter, now)


def _keep(database: peewee.Database, post: Post, told: Told, code: str, contact: str, now: datetime) -> str:
    """Why it cannot be kept, or ""; neither says the number."""
    try:
        phone = post.keys.unseal_contact(contact)
        contacts.keep(database, post.keys, ward=told.ward, code=code, phone=phone, at=now)
    except (SealingError, PhoneError) as error:
        log.warning("contact not kept kiosk=%s seq=%d: %s", told.kiosk, told.seq, error)
        return str(error)
    return ""


def _kind(database: peewee.Database, told: Told, fact: DossierReceived | DossierMoved) -> Kind | None:
    """A dossier that was received once is not received again when it comes back from a supplement."""
    kind = _KINDS.get(fact.state)
    return None if kind == "received" and already(database, told.ward, fact.code, kind) else kind

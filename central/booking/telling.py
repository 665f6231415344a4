"""What people who booked are told by SMS: the one place where booking meets the centre's SMS.

Owns nothing but the meeting. Refuses words, senders and rows of SMS (`central.sms`). Both happen in the
transaction of the booking itself; a centre without a sender books all the same.
"""

from datetime import date, datetime

import peewee

from central.booking.offices import begins
from central.booking.rows import Kept
from central.sms.offices import office_of
from central.sms.outbox import Letter, Post, put
from mqtt.texting import Kind, Occasion


def tell_booked(database: peewee.Database, post: Post | None, kept: Kept, now: datetime) -> None:
    _tell(database, post, kept, "booked", now)


def tell_closed(database: peewee.Database, post: Post | None, kept: Kept, now: datetime) -> None:
    """The ward cannot keep the promise; whoever cancelled himself is not told."""
    _tell(database, post, kept, "closed", now)


def _tell(database: peewee.Database, post: Post | None, kept: Kept, kind: Kind, now: datetime) -> None:
    if post is None or kept.phone is None:
        return
    occasion = Occasion(kind, kept.id, office_of(kept.ward), date.fromisoformat(kept.day), kept.slot)
    fact = f"booking/{kept.ward}/{kept.id}/{kind}"
    letter = Letter(fact, kept.ward, occasion, kept.phone, now, begins(kept.day, kept.slot), is_sealed=True)
    put(database, post, letter, now)

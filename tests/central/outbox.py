"""Rows of the outbox as they come to be, for tests of what people and programs see of it.

Owns putting them and their states. Refuses assertions.
"""

from datetime import datetime

from central.sms.keys import Keys
from central.sms.outbox import Letter, Post, put
from central.store.engine import Store
from central.store.models import Sms
from mqtt.messages import instant
from mqtt.texting import Kind, Occasion

PHONE = "0912345678"


def row(
    store: Store,
    keys: Keys,
    subject: str,
    state: str,
    at: datetime,
    *,
    kind: Kind = "received",
    ward: str = "19/05518",
    reason: str = "",
    phone: str = PHONE,
) -> int:
    """Its number; put, and changed to that state, at `at`."""
    with store.transaction():
        letter = Letter(f"{ward}/{subject}/{kind}", ward, Occasion(kind, subject, ""), phone, at)
        put(store.writer, Post(keys), letter, at)
        its = (Sms.ward == ward) & (Sms.subject == subject) & (Sms.kind == kind)
        change = Sms.update(state=state, reason=reason, changed_at=instant(at))
        store.writer.execute(change.where(its))
        number: int = store.writer.execute(Sms.select(Sms.id).where(its)).fetchone()[0]
        return number

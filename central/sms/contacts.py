"""Whom to tell of a dossier: one telephone for each code, sealed at rest.

Owns the table `contact`. Refuses judging numbers (`mqtt.phones`), and showing them. What is kept here goes 30
days after the dossier has ended (`erasing`).
"""

from datetime import datetime

import peewee

from central.booking.rows import phone_of
from central.sms.keys import Keys
from central.store.models import Contact
from mqtt.messages import instant
from mqtt.phones import mobile


def keep(database: peewee.Database, keys: Keys, *, ward: str, code: str, phone: str, at: datetime) -> None:
    """In the open transaction; `ward` is ``19/05518``. The last number counts. PhoneError if it is none."""
    kept = {"phone": sealed(keys, mobile(phone)), "kept_at": instant(at)}
    province, _, commune = ward.partition("/")
    database.execute(
        Contact.insert(province=province, ward=commune, code=code, **kept).on_conflict(
            conflict_target=[Contact.province, Contact.ward, Contact.code], update=kept
        )
    )


def of_dossier(database: peewee.Database, ward: str, code: str) -> str | None:
    """The sealed number, None where nobody left one."""
    province, _, commune = ward.partition("/")
    query = Contact.select(Contact.phone).where(
        Contact.province == province, Contact.ward == commune, Contact.code == code
    )
    row = database.execute(query).fetchone()
    return None if row is None else str(row[0])


def of_booking(database: peewee.Database, ward: str, booking: str) -> str | None:
    """The sealed number of somebody who booked from home; None where nobody did, or it was erased."""
    return phone_of(database, ward, booking)


def sealed_again(keys: Keys, contact: str) -> str:
    """What a kiosk sealed, as it is kept here. SealingError or PhoneError if it cannot be."""
    return sealed(keys, mobile(keys.unseal_contact(contact)))


def sealed(keys: Keys, phone: str) -> str:
    return keys.seal(phone.encode()).decode()

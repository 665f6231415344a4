"""Telephone numbers go 30 days after their dossier has ended, a slice in each turn of the writer.

Owns the limits, for both tables that hold numbers: this is the only job that erases them. Refuses everything
else: that an SMS was sent, when, and how it ended, stays.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

import peewee
from peewee import fn

from central.dossiers.register import ENDED
from central.store.engine import PATIENCE, Store
from central.store.models import Contact, Dossier, Sms
from mqtt.messages import instant

EVERY: Final = timedelta(hours=1)
AFTER_END: Final = timedelta(days=30)
WITHOUT_DOSSIER: Final = timedelta(days=400)
"""A contact whose dossier nobody ever told the centre of."""
SLICE: Final = 500

log = logging.getLogger(__name__)


class Erasing:
    """One of the writer's works."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._done_at: datetime | None = None

    @property
    def busy(self) -> bool:
        return False

    def turn(self, now: datetime) -> None:
        if self._done_at is not None and timedelta(0) <= now - self._done_at < EVERY:
            return
        try:
            with self._store.transaction():
                gone = erase(self._store.writer, now)
        except PATIENCE as error:
            log.warning("store unwilling; old numbers stay for an hour: %s", error)
            self._done_at = now
            return
        if gone:
            log.info("numbers erased count=%d", gone)
        if gone < SLICE:
            self._done_at = now


def erase(database: peewee.Database, now: datetime) -> int:
    """A slice of each table, in the open transaction; how many numbers are gone."""
    return _contacts(database, now) + _texts(database, now)


def _contacts(database: peewee.Database, now: datetime) -> int:
    ended = (Dossier.state.in_([int(state) for state in ENDED])) & (
        Dossier.state_at < instant(now - AFTER_END)
    )
    unknown = Dossier.code.is_null() & (Contact.kept_at < instant(now - WITHOUT_DOSSIER))
    same = (
        (Dossier.province == Contact.province)
        & (Dossier.ward == Contact.ward)
        & (Dossier.code == Contact.code)
    )
    query = (
        Contact.select(Contact.province, Contact.ward, Contact.code)
        .join(Dossier, peewee.JOIN.LEFT_OUTER, on=same)
        .where(ended | unknown)
        .limit(SLICE)
    )
    rows = database.execute(query).fetchall()
    for province, ward, code in rows:
        its = (Contact.province == province) & (Contact.ward == ward) & (Contact.code == code)
        database.execute(Contact.delete().where(its))
        forget = Sms.update(phone=None, text="")
        database.execute(forget.where(Sms.ward == f"{province}/{ward}", Sms.subject == code))
    return len(rows)


def _texts(database: peewee.Database, now: datetime) -> int:
    """Numbers in the outbox whose dossier has no contact any more, or that never had a dossier."""
    kept = Contact.select(Contact.code).where(
        Contact.province == fn.SUBSTR(Sms.ward, 1, 2),
        Contact.ward == fn.SUBSTR(Sms.ward, 4, 5),
        Contact.code == Sms.subject,
    )
    old = (Sms.created_at < instant(now - AFTER_END)) & Sms.phone.is_null(is_null=False)
    query = Sms.select(Sms.id).where(old, ~fn.EXISTS(kept)).limit(SLICE)
    ids = [id for (id,) in database.execute(query).fetchall()]
    if ids:
        database.execute(Sms.update(phone=None, text="").where(Sms.id.in_(ids)))
    return len(ids)

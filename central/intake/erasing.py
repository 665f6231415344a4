"""What about people is erased, and when: drafts a week after the last word, dossiers a month after their end.

Owns the one erasing job, a slice in each turn of the writer. Refuses what is not about people: a dossier's
code and its states stay, so that its page can say what became of it.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

import peewee

from central.intake.models import (
    IntakeDossier,
    IntakeDraft,
    IntakeFile,
    IntakeFiling,
    IntakeMove,
    IntakePiece,
)
from central.store.engine import PATIENCE, Store
from mqtt.messages import instant

AFTER_THE_END: Final = timedelta(days=30)
LOOK: Final = timedelta(minutes=10)
SLICE: Final = 20

log = logging.getLogger(__name__)


class Erasing:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._looked: datetime | None = None

    @property
    def busy(self) -> bool:
        return False

    def turn(self, now: datetime) -> None:
        """Again at once while there is more."""
        if self._looked is not None and timedelta(0) <= now - self._looked < LOOK:
            return
        try:
            with self._store.transaction():
                count = erase(self._store.writer, now)
        except PATIENCE as error:
            log.error("store unwilling; nothing is erased yet: %s", error)
            return
        if count:
            log.info("erased what people filed count=%d", count)
        if count < SLICE:
            self._looked = now


def erase(database: peewee.Database, now: datetime) -> int:
    """How many drafts and dossiers; some of them, if there are many."""
    old = IntakeDraft.select(IntakeDraft.secret).where(IntakeDraft.expires_at <= instant(now)).limit(SLICE)
    secrets = [secret for (secret,) in database.execute(old).fetchall()]
    for secret in secrets:
        _forget_files(database, (IntakeFile.secret == secret) & (IntakeFile.code == ""))
        database.execute(IntakeDraft.delete().where(IntakeDraft.secret == secret))
    over = (
        IntakeDossier.select(IntakeDossier.code)
        .where(IntakeDossier.closed_at <= instant(now - AFTER_THE_END), IntakeDossier.erased_at.is_null())
        .limit(SLICE)
    )
    dossiers = database.execute(over).fetchall()
    for (code,) in dossiers:
        _forget(database, code, now)
    return max(len(secrets), len(dossiers))


def _forget(database: peewee.Database, code: str, now: datetime) -> None:
    """Also supplements that were never sent, and officers' reasons: they may name somebody."""
    for (secret,) in database.execute(
        IntakeDraft.select(IntakeDraft.secret).where(IntakeDraft.code == code)
    ).fetchall():
        _forget_files(database, IntakeFile.secret == secret)
    database.execute(IntakeDraft.delete().where(IntakeDraft.code == code))
    _forget_files(database, IntakeFile.code == code)
    database.execute(IntakeFiling.update(filed="", there_at=instant(now)).where(IntakeFiling.code == code))
    database.execute(IntakeMove.update(reason="").where(IntakeMove.code == code))
    database.execute(
        IntakeDossier.update(name="", phone="", link="", erased_at=instant(now)).where(
            IntakeDossier.code == code
        )
    )


def _forget_files(database: peewee.Database, which: peewee.Expression) -> None:
    mine = IntakeFile.select(IntakeFile.id).where(which)
    database.execute(IntakePiece.delete().where(IntakePiece.file.in_(mine)))
    database.execute(IntakeFile.delete().where(which))

"""Who has which version, and what became of the commands that were sent: plain values for a page.

Owns this one question. Refuses writing: it is handed a read-only connection.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import msgspec
import peewee
from peewee import fn

from central.queries import Scope
from central.stats.within import within
from central.store.models import Command, DossierEdition, Kiosk
from mqtt.messages import instant

SHOWN: Final = timedelta(days=30)
Standing = Literal["waiting", "done", "refused", "expired"]


class Sent(msgspec.Struct, frozen=True, gc=False):
    """One command. `outcome` is done, or refused with the kiosk's reason; None until it has answered."""

    counter: int
    word: str
    issued_at: str
    expires_at: str
    issued_by: str
    done_at: str | None
    outcome: str | None

    def standing(self, now: datetime) -> Standing:
        if self.outcome is not None:
            return "done" if self.outcome == "done" else "refused"
        return "expired" if self.expires_at <= instant(now) else "waiting"


class KioskProgress(msgspec.Struct, frozen=True, gc=False):
    """Versions are None where the kiosk has not told. `dossiers_published` is what its ward was sent last;
    `config_version` the counter of the `config` command in force, 0 for the kiosk's own file."""

    kiosk: str
    state: str
    last_seen_at: str | None
    version: str | None
    catalogue_version: int | None
    dossiers_version: int | None
    dossiers_published: int | None
    config_version: int | None
    commands: tuple[Sent, ...]


class _Heartbeat(msgspec.Struct, frozen=True):
    """What is asked of a stored heartbeat, whichever version wrote it."""

    catalogue_version: int | None = None
    dossiers_version: int | None = None
    config_version: int | None = None


_heartbeats: Final = msgspec.json.Decoder(_Heartbeat)
_UNHEARD: Final = _Heartbeat()


def progress(reader: peewee.Database, scope: Scope, now: datetime, *, last: int = 5) -> list[KioskProgress]:
    """Every kiosk of the scope, with its last few commands of 30 days, the newest first.

    A kiosk that was commanded and never spoke is there. The scope's days mean nothing here.
    """
    sent = _sent(reader, scope, now, last)
    published = _published(reader)
    spoken = {row[0]: row for row in _kiosks(reader, scope)}
    never = {kiosk: (kiosk, "unknown", None, None, None) for kiosk in sent if kiosk not in spoken}
    kiosks = sorted((spoken | never).items())
    return [
        _progress(*row, published=published.get(kiosk.rpartition("/")[0]), commands=tuple(sent[kiosk]))
        for kiosk, row in kiosks
    ]


def _kiosks(reader: peewee.Database, scope: Scope) -> list[Any]:
    query = Kiosk.select(Kiosk.kiosk, Kiosk.state, Kiosk.last_seen_at, Kiosk.version, Kiosk.health)
    rows: list[Any] = reader.execute(_in(scope, Kiosk.kiosk, query)).fetchall()
    return rows


def _sent(reader: peewee.Database, scope: Scope, now: datetime, last: int) -> defaultdict[str, list[Sent]]:
    columns = (
        Command.kiosk,
        Command.counter,
        Command.word,
        Command.issued_at,
        Command.expires_at,
        Command.issued_by,
        Command.done_at,
        Command.outcome,
    )
    recent = Command.select(*columns).where(Command.issued_at > instant(now - SHOWN))
    query = _in(scope, Command.kiosk, recent).order_by(Command.counter.desc())
    found: defaultdict[str, list[Sent]] = defaultdict(list)
    for kiosk, *row in reader.execute(query).fetchall():
        if len(found[kiosk]) < last:
            found[kiosk].append(Sent(*row))
    return found


def _in(scope: Scope, kiosk: peewee.TextField, query: peewee.Query) -> peewee.Query:
    conditions = within(kiosk, scope)
    return query.where(*conditions) if conditions else query


def _published(reader: peewee.Database) -> dict[str, int]:
    """``19/05518`` -> the newest list of dossiers that was begun for it."""
    query = DossierEdition.select(
        DossierEdition.province, DossierEdition.ward, fn.MAX(DossierEdition.version)
    ).group_by(DossierEdition.province, DossierEdition.ward)
    return {f"{province}/{ward}": version for province, ward, version in reader.execute(query).fetchall()}


def _progress(
    kiosk: str,
    state: str,
    last_seen_at: str | None,
    version: str | None,
    health: str | None,
    *,
    published: int | None,
    commands: tuple[Sent, ...],
) -> KioskProgress:
    told = _heartbeats.decode(health) if health else _UNHEARD
    return KioskProgress(
        kiosk=kiosk,
        state=state,
        last_seen_at=last_seen_at or None,
        version=version,
        catalogue_version=told.catalogue_version,
        dossiers_version=told.dossiers_version,
        dossiers_published=published,
        config_version=told.config_version,
        commands=commands,
    )

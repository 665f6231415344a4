"""The statements that read and write dossiers, the wards' change counters and the published editions.

Owns SQL on these three tables. Refuses rules (`register`, `rows`) and transactions: whoever calls has one
open, on the writer's connection.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field, fields
from itertools import chain
from typing import Final

from central.dossiers.register import ENDED, Dossier, Word, dossier_of, heard
from central.store.engine import Statements

_COLUMNS: Final = ", ".join(column.name for column in fields(Dossier))
_MARKS: Final = ", ".join("?" for _ in fields(Dossier))
_FIND: Final = f"""WITH asked (p, w, c) AS (VALUES {{keys}}) SELECT {_COLUMNS} FROM asked CROSS JOIN dossier
    WHERE province = p AND ward = w AND code = c"""
_ASKED_AT_ONCE: Final = 200
_KEEP: Final = (
    f"INSERT INTO dossier ({_COLUMNS}) VALUES ({_MARKS}) ON CONFLICT (province, ward, code) DO UPDATE SET "
    + ", ".join(f"{column.name} = excluded.{column.name}" for column in fields(Dossier)[3:])
)
_CHANGED: Final = """INSERT INTO dossier_ward (province, ward, changes) VALUES (?, ?, ?)
    ON CONFLICT (province, ward) DO UPDATE SET changes = dossier_ward.changes + excluded.changes"""
_ENDED: Final = ", ".join(str(int(state)) for state in sorted(ENDED))
_SHOWN: Final = f"""SELECT {_COLUMNS} FROM dossier WHERE province = ? AND ward = ?
    AND (state NOT IN ({_ENDED}) OR state_at >= ?) ORDER BY code"""
_WAITING: Final = """SELECT province, ward, changes, sha256 FROM dossier_ward
    WHERE changes > covered OR looked_day <> ? ORDER BY changes = covered, province, ward"""
_COVER: Final = """UPDATE dossier_ward SET covered = ?, looked_day = ?, sha256 = ?
    WHERE province = ? AND ward = ?"""


@dataclass(frozen=True, slots=True)
class Ward:
    """A ward whose list may have to be published; `sha256` is of the list that its kiosks have."""

    province: str
    ward: str
    changes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Edition:
    version: int
    pieces: int


Key = tuple[str, str, str]
"""province, ward, code"""


@dataclass(slots=True)
class Drawer:
    """The dossiers that one transaction changes: all out at its beginning, what is new back at its end."""

    known: dict[Key, Dossier]
    kept: dict[Key, Dossier] = field(default_factory=dict)
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def keep(self, dossier: Dossier, *, silently: bool = False) -> None:
        """`silently`: nothing that a ward is shown has changed."""
        key = (dossier.province, dossier.ward, dossier.code)
        self.known[key] = self.kept[key] = dossier
        if not silently:
            self.changes[dossier.province, dossier.ward] += 1


def open_drawer(store: Statements, keys: Iterable[Key]) -> Drawer:
    """Nobody else changes these provinces' dossiers until the transaction ends.

    Provinces are always asked for in the same order, so that nobody waits in a circle.
    """
    wanted = sorted(set(keys))
    for province in sorted({province for province, _, _ in wanted}):
        store.alone_with(province)
    known: dict[Key, Dossier] = {}
    for first in range(0, len(wanted), _ASKED_AT_ONCE):
        some = wanted[first : first + _ASKED_AT_ONCE]
        asked = _FIND.format(keys=", ".join("(?, ?, ?)" for _ in some))
        for row in store.execute(asked, tuple(chain.from_iterable(some))):
            known[row[:3]] = Dossier(*row)
    return Drawer(known)


def shut_drawer(store: Statements, drawer: Drawer) -> None:
    store.executemany(_KEEP, [astuple(dossier) for dossier in drawer.kept.values()])
    store.executemany(_CHANGED, [(*ward, count) for ward, count in sorted(drawer.changes.items())])


def take_words(store: Statements, words: Iterable[Word]) -> None:
    """What kiosks said, in any order."""
    dossiers = [dossier_of(word) for word in words]
    drawer = open_drawer(store, ((said.province, said.ward, said.code) for said in dossiers))
    for said in dossiers:
        known = drawer.known.get((said.province, said.ward, said.code))
        joined = heard(known, said)
        if joined != known:
            drawer.keep(joined)
    shut_drawer(store, drawer)


# ---------------------------------------------------------------- publishing


def wards_waiting(store: Statements, today: str) -> list[Ward]:
    """Those with changes first, then those not looked at today."""
    return [Ward(*row) for row in store.execute(_WAITING, (today,))]


def shown(store: Statements, ward: Ward, ended_since: str) -> list[Dossier]:
    """By code, so that the same register is always the same bytes."""
    rows = store.execute(_SHOWN, (ward.province, ward.ward, ended_since))
    return [Dossier(*row) for row in rows]


def cover(store: Statements, ward: Ward, today: str, sha256: str) -> None:
    store.execute(_COVER, (ward.changes, today, sha256, ward.province, ward.ward))


def editions(store: Statements, ward: Ward) -> list[Edition]:
    """Oldest first."""
    rows = store.execute(
        "SELECT version, pieces FROM dossier_edition WHERE province = ? AND ward = ? ORDER BY version",
        (ward.province, ward.ward),
    )
    return [Edition(*row) for row in rows]


def begin_edition(store: Statements, ward: Ward, edition: Edition) -> None:
    """From here on nobody knows which list the ward's kiosks have, until this one is covered."""
    store.execute(
        "UPDATE dossier_ward SET sha256 = '' WHERE province = ? AND ward = ?", (ward.province, ward.ward)
    )
    store.execute(
        "INSERT INTO dossier_edition (province, ward, version, pieces) VALUES (?, ?, ?, ?)",
        (ward.province, ward.ward, edition.version, edition.pieces),
    )


def forget_editions(store: Statements, ward: Ward, before: int) -> None:
    store.execute(
        "DELETE FROM dossier_edition WHERE province = ? AND ward = ? AND version < ?",
        (ward.province, ward.ward, before),
    )

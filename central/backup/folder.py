"""What of the data folder belongs to the centre's state, and moving it aside.

Owns which files are saved, which are left out and why, and what counts as occupied. Refuses their content.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from central.backup.sqlite import COMPANIONS, is_sqlite

ASIDE: Final = "before-"
_PASSING: Final = (".motcua-", ASIDE, "lost+found")
_LOCK: Final = ".lock"
_KEY_NAMES: Final = (".key", ".secret")
_KEY_MARK: Final = b"PRIVATE KEY"
_HEAD: Final = 64 * 1024

Kind = Literal["sqlite", "plain", "key"]


@dataclass(frozen=True, slots=True)
class Belonging:
    """A file beside the store; `name` is its path within the data folder."""

    path: Path
    name: str
    kind: Kind


def belongings(data: Path, store: Path | None, secrets: Collection[Path]) -> Iterator[Belonging]:
    """All files of the data folder but the store, in the order of their names.

    `secrets` are those that the settings name, and the settings themselves.
    """
    for path in sorted(data.rglob("*")):
        name = path.relative_to(data).as_posix()
        if path != store and _is_kept(path, name):
            yield Belonging(path, name, "key" if path in secrets else _kind(path))


def occupying(data: Path, store: Path | None) -> list[Path]:
    """What a restore would mix with. Locks and an old door may stay."""
    entries = sorted(data.iterdir()) if data.is_dir() else []
    found = [path for path in entries if not _is_passing(path.name) and not path.is_socket()]
    if store is not None and data not in store.parents:
        beside = (store.with_name(store.name + suffix) for suffix in ("", *COMPANIONS))
        found += [path for path in beside if path.exists()]
    return found


def move_aside(paths: list[Path], now: datetime) -> list[Path]:
    """Each into a folder beside it that bears the date; returns those folders. Nothing is deleted."""
    made = sorted({path.with_name(f"{ASIDE}{now:%Y%m%dT%H%M%SZ}") for path in paths})
    for folder in made:
        folder.mkdir(mode=0o700)
    for path in paths:
        path.rename(path.with_name(made[0].name) / path.name)
    return made


def _is_kept(path: Path, name: str) -> bool:
    return not (_is_passing(name) or path.is_symlink() or not path.is_file() or _is_companion(path))


def _is_passing(name: str) -> bool:
    """Locks, a restore's own folders, and what was moved aside."""
    return name.startswith(_PASSING) or name.endswith(_LOCK)


def _is_companion(path: Path) -> bool:
    """SQLite's own files beside a database: what they hold comes with the copy of it."""
    return any(
        path.name.endswith(suffix) and path.with_name(path.name.removesuffix(suffix)).exists()
        for suffix in COMPANIONS
    )


def _kind(path: Path) -> Kind:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if path.suffix in _KEY_NAMES or _KEY_MARK in head:
        return "key"
    return "sqlite" if is_sqlite(path) else "plain"

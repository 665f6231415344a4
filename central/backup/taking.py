"""One backup, from its first byte to its name: the store as of one moment, and the files beside it.

Owns what goes into a backup and in which order, and the names of those that a timer takes. Refuses to stop
or to slow down the centre: nothing here asks it for anything.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from central import settings
from central.backup import postgres, sqlite
from central.backup.archive import Packing, packing
from central.backup.folder import Belonging, belongings
from central.backup.manifest import FILES, BackupError, Snapshot
from central.backup.room import no_room
from mqtt.messages import instant

PATTERN: Final = "motcua-central-*T*Z.zip"


@dataclass(frozen=True, slots=True)
class Taken:
    """`left_out` are keys that nobody asked for."""

    file: Path
    size: int
    store: Snapshot
    left_out: list[str]


def take(
    file: Path,
    wanted: settings.Store,
    data: Path,
    *,
    with_keys: bool,
    now: datetime,
    secrets: Collection[Path] = (),
) -> Taken:
    """BackupError: nothing was saved, and nothing lies about."""
    data = data.absolute()
    _check_place(file, data)
    store = None if wanted.url else data / wanted.path
    found = list(belongings(data, store, {path.absolute() for path in secrets}))
    left_out = [each for each in found if each.kind == "key" and not with_keys]
    with no_room(file.parent), packing(file) as backup:
        snapshot = postgres.save(wanted.url, backup) if store is None else sqlite.save(store, backup)
        for each in found:
            if each not in left_out:
                _add_file(backup, each)
        backup.finish(instant(now), snapshot)
    return Taken(file, file.stat().st_size, snapshot, [each.name for each in left_out])


def dated(folder: Path, now: datetime) -> Path:
    return folder / f"motcua-central-{now:%Y%m%dT%H%M%SZ}.zip"


def forget_oldest(folder: Path, keep: int) -> list[Path]:
    """Only those that `dated` has named, the newest of which stay."""
    old = sorted(folder.glob(PATTERN))[:-keep]
    for file in old:
        file.unlink()
    return old


def _check_place(file: Path, data: Path) -> None:
    if file.exists():
        raise BackupError(f"{file}: there already; give another name, or a folder")
    if not file.parent.is_dir():
        raise BackupError(f"{file.parent}: no such folder; make it first")
    if data.resolve() in file.resolve().parents:
        raise BackupError(f"{file}: within the data folder, and would be lost with it; give another place")


def _add_file(backup: Packing, each: Belonging) -> None:
    with _readable(backup, each) as path, path.open("rb") as source:
        backup.add(FILES + each.name, source)


@contextmanager
def _readable(backup: Packing, each: Belonging) -> Iterator[Path]:
    """The file as of one moment."""
    if each.kind != "sqlite":
        yield each.path
        return
    copy = backup.folder / "copy"
    sqlite.copy(each.path, copy)
    yield copy
    copy.unlink()

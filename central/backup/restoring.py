"""One restore: everything is proven and ready beside its place before anything is touched.

Owns the order of steps and what a restored store must forget. Refuses to mix with what is there: it is moved
aside, never deleted. What kiosks had acknowledged after the backup needs nothing here: they hear how far the
centre is, and send it again.
"""

import os
import pwd
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from central import generations, settings
from central.backup import postgres, sqlite
from central.backup.archive import sync, unpack, verify, working_folder
from central.backup.folder import move_aside, occupying
from central.backup.manifest import ENGINES, FILES, STORE, BackupError, Engine, Manifest, Snapshot
from central.backup.room import no_room
from central.sms.outbox import doubt
from central.store.database import open_store
from central.store.engine import Store
from central.store.lock import sole_writer
from central.store.models import Session
from central.store.steps import lacking


@dataclass(frozen=True, slots=True)
class Restored:
    """`aside` are the folders, and the schema, that now hold what was there before."""

    made_at: str
    store: Snapshot
    aside: list[str]


def restore(file: Path, wanted: settings.Store, data: Path, *, replace: bool, now: datetime) -> Restored:
    """BackupError, StoreError: nothing has changed."""
    manifest = verify(file)
    _check_fits(file, manifest, wanted)
    _check_owner(data)
    step = _Step(file, manifest.store, data.absolute(), replace, now)
    with no_room(data):
        aside = step.into_postgres(wanted) if wanted.url else step.into_sqlite(step.data / wanted.path)
    return Restored(manifest.made_at, manifest.store, aside)


@dataclass(frozen=True, slots=True)
class _Step:
    """What both engines' restores know."""

    file: Path
    said: Snapshot
    data: Path
    replace: bool
    now: datetime

    def into_sqlite(self, store: Path) -> list[str]:
        with sole_writer(store), working_folder(self.data) as folder:
            self._check_free(store.parent, [path.name for path in occupying(self.data, store)])
            if store.parent.stat().st_dev != folder.stat().st_dev:
                raise BackupError(f"{store}: on another disk than {self.data}; give --data on that disk")
            unpack(self.file, folder)
            self._compare(sqlite.holdings(folder / STORE))
            with closing(open_store(settings.Store(path=STORE), folder)) as opened:
                settle(opened, self.now)
            aside = self._put_files(folder, store)
            (folder / STORE).rename(store)
            sync(store.parent)
        return aside

    def into_postgres(self, wanted: settings.Store) -> list[str]:
        with working_folder(self.data) as folder:
            self._check_free(self.data, [path.name for path in occupying(self.data, None)])
            with postgres.alone(wanted.url) as connection:
                self._check_free(connection.info.dbname, postgres.tables(connection))
                unpack(self.file, folder)
                with postgres.emptied(connection, self.now) as aside:
                    postgres.fill(wanted.url, folder / STORE, connection)
                self._compare(postgres.holdings(connection))
                connection.execute("ANALYZE")
            with closing(open_store(wanted, self.data)) as opened:
                settle(opened, self.now)
            return aside + self._put_files(folder, None)

    def _check_free(self, place: Path | str, held: Sequence[str]) -> None:
        if held and not self.replace:
            some = ", ".join(held[:5])
            raise BackupError(
                f"{place}: holds {some}; give an empty one, or --replace to move all of it aside"
            )

    def _compare(self, found: Snapshot) -> None:
        if (found.rows, found.cursor) != (self.said.rows, self.said.cursor):
            raise BackupError(f"{self.file}: holds {found.rows}, and says {self.said.rows}; take another one")

    def _put_files(self, folder: Path, store: Path | None) -> list[str]:
        """Beside the store, which comes after them: until then a centre would find none."""
        aside = move_aside(occupying(self.data, store), self.now)
        files = folder / FILES
        for entry in sorted(files.iterdir()) if files.is_dir() else []:
            entry.rename(self.data / entry.name)
        sync(self.data)
        return [str(path) for path in aside]


def settle(store: Store, now: datetime) -> None:
    """What makes the copy a centre of its own: another generation of cursors, and nobody signed in.

    Whatever waited to be sent may have been sent since; a person decides.
    """
    if not store.claim():
        raise BackupError(
            f"{store.name}: a centre began to write it; stop that one, and restore with --replace"
        )
    with store.transaction():
        generations.begin(store.writer, now)
        doubt(store.writer, now)
        store.writer.execute(Session.delete().where(Session.kind == "browser"))


def _check_fits(file: Path, manifest: Manifest, wanted: settings.Store) -> None:
    engine: Engine = "postgres" if wanted.url else "sqlite"
    if manifest.store.engine != engine:
        raise BackupError(
            f"{file}: made of {ENGINES[manifest.store.engine]}, and the settings name {ENGINES[engine]};"
            " restore it under settings of the same engine, then see `move-store`"
        )
    lacking(engine, manifest.store.schema, str(file))


def _check_owner(data: Path) -> None:
    """What another user restores, the centre could not open."""
    if data.is_dir() and (owner := data.stat().st_uid) != os.geteuid():
        raise BackupError(f"{data}: belongs to {_name(owner)}; run this as that user, with sudo -u")


def _name(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"

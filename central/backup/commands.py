"""`motcua-central backup`, `restore` and `move-store`: their arguments, what they print and how they end.

Owns the lines on the screen. Refuses rules of its own. 0: done; 2: not done, and nothing has changed.
"""

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import Final

from central.backup.archive import verify
from central.backup.manifest import ENGINES, BackupError, Snapshot
from central.backup.moving import move
from central.backup.newest import note
from central.backup.restoring import restore
from central.backup.taking import dated, forget_oldest, take
from central.settings import Settings, Store, read_settings

COMMANDS: Final = ("backup", "restore", "move-store")


def add_parsers(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> list[argparse.ArgumentParser]:
    """Their parsers, without the places that every command has."""
    backup = commands.add_parser("backup", help="save the running centre into one file, or prove such a file")
    backup.add_argument(
        "file", type=Path, metavar="FILE", help="a new file; in a folder, one named by the moment"
    )
    backup.add_argument("--verify", action="store_true", help="prove an existing FILE, and save nothing")
    backup.add_argument("--with-keys", action="store_true", help="private keys of the data folder, too")
    backup.add_argument(
        "--keep", type=_number, metavar="N", help="in a folder: the newest N, this one included"
    )
    restoring = commands.add_parser("restore", help="make a stopped centre out of such a file")
    restoring.add_argument("file", type=Path, metavar="FILE")
    restoring.add_argument("--replace", action="store_true", help="move aside what is there now")
    moving = commands.add_parser("move-store", help="from SQLite into an empty PostgreSQL database")
    moving.add_argument(
        "--to", type=Path, required=True, metavar="FILE", help="settings with the new [store] url"
    )
    return [backup, restoring, moving]


def carry_out(arguments: argparse.Namespace, now: datetime) -> int:
    settings = read_settings(arguments.config) if arguments.config is not None else None
    wanted = settings.store if settings else Store()
    try:
        if arguments.command == "restore":
            _restore(arguments, wanted, now)
        elif arguments.command == "move-store":
            _move(arguments, wanted, now)
        elif arguments.verify:
            _verify(arguments.file)
        else:
            _backup(arguments, wanted, _secrets(arguments.config, settings), now)
    except BackupError as error:
        sys.stderr.write(f"motcua-central: {error}\n")
        return 2
    return 0


def _secrets(config: Path, settings: Settings | None) -> list[Path]:
    """What opens doors, wherever it lies."""
    if settings is None:
        return []
    files = (
        settings.mqtt.tls_key,
        settings.intake.secret_file,
        settings.command.key_file,
        settings.oidc.client_secret_file,
        settings.sms.key_file,
        settings.sms.smpp.password_file,
    )
    return [config, *(Path(file) for file in files if file)]


def _backup(arguments: argparse.Namespace, wanted: Store, secrets: list[Path], now: datetime) -> None:
    folder = arguments.file if arguments.file.is_dir() else None
    if arguments.keep is not None and folder is None:
        raise BackupError(f"{arguments.file}: no folder; --keep counts the backups in one")
    file = dated(folder, now) if folder else arguments.file
    with_keys = arguments.with_keys
    taken = take(file, wanted, arguments.data, with_keys=with_keys, now=now, secrets=secrets)
    sys.stdout.write(f"saved {taken.file}: {taken.size} bytes; {_said(taken.store)}\n")
    sys.stdout.writelines(f"left out {name}: a key; --with-keys takes it\n" for name in taken.left_out)
    try:
        note(arguments.data, now)
    except OSError as error:
        sys.stderr.write(f"motcua-central: {error}; saved, but /metrics does not know of it\n")
    if folder and arguments.keep:
        sys.stdout.writelines(f"removed {old}\n" for old in forget_oldest(folder, arguments.keep))


def _verify(file: Path) -> None:
    manifest = verify(file)
    sys.stdout.write(
        f"sound {file}: made {manifest.made_at} by {manifest.program}; {_said(manifest.store)};"
        f" {len(manifest.members)} members\n"
    )


def _restore(arguments: argparse.Namespace, wanted: Store, now: datetime) -> None:
    done = restore(arguments.file, wanted, arguments.data, replace=arguments.replace, now=now)
    sys.stdout.writelines(f"moved aside into {place}\n" for place in done.aside)
    sys.stdout.write(
        f"restored {arguments.file}: as of {done.made_at}; {_said(done.store)}\n"
        "start the centre: kiosks send by themselves what came later, of the last 30 days\n"
        f"do again what else was done since {done.made_at}: accounts and tokens made or blocked, procedures"
        " and dossiers imported; then publish the catalogue with --again\n"
    )


def _move(arguments: argparse.Namespace, wanted: Store, now: datetime) -> None:
    moved = move(wanted, read_settings(arguments.to).store, arguments.data, now)
    sys.stdout.writelines(f"{table}: {rows} rows\n" for table, rows in moved.items())
    sys.stdout.write(f"start the centre with {arguments.to}; the file {wanted.path} stays as it was\n")


def _said(store: Snapshot) -> str:
    events = store.rows.get("event", 0)
    return f"{ENGINES[store.engine]} schema {store.schema}, {events} events up to cursor {store.cursor}"


def _number(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of backups; give 1 or more")
    return int(text)

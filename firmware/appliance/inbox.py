"""Updates on a stick, copied to where the updater looks for them.

Owns the copying: whole or not at all, and never so much that the kiosk runs out of room. Refuses judging a
bundle: its signature is the updater's to check.
"""

import logging
import os
import re
import shutil
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from firmware import durable

log = logging.getLogger(__name__)

RESERVE_BYTES: Final = 256 * 1024 * 1024
"""Left free for the kiosk's own records."""
MOST_BUNDLES: Final = 4
MOST_ENTRIES: Final = 1000
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+~-]{0,80}\.raucb")
_PIECE_BYTES: Final = 1024 * 1024


def fill(folder: Path, inbox: Path) -> int:
    """Copy what is not there yet; returns how many of the stick's bundles are there now."""
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in islice(entries, MOST_ENTRIES) if _NAME.fullmatch(entry.name))
    return sum(_copied(folder / name, inbox) for name in names[:MOST_BUNDLES])


def _copied(bundle: Path, inbox: Path) -> bool:
    """Whatever is wrong with one file, the others and the identity come in."""
    try:
        source = durable.open_ordinary(bundle)
        if source is None:
            log.error("update is no ordinary file, left alone file=%s", bundle)
            return False
        with source:
            return _copy(source, bundle, inbox)
    except OSError as error:
        log.error("update not copied file=%s: %s", bundle, error)
        return False


def _copy(source: BinaryIO, bundle: Path, inbox: Path) -> bool:
    size = os.fstat(source.fileno()).st_size
    inbox.mkdir(parents=True, exist_ok=True)
    target, part = inbox / bundle.name, inbox / f".{bundle.name}.part"
    if target.exists() and target.stat().st_size == size:
        return True
    part.unlink(missing_ok=True)
    room = shutil.disk_usage(inbox).free - RESERVE_BYTES
    if size > room:
        log.error("no room for an update file=%s bytes=%s room=%s", bundle, size, max(room, 0))
        return False
    try:
        _write(source, part, size)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    durable.move(part, target)
    log.info("update copied file=%s bytes=%s", target, size)
    return True


def _write(source: BinaryIO, part: Path, size: int) -> None:
    """No more than was announced: a file that grows while it is read is cut, and the signature tells."""
    with part.open("xb") as copy:
        left = size
        while left and (piece := source.read(min(left, _PIECE_BYTES))):
            copy.write(piece)
            left -= len(piece)
        copy.flush()
        os.fsync(copy.fileno())

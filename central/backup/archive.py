"""One backup in one file: a ZIP whose last bytes are the SHA-256 of all bytes before them.

Owns writing it so that the final name only ever stands for a whole and proven file, and finding any flipped
bit in it. Refuses to know what the members are. ZIP, because every machine can open it where this program is
gone; its own checksums leave gaps, hence the seal.
"""

import hashlib
import os
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final
from zipfile import ZIP_DEFLATED

import msgspec

from central.backup.manifest import (
    FORMAT,
    NAME,
    BackupError,
    Manifest,
    Member,
    Snapshot,
    program,
    read_manifest,
)
from central.store.lock import sole_writer

CHUNK: Final = 1024 * 1024
SEAL: Final = hashlib.sha256().digest_size * 2
FAST: Final = 2
"""The level of packing: higher ones cost minutes and save little."""

_UNREADABLE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    KeyError,
    ValueError,
    RuntimeError,
)


class Packing:
    """`folder` is room for copies; what lies there is gone at the end."""

    def __init__(self, file: zipfile.ZipFile, folder: Path) -> None:
        self.folder = folder
        self._file = file
        self._members: list[Member] = []

    def add(self, name: str, source: IO[bytes], *, packed: bool = False) -> None:
        """All that `source` gives; `packed` is what would not become smaller."""
        member = zipfile.ZipInfo(name) if packed else name
        with self._file.open(member, "w", force_zip64=True) as target:
            self._members.append(_copied(name, source, target))

    def finish(self, made_at: str, store: Snapshot) -> None:
        manifest = Manifest(FORMAT, program(), made_at, store, self._members)
        self._file.writestr(NAME, msgspec.json.format(msgspec.json.encode(manifest), indent=1))


@contextmanager
def packing(file: Path) -> Iterator[Packing]:
    """A backup under way. It gets its name once it is whole, on the disk and read back; else nothing is."""
    with working_folder(file.parent) as folder:
        unfinished = folder / "unfinished.zip"
        with (
            _new(unfinished) as target,
            zipfile.ZipFile(target, "w", ZIP_DEFLATED, compresslevel=FAST) as made,
        ):
            made.comment = b"0" * SEAL
            yield Packing(made, folder)
        _seal(unfinished)
        verify(unfinished)
        unfinished.rename(file)
        sync(file.parent)


@contextmanager
def working_folder(beside: Path) -> Iterator[Path]:
    """Gone at the end; one that a power cut left behind is cleared away by the next. One at a time."""
    folder = beside / ".motcua-backup"
    with sole_writer(folder, patience_seconds=0):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder)


def verify(path: Path) -> Manifest:
    """What the backup says of itself, proven to the last bit; BackupError names what is damaged."""
    try:
        sealed = _is_sealed(path)
    except OSError as error:
        raise BackupError(f"{path}: {error.strerror}; give a readable backup") from error
    if not sealed:
        raise BackupError(f"{path}: {_damage(path)}; take another backup")
    with _opened(path) as (file, manifest):
        if strange := _strange(file, manifest):
            raise BackupError(f"{path}: {strange} is not what was saved; take another backup")
    return manifest


def unpack(path: Path, folder: Path) -> Manifest:
    """Each member under its name into this folder, on the disk, held against its checksum."""
    with _opened(path) as (file, manifest):
        for member in manifest.members:
            target = folder / member.name
            target.parent.mkdir(parents=True, exist_ok=True)
            with _new(target) as out:
                found = _found(file, member, out)
            if found != member:
                raise BackupError(f"{path}: {member.name} changed on its way; look at this machine's memory")
    return manifest


def sync(folder: Path) -> None:
    """Names in a folder last once the folder itself is on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# ---------------------------------------------------------------- the seal


def _seal(path: Path) -> None:
    with path.open("r+b") as file:
        digest = _digest(file)
        file.write(digest)
        file.flush()
        os.fsync(file.fileno())


def _is_sealed(path: Path) -> bool:
    with path.open("rb") as file:
        return os.fstat(file.fileno()).st_size > SEAL and _digest(file) == file.read()


def _digest(file: IO[bytes]) -> bytes:
    """Of all but the seal; the file stands before it afterwards."""
    left = os.fstat(file.fileno()).st_size - SEAL
    digest = hashlib.sha256()
    while part := file.read(min(CHUNK, left)):
        digest.update(part)
        left -= len(part)
    return digest.hexdigest().encode()


def _damage(path: Path) -> str:
    """Where, as far as what is left can tell."""
    try:
        with _opened(path) as (file, manifest):
            damaged = _strange(file, manifest)
    except (*_UNREADABLE, BackupError):
        return "no backup of a centre, or cut short, or damaged at its end"
    return f"damaged in {damaged}" if damaged else "damaged between its members"


def _strange(file: zipfile.ZipFile, manifest: Manifest) -> str:
    """The members that do not come out as they went in."""
    return ", ".join(member.name for member in manifest.members if not _is_sound(file, member))


def _is_sound(file: zipfile.ZipFile, member: Member) -> bool:
    with Path(os.devnull).open("wb") as nowhere:
        try:
            return _found(file, member, nowhere) == member
        except _UNREADABLE:
            return False


# ---------------------------------------------------------------- members


@contextmanager
def _opened(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    with zipfile.ZipFile(path) as file:
        try:
            manifest = read_manifest(file.read(NAME))
        except BackupError as error:
            raise BackupError(f"{path}: {error}") from error
        yield file, manifest


def _found(file: zipfile.ZipFile, member: Member, target: IO[bytes]) -> Member:
    """The member as it is in the file."""
    with file.open(member.name) as source:
        return _copied(member.name, source, target)


def _copied(name: str, source: IO[bytes], target: IO[bytes]) -> Member:
    digest, size = hashlib.sha256(), 0
    while part := source.read(CHUNK):
        target.write(part)
        digest.update(part)
        size += len(part)
    return Member(name, size, digest.hexdigest())


@contextmanager
def _new(path: Path) -> Iterator[IO[bytes]]:
    """A file for its owner alone, on the disk at the end."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())

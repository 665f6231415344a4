"""What a backup says of itself: which program made it, when, of what, and what must be found in it.

Owns the manifest's form and its reading. Refuses files. Apart because it outlives the program that wrote it.
"""

from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

FORMAT: Final = 1
NAME: Final = "manifest.json"
STORE: Final = "store"
FILES: Final = "files/"
"""Before the path of a file of the data folder."""

Engine = Literal["sqlite", "postgres"]
ENGINES: Final[dict[Engine, str]] = {"sqlite": "SQLite", "postgres": "PostgreSQL"}


class BackupError(RuntimeError):
    """Not saved, not sound or not restored; the text names what and the next step."""


class Member(Struct, frozen=True):
    name: Annotated[str, Meta(pattern=r"^(store|files/[^/].*)$")]
    size: int
    sha256: str


class Snapshot(Struct, frozen=True):
    """The store at the moment it was saved; `cursor` is the highest of its events."""

    engine: Engine
    engine_version: str
    schema: int
    cursor: int
    rows: dict[str, int]


class Manifest(Struct, frozen=True):
    format: int
    program: str
    made_at: str
    store: Snapshot
    members: list[Member]


class _Format(Struct, frozen=True):
    format: int


def program() -> str:
    try:
        return version("motcua")
    except PackageNotFoundError:
        return "unknown"


def read_manifest(text: bytes) -> Manifest:
    """BackupError: it is of a newer program, or no manifest at all."""
    try:
        said = msgspec.json.decode(text, type=_Format).format
        if said != FORMAT:
            raise BackupError(f"format {said} is not known to this program ({FORMAT}); install the newer one")
        manifest = msgspec.json.decode(text, type=Manifest)
    except msgspec.DecodeError as error:
        raise BackupError(f"{NAME} cannot be read: {error}; take another backup") from error
    for member in manifest.members:
        if ".." in member.name.split("/"):
            raise BackupError(f"{member.name} leads out of the data folder; take another backup")
    return manifest

"""The kiosk's folder: what its files are called, and what stands in the two that are not settings.

Owns enrolment.toml (where and with what secret a kiosk asks for its certificate) and problem.json (why a
folder was refused). Refuses reading from cards and sticks (`appliance`). Apart, because the one that takes a
folder over and the kiosk that lives by it must mean the same.
"""

from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from firmware import durable
from firmware.durable import Owner
from firmware.errors import KioskError

SETTINGS: Final = "kiosk.toml"
AUTHORITY: Final = "ca.crt"
ENROLMENT: Final = "enrolment.toml"
KEY: Final = "kiosk.key"
CERTIFICATE: Final = "kiosk.crt"
PROBLEM: Final = "problem.json"


class EnrolmentError(KioskError):
    """enrolment.toml cannot be used."""


class Enrolment(Struct, frozen=True, kw_only=True):
    """`expires_at` is the authority's to judge: at first boot this machine's clock may be decades off."""

    url: Annotated[str, Meta(pattern=r"^https://[^/\s@]+(/[^\s?#]*)?$", max_length=300)]
    secret: Annotated[str, Meta(min_length=8, max_length=300)]
    expires_at: Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$")]


class Problem(Struct, frozen=True):
    """Why what lay on the card or stick was refused; `code` is what a screen has words for."""

    code: str
    detail: str
    remedy: str


def read_enrolment(content: bytes, where: str) -> Enrolment:
    try:
        return msgspec.toml.decode(content, type=Enrolment)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise EnrolmentError(f"{where}: {error}; make a new folder with motcua-provision") from error


def read_problem(folder: Path) -> Problem | None:
    """None where there is none, or nobody could read it."""
    try:
        return msgspec.json.decode((folder / PROBLEM).read_bytes(), type=Problem)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def note_problem(folder: Path, problem: Problem, owner: Owner | None = None) -> None:
    durable.write_whole(folder / PROBLEM, msgspec.json.encode(problem), owner=owner)

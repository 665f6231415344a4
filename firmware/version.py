"""Which release this is, as the packaging metadata says, and which of two is newer."""

import re
from importlib.metadata import PackageNotFoundError, version
from typing import Final

_RELEASE: Final = re.compile(r"\d{1,6}(\.\d{1,6}){1,3}")


def _read() -> str:
    try:
        return version("motcua")
    except PackageNotFoundError:
        return "0+source"


VERSION = _read()


def order(release: str) -> tuple[int, ...]:
    """Something that compares as versions do; ValueError if it is no version like 1.4.0."""
    if not _RELEASE.fullmatch(release):
        raise ValueError(f"version {release!r} is not like 1.4.0; name releases by numbers and dots alone")
    numbers = tuple(int(part) for part in release.split("."))
    return numbers + (0,) * (4 - len(numbers))

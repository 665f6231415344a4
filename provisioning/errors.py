"""What ends a command or a request with one sentence. The text names thing, value and remedy."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from firmware.errors import KioskError


class ProvisionError(KioskError):
    """It cannot be done as asked; nothing was changed.

    What a technician meets is said in Vietnamese first; what only a province's operator does, in English.
    """

    def __init__(self, english: str, vietnamese: str = "") -> None:
        super().__init__(f"{vietnamese}\n{english}" if vietnamese else english)


class FullError(ProvisionError):
    """It could not be written down: the disk is full, or cannot be written."""


@contextmanager
def writing(thing: object) -> Iterator[None]:
    """Says in one sentence why `thing` could not be written."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        full = getattr(error, "errno", None) == errno.ENOSPC or "full" in str(error)
        cause = "the disk is full" if full else getattr(error, "strerror", None) or str(error)
        remedy = "free some space" if full else "mend that"
        raise FullError(
            f"{thing}: {cause}; nothing was changed; {remedy}, then try again",
            f"{thing}: {'ổ đĩa đã đầy' if full else 'không ghi được'}. Chưa có gì thay đổi."
            f" {'Hãy giải phóng dung lượng' if full else 'Hãy khắc phục'} rồi làm lại.",
        ) from error

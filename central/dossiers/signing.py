"""Who may send states: a signature over date and body with a shared secret, and a date that is not old.

Owns both rules. Refuses HTTP, and a signature over the body alone: it does not bind the date, so whoever
recorded a request could send it again under a new one.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

WINDOW: Final = timedelta(minutes=5)
SCHEME: Final = "sha256="


class NotSigned(ValueError):
    """A request that is not let in; the text says what to correct, and never what the signature should be."""


def sign(secret: bytes, body: bytes, date: str) -> str:
    """HMAC-SHA256 over the date as sent, a line feed and the body."""
    return SCHEME + hmac.digest(secret, date.encode() + b"\n" + body, hashlib.sha256).hex()


def check_signature(secret: bytes, body: bytes, *, signature: str, date: str, now: datetime) -> None:
    """NotSigned unless the sender knows the secret and the date is within five minutes of now."""
    offered = signature.strip().lower().encode()
    if not hmac.compare_digest(offered, sign(secret, body, date).encode()):
        wanted = "sha256=<hex HMAC-SHA256 of X-Date, a line feed and the body>"
        raise NotSigned(f"X-Signature is missing or wrong; send {wanted}")
    moment = _moment(date)
    if moment is None:
        raise NotSigned("X-Date is missing or no date; send it as in 2026-11-21T02:15:00Z")
    if abs(now - moment) > WINDOW:
        raise NotSigned(
            f"X-Date {date[:40]} is more than 5 minutes from {now:%Y-%m-%dT%H:%M:%SZ}; set the clock"
        )


def _moment(date: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(date.strip())
            return moment.astimezone(UTC) if moment.tzinfo else None
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None

"""How moments and spans are written on a page.

Owns Vietnam's one time zone on screen. Refuses words but for those it is given.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Final

from central.measures import HANOI
from mqtt.messages import instant

_FIRST_VERSION: Final = 1_500_000_000_000
"""Milliseconds: below it a number is no moment of this product."""


def moment(at: str | None, now: datetime) -> str:
    """``09:05`` today, ``25/11 16:30`` on another day, with the year if it was another; – if not known."""
    try:
        local = datetime.fromisoformat(at or "").astimezone(HANOI)
    except ValueError:
        return "–"
    today = now.astimezone(HANOI)
    if local.date() == today.date():
        return local.strftime("%H:%M")
    return local.strftime("%d/%m %H:%M" if local.year == today.year else "%d/%m/%Y %H:%M")


def since(at: str | None, now: datetime, words: Mapping[str, str]) -> str:
    """``3 ngày``, ``2 giờ``, ``5 phút``: the largest whole unit; words under ``ago.*``."""
    try:
        seconds = (now - datetime.fromisoformat(at or "")).total_seconds()
    except ValueError:
        return "–"
    return span(max(seconds, 0), words)


def ago(at: str | None, now: datetime, words: Mapping[str, str]) -> str:
    """``5 phút trước``; under a minute ``vừa xong``."""
    passed = since(at, now, words)
    return passed if passed in ("–", words["ago.now"]) else words["ago"].format(passed)


def span(seconds: float, words: Mapping[str, str]) -> str:
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= length:
            count = int(seconds // length)
            return words[f"ago.{unit}"].format(count, "" if count == 1 else "s")
    return words["ago.now"]


def begin_of(day: date) -> str:
    """The instant at which a day of Việt Nam begins, as the store writes it."""
    return instant(datetime.combine(day, time(), HANOI))


def version(number: int | None, now: datetime) -> str:
    """The moment of which a version is made, its milliseconds; '' of none or 0, the number of any other."""
    if not number:
        return ""
    if not _FIRST_VERSION <= number <= now.timestamp() * 1000 + 86_400_000:
        return str(number)
    return moment(instant(datetime.fromtimestamp(number / 1000, HANOI)), now)

"""How figures are written on pages: 1.234; 12,5 %; 7,5 phút; 21/11/2026.

Owns the forms in both languages, as filters of the templates. Refuses to compute. Nothing to say is a dash,
so that no cell is mistaken for a zero.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final

from central.measures import HANOI
from central.stats.shares import Share

Words = Mapping[str, str]

NOTHING: Final = "–"
_TIGHT: Final = "\N{NO-BREAK SPACE}"
_TEN_MINUTES: Final = 600


def grouped(number: int | None, words: Words) -> str:
    """``1.234``."""
    return NOTHING if number is None else f"{number:,}".replace(",", words["thousands"])


def decimal(number: float | None, words: Words, places: int = 1) -> str:
    return NOTHING if number is None else f"{number:.{places}f}".replace(".", words["decimal"])


def percent(share: float | None, words: Words) -> str:
    """``12,5 %`` of 0.125."""
    return NOTHING if share is None else f"{decimal(share * 100, words)}{words['percent']}"


def interval(share: Share, words: Words) -> str:
    """``92,1–94,5 %``: where the share lies with 95 % confidence."""
    return f"{decimal(share.low * 100, words)}–{percent(share.high, words)}"


def minutes(seconds: float | None, words: Words) -> str:
    """``7,5 phút``, from ten minutes on ``12 phút``: the classes of times are no finer than that."""
    if seconds is None:
        return NOTHING
    number = decimal(seconds / 60, words, 1 if seconds < _TEN_MINUTES else 0)
    return f"{number}{_TIGHT}{words['minutes']}"


def day(text: str) -> str:
    """``21/11/2026`` of ``2026-11-21``."""
    return date.fromisoformat(text).strftime("%d/%m/%Y")


def days(first: str, last: str) -> str:
    """``21/11/2026``, or ``15/11–21/11/2026``."""
    return day(first) if first == last else f"{date.fromisoformat(first).strftime('%d/%m')}–{day(last)}"


def moment(text: str | None) -> str:
    """``21/11 09:15`` in Việt Nam, of a wire instant."""
    return datetime.fromisoformat(text).astimezone(HANOI).strftime("%d/%m %H:%M") if text else NOTHING


FILTERS: Final[dict[str, Callable[..., str]]] = {
    "grouped": grouped,
    "percent": percent,
    "interval": interval,
    "minutes": minutes,
    "day": day,
    "days": days,
    "decimal": decimal,
    "moment": moment,
}

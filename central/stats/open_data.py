"""Figures of wards and officers as programs and spreadsheets get them: plain, and careful with few presses.

Owns which figures are given and which are withheld: no levels of fewer than five presses, no officer's share
of fewer than thirty. Refuses sums (`sums`) and arithmetic (`reading`). A share always comes with its count
and its 95 % interval, and is of smiley presses: never a figure of Decision 766/QĐ-TTg.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import peewee

from central.queries import LEVELS, Scope
from central.stats import reading
from central.stats.measured import OPEN
from central.stats.officers import MINIMUM, officers
from central.stats.places import name_of
from central.stats.shares import Share
from central.stats.sums import by_ward

ENOUGH_PRESSES: Final = 5


@dataclass(frozen=True, slots=True)
class Ward:
    """Sums of the period's days. Levels and shares are null below five presses; waits are in seconds."""

    province: str
    ward: str
    name: str
    tickets: int
    served: int
    no_shows: int
    waits: int
    median_wait: float | None
    p90_wait: float | None
    presses: int
    very_satisfied: int | None
    satisfied: int | None
    neutral: int | None
    unsatisfied: int | None
    very_unsatisfied: int | None
    content_share: float | None
    content_low: float | None
    content_high: float | None


@dataclass(frozen=True, slots=True)
class Officer:
    """By the ward's own code. Shares are null below thirty presses; `mean_service` is in seconds."""

    officer: str
    served: int
    no_shows: int
    mean_service: float | None
    presses: int
    content_share: float | None
    content_low: float | None
    content_high: float | None


def wards(reader: peewee.Database, scope: Scope) -> list[Ward]:
    """Every ward with a figure in the period, by code."""
    return [_ward(area, sums) for area, sums in sorted(by_ward(reader, scope, OPEN).items())]


def officers_of(reader: peewee.Database, scope: Scope) -> list[Officer]:
    """By code: an order by content would be a ranking, which this is not."""
    found = officers(reader, scope)
    return [
        Officer(
            one.officer,
            one.served,
            one.no_shows,
            _rounded(one.service),
            one.satisfaction.whole,
            *_content(one.satisfaction, MINIMUM),
        )
        for one in sorted((*found.ranked, *found.apart), key=lambda one: one.officer)
    ]


def _ward(area: str, sums: Mapping[str, int]) -> Ward:
    province, _, ward = area.partition("/")
    waits, content = reading.times(sums, "wait"), reading.satisfaction(sums)
    told = content.whole >= ENOUGH_PRESSES
    share, low, high = _content(content, ENOUGH_PRESSES)
    levels: dict[str, Any] = {level: sums.get(f"rating:{level}", 0) if told else None for level in LEVELS}
    return Ward(
        province=province,
        ward=ward,
        name=name_of(area),
        tickets=sums.get("tickets", 0),
        served=sums.get("served", 0),
        no_shows=sums.get("no_shows", 0),
        waits=waits.count,
        median_wait=_rounded(waits.median),
        p90_wait=_rounded(waits.p90),
        presses=content.whole,
        **levels,
        content_share=share,
        content_low=low,
        content_high=high,
    )


def _content(share: Share, enough: int) -> tuple[float | None, float | None, float | None]:
    """Share and interval, to four decimals."""
    if share.value is None or share.whole < enough:
        return None, None, None
    return round(share.value, 4), round(share.low, 4), round(share.high, 4)


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)

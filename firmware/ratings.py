"""Ratings: who may rate what, corrections, and the rest between two visitors.

Owns turning a press or touch into `rating.given`, and taking one back. Refuses lamps and screens. A rating is
on disk the moment it is given; a change of mind or a reason voids it and gives a new one, so that nothing in
the ledger is ever rewritten.
"""

import logging
from dataclasses import dataclass, replace
from typing import Final

from firmware import ledger
from firmware.clock import Now
from firmware.events import Source
from firmware.screens import OfficerCard
from firmware.store import RatingRow
from firmware.tickets import business_day
from mqtt.facts import Level, RatingGiven, RatingVoided
from mqtt.messages import instant

log = logging.getLogger(__name__)

CORRECTION_SECONDS: Final = 3.0
REST_SECONDS: Final = 10.0
NEGATIVE: Final[frozenset[Level]] = frozenset({"unsatisfied", "very_unsatisfied"})
REASONS: Final = ("attitude", "long_wait", "unclear", "many_trips")


@dataclass(frozen=True, slots=True)
class Rating:
    """One rating as given; `given_at` is monotonic seconds."""

    id: str
    day: str
    level: Level
    scale: tuple[Level, ...]
    officer: OfficerCard | None
    ticket: str | None
    source: Source
    given_at: float
    reasons: tuple[str, ...] = ()

    def correctable(self, now: Now) -> bool:
        return now.monotonic - self.given_at < CORRECTION_SECONDS

    def resting(self, now: Now) -> bool:
        """Presses are ignored for a while, so that one visitor is one rating."""
        return CORRECTION_SECONDS <= now.monotonic - self.given_at < CORRECTION_SECONDS + REST_SECONDS


def give(
    level: Level,
    scale: tuple[Level, ...],
    *,
    officer: OfficerCard | None,
    ticket: str | None,
    source: Source,
    now: Now,
) -> Rating:
    """Record a rating with its ledger row in the open transaction."""
    rating = Rating("", business_day(now), level, scale, officer, ticket, source, now.monotonic)
    return _write(rating, now)


def correct(rating: Rating, level: Level, now: Now) -> Rating:
    """A second press soon after the first replaces it; the window still counts from the first."""
    if level == rating.level:
        return rating
    void(rating, "corrected", now)
    return _write(replace(rating, level=level, reasons=()), now)


def explain(rating: Rating, reason: str, now: Now) -> Rating:
    """Add the reason for a negative level."""
    void(rating, "reason_added", now)
    return _write(replace(rating, reasons=(reason,)), now)


def void(rating: Rating, why: str, now: Now) -> None:
    RatingRow.update(voided_at=instant(now.wall)).where(RatingRow.id == rating.id).execute()
    officer = rating.officer.id if rating.officer else None
    fact = RatingVoided(rating=rating.id, day=rating.day, level=rating.level, officer=officer, why=why)
    ledger.append(fact, now)
    log.info("rating voided level=%s why=%s", rating.level, why)


def rated(ticket: str, day: str) -> bool:
    """Whether a ticket of that day already carries its one rating."""
    return bool(
        RatingRow.select()
        .where(RatingRow.day == day, RatingRow.ticket == ticket, RatingRow.voided_at.is_null())
        .exists()
    )


def _write(rating: Rating, now: Now) -> Rating:
    officer, counter = (rating.officer.id, rating.officer.counter) if rating.officer else (None, None)
    fact = RatingGiven(
        day=rating.day,
        level=rating.level,
        scale=list(rating.scale),
        officer=officer,
        counter=counter,
        ticket=rating.ticket,
        reasons=list(rating.reasons),
        source=rating.source.value,
    )
    rating = replace(rating, id=ledger.append(fact, now))
    RatingRow.insert(
        id=rating.id,
        day=rating.day,
        level=rating.level,
        officer=officer,
        counter=counter,
        ticket=rating.ticket,
        source=rating.source.value,
        given_at=instant(now.wall),
    ).execute()
    log.info("rating given level=%s source=%s", rating.level, rating.source)
    return rating

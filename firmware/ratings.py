"""Ratings: who may rate what, corrections, and the rest between two visitors.

Owns turning a press or touch into `rating.given`, and taking one back. Refuses lamps and screens. A rating is
on disk the moment it is given; a change of mind or a reason voids it and gives a new one, so that nothing in
the ledger is ever rewritten.
"""

import logging
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from firmware import ledger
from firmware.clock import Now
from firmware.days import business_day
from firmware.events import Source
from firmware.rating_screens import OfficerCard
from firmware.store import RatingRow
from mqtt.facts import RatingGiven, RatingVoided
from mqtt.messages import instant
from mqtt.scalars import Level

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
    if level == rating.level or not void(rating, "corrected", now):
        return rating
    return _write(replace(rating, level=level, reasons=()), now)


def explain(rating: Rating, reason: str, now: Now) -> Rating:
    """Add the reason for a negative level."""
    if not void(rating, "reason_added", now):
        return rating
    return _write(replace(rating, reasons=(reason,)), now)


def void(rating: Rating, why: str, now: Now) -> bool:
    """Take it back; False if a supervisor did so meanwhile: then nothing replaces it."""
    officer = rating.officer.id if rating.officer else None
    fact = RatingVoided(rating=rating.id, day=rating.day, level=rating.level, officer=officer, why=why)
    return _void(fact, now)


def void_by_supervisor(rating_id: str, officer: str, reason: str, now: Now) -> bool:
    """Take any rating back, with who and why; False if there is none, or it was taken back before."""
    row = RatingRow.get_or_none(RatingRow.id == rating_id)
    if row is None:
        return False
    fact = RatingVoided(
        rating=row.id,
        day=row.day,
        level=msgspec.convert(row.level, Level),
        officer=row.officer,
        why="supervisor",
        by=officer,
        note=reason,
    )
    return _void(fact, now)


def _void(fact: RatingVoided, now: Now) -> bool:
    changed = (
        RatingRow.update(
            voided_at=instant(now.wall), voided_by=fact.by, voided_note=fact.note if fact.by else fact.why
        )
        .where(RatingRow.id == fact.rating, RatingRow.voided_at.is_null())
        .execute()
    )
    if changed:
        ledger.append(fact, now)
        log.info("rating voided level=%s why=%s by=%s", fact.level, fact.why, fact.by)
    return bool(changed)


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

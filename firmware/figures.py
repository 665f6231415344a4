"""A day's figures as the supervisor's pages and the report show them. Pure values, minutes and counts.

Owns their shapes. Refuses counting (`report`) and paper (`ui.counter`). Apart from `pages`, which has what
officers and the hall look at while the day runs.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spell:
    """How long a group of cases took, in seconds; None where there were none."""

    cases: int
    median: int | None
    p90: int | None
    longest: int | None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One service, counter, officer or hour; `key` is its code or number, `name` what people call it."""

    key: str
    name: str
    issued: int
    served: int
    no_show: int
    waiting: int
    wait: Spell
    service: Spell


@dataclass(frozen=True, slots=True)
class LongWait:
    number: str
    service: str
    waited_seconds: int


@dataclass(frozen=True, slots=True)
class RatingLine:
    """One rating as a supervisor sees it; `voided` is the reason once it was taken back."""

    id: str
    at: str
    level: str
    ticket: str | None
    officer: str | None
    counter: int | None
    voided: str


@dataclass(frozen=True, slots=True)
class ClosingLine:
    id: int
    day: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class DayReport:
    """`ratings` maps level to presses that count; `unattributed` of them belong to no officer."""

    office: str
    day: str
    total: ReportRow
    services: tuple[ReportRow, ...]
    counters: tuple[ReportRow, ...]
    hours: tuple[ReportRow, ...]
    long_waits: tuple[LongWait, ...]
    ratings: tuple[tuple[str, int], ...]
    unattributed: int


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """An officer's own ratings of the days before today; `levels` None below five ratings."""

    until: str
    ratings: int
    levels: tuple[tuple[str, int], ...] | None

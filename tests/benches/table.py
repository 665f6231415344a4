"""A figure, its reach, and the one table of a run.

Owns ratios, medians, and the verdict. Refuses to measure. Apart, so that every bench only returns values.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEADS = ("figure", "ours", "peer", "ratio", "reach", "met?")


@dataclass(frozen=True, slots=True)
class Reach:
    """What we want of our own figure, or of its ratio to the peer's."""

    limit: float
    at_least: bool = False
    of_ratio: bool = False

    def met(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}{'×' if self.of_ratio else ''}"


@dataclass(frozen=True, slots=True)
class Figure:
    """`ours` and `peer` in the same unit; without a `reach` it is for information."""

    what: str
    unit: str
    ours: float
    peer: float | None = None
    reach: Reach | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.peer if self.peer else None

    @property
    def met(self) -> bool | None:
        """None where nothing was to be reached, or the peer could not be measured."""
        value = self.ratio if self.reach and self.reach.of_ratio else self.ours
        return None if self.reach is None or value is None else self.reach.met(value)

    def row(self) -> tuple[str, ...]:
        return (
            f"{self.what}, {self.unit}",
            number(self.ours),
            number(self.peer),
            "–" if self.ratio is None else f"{self.ratio:.2f}×",
            "–" if self.reach is None else str(self.reach),
            {True: "yes", False: "MISSED", None: "–"}[self.met],
        )


def number(value: float | None) -> str:
    """Three significant digits, and no more than three decimals."""
    if value is None:
        return "–"
    decimals = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:,.{decimals}f}"


def quantile(values: Iterable[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def table(figures: Sequence[Figure]) -> str:
    rows = [HEADS, *(figure.row() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    lines = [_line(row, widths) for row in rows]
    lines.insert(1, "|".join(["", *("-" * (width + 2) for width in widths), ""]))
    return "\n".join(lines)


def verdict(figures: Sequence[Figure]) -> str:
    missed = [figure for figure in figures if figure.met is False]
    if not missed:
        return "Every reach was met."
    return "\n".join(
        ["Missed:", *(f"- {figure.what}, {figure.unit}: {_shortfall(figure)}" for figure in missed)]
    )


def _shortfall(figure: Figure) -> str:
    ratio = figure.reach is not None and figure.reach.of_ratio
    value = f"{figure.ratio:.2f}×" if ratio else number(figure.ours)
    return f"{value}, wanted {figure.reach}"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (
        cell.ljust(width) if column == 0 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "| " + " | ".join([first, *rest]) + " |"

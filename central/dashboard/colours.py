"""What the colours of tiles say: one figure in five steps, and the legend of them.

Owns the steps, which never move, so that a colour means the same tomorrow; only numbers taken are measured
against the busiest tile. Refuses pixels: a step is the name of a class in base.css. Every tile also says its
figure, for whoever does not see colours; one with fewer cases than a rank needs says it without a colour.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, Literal, get_args

from central.dashboard.charts import ENOUGH_PRESSES
from central.dashboard.written import grouped, minutes, percent
from central.stats.ranking import MINIMUM
from central.stats.tiles import Tile

Layer = Literal["satisfaction", "wait", "no_shows", "tickets", "online"]
Words = Mapping[str, str]

LAYERS: Final[tuple[Layer, ...]] = get_args(Layer)
LAST: Final = 4
"""The best, or the most, of the steps 0 to 4."""


@dataclass(frozen=True, slots=True)
class Colouring:
    """`ends` are the four values at which the next step begins; `better` tells which side is the good one."""

    layer: Layer
    ends: tuple[float, ...]
    better: Literal["more", "less", "neither"]
    value: Callable[[Tile], float | None]
    cases: Callable[[Tile], int]
    written: Callable[[float, Words], str]

    def tone(self, tile: Tile) -> str:
        value = self.value(tile)
        if value is None:
            return "tone-none"
        enough = self.better == "neither" or self.cases(tile) >= MINIMUM
        return self._tone(sum(value >= end for end in self.ends)) if enough else "tone-few"

    def says(self, tile: Tile, words: Words) -> str:
        value = self.value(tile)
        return "–" if value is None else self.written(value, words)

    def legend(self, words: Words) -> list[tuple[str, str]]:
        """(class, words) from the lowest values to the highest."""
        said = [self.written(end, words) for end in self.ends]
        first, last = f"{words['below']} {said[0]}", f"{words['from']} {said[-1]}"
        between = [f"{low} – {high}" for low, high in pairwise(said)]
        return [(self._tone(step), text) for step, text in enumerate([first, *between, last])]

    def _tone(self, step: int) -> str:
        match self.better:
            case "more":
                return f"tone-{step}"
            case "less":
                return f"tone-{LAST - step}"
            case "neither":
                return f"weight-{step}"


def colouring(layer: Layer, tiles: Iterable[Tile]) -> Colouring:
    """Of tickets, relative to the busiest of these tiles."""
    if layer != "tickets":
        return _COLOURINGS[layer]
    most = max((tile.tickets for tile in tiles), default=0)
    ends = tuple(
        float(max(round(most * share), step)) for step, share in enumerate((0.1, 0.25, 0.5, 0.75), 1)
    )
    return replace(_COLOURINGS["tickets"], ends=ends)


def layer_named(text: str | None) -> Layer:
    return next((layer for layer in LAYERS if layer == text), "satisfaction")


def _satisfaction(tile: Tile) -> float | None:
    """None below five presses: no distribution of so few is shown."""
    return tile.satisfaction.value if tile.satisfaction.whole >= ENOUGH_PRESSES else None


def _tickets(number: float, words: Words) -> str:
    return grouped(round(number), words)


_COLOURINGS: Final[dict[Layer, Colouring]] = {
    "satisfaction": Colouring(
        layer="satisfaction",
        ends=(0.8, 0.88, 0.92, 0.96),
        better="more",
        value=_satisfaction,
        cases=lambda tile: tile.satisfaction.whole,
        written=percent,
    ),
    "wait": Colouring(
        layer="wait",
        ends=(300, 600, 900, 1500),
        better="less",
        value=lambda tile: tile.wait.median,
        cases=lambda tile: tile.wait.count,
        written=minutes,
    ),
    "no_shows": Colouring(
        layer="no_shows",
        ends=(0.01, 0.02, 0.04, 0.08),
        better="less",
        value=lambda tile: tile.no_shows.value,
        cases=lambda tile: tile.no_shows.whole,
        written=percent,
    ),
    "tickets": Colouring(
        layer="tickets",
        ends=(1, 2, 3, 4),
        better="neither",
        value=lambda tile: float(tile.tickets),
        cases=lambda tile: tile.tickets,
        written=_tickets,
    ),
    "online": Colouring(
        layer="online",
        ends=(0.75, 0.9, 0.95, 1),
        better="more",
        value=lambda tile: tile.presence.online.value,
        cases=lambda tile: MINIMUM,
        written=percent,
    ),
}

"""What an event costs while the store grows: from readings to costs, their ends, and a picture.

Owns the arithmetic and the drawing (SVG, so that nothing needs installing). Refuses to measure.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

Point = tuple[int, float, float]
"""Events committed, and processor seconds used by then at the centre and in PostgreSQL."""
Cost = tuple[int, float, float]
"""Events committed, and microseconds for each of the last ones at the centre and in PostgreSQL."""

STEPS: Final = 50
WIDTH, HEIGHT, MARGIN = 900, 360, 60
COLOURS: Final = (("centre", "#0b5394"), ("PostgreSQL", "#b45f06"))


def costs(points: Sequence[Point], skipped: int) -> list[Cost]:
    """In so many steps as there are readings for, fifty at most, from `skipped` events on."""
    points = [point for point in points if point[0] >= skipped] or list(points)
    step = max((points[-1][0] - points[0][0]) / STEPS, 1)
    found: list[Cost] = []
    last = points[0]
    for point in points[1:]:
        if (fresh := point[0] - last[0]) >= step:
            centre, server = point[1] - last[1], point[2] - last[2]
            found.append((point[0], centre / fresh * 1e6, server / fresh * 1e6))
            last = point
    return found


def ends(found: Sequence[Cost]) -> tuple[float, float]:
    """The mean cost of an event, both processes together, in the last tenth and in the first."""
    tenth = max(len(found) // 10, 1)
    last, first = (
        sum(centre + server for _, centre, server in some) / len(some)
        for some in (found[-tenth:], found[:tenth])
    )
    return last, first


def draw(found: Sequence[Cost], path: Path) -> None:
    most, dearest = found[-1][0], max(max(cost[1:]) for cost in found) * 1.2
    path.parent.mkdir(parents=True, exist_ok=True)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
        ' font-size="13"><rect width="100%" height="100%" fill="white"/>',
        *_grid(most, dearest),
        *(_line(found, side, most, dearest) for side in (1, 2)),
    ]
    path.write_text("\n".join([*parts, "</svg>\n"]), encoding="utf-8")


def _line(found: Sequence[Cost], side: int, most: int, dearest: float) -> str:
    name, colour = COLOURS[side - 1]
    spots = " ".join(f"{_x(cost[0], most):.1f},{_y(cost[side], dearest):.1f}" for cost in found)
    at = _y(found[-1][side], dearest) - 8
    return (
        f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{spots}"/>'
        f'<text x="{WIDTH - MARGIN}" y="{at:.1f}" fill="{colour}" text-anchor="end">{name}</text>'
    )


def _grid(most: int, dearest: float) -> list[str]:
    lines = [f'<text x="{MARGIN}" y="24">Processor time for an event, µs, by events stored</text>']
    for part in range(5):
        cost, events = dearest * part / 4, most * part / 4
        y, x = _y(cost, dearest), _x(events, most)
        lines += [
            f'<path d="M{MARGIN} {y:.1f}H{WIDTH - MARGIN}" stroke="#ddd"/>',
            f'<text x="{MARGIN - 8}" y="{y + 4:.1f}" text-anchor="end">{cost:.0f}</text>',
            f'<text x="{x:.1f}" y="{HEIGHT - MARGIN + 20}" text-anchor="middle">{events / 1e6:.1f} M</text>',
        ]
    return lines


def _x(events: float, most: int) -> float:
    return MARGIN + events / most * (WIDTH - 2 * MARGIN)


def _y(cost: float, dearest: float) -> float:
    return HEIGHT - MARGIN - cost / dearest * (HEIGHT - 2 * MARGIN)

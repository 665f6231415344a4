"""Charts as plain values in Plotly's form, which `charts.js` draws.

Owns which marks are drawn, their axes and what they say when pointed at. Refuses figures: it is given them.
Every chart stands beside a table of the same figures.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

from central.dashboard.written import decimal, grouped, interval, minutes, percent
from central.stats.heat import Heat
from central.stats.shares import Share
from central.stats.trend import Point, Trend

Chart = dict[str, Any]
Words = dict[str, str]

NAVY: Final = "#003A70"
INK: Final = "#111827"
GOOD: Final = "#0B5D3B"
AMBER: Final = "#B04408"
PALE: Final = "rgba(11, 93, 59, .35)"
GRID: Final = "#E3E9F1"
HEAT: Final = [[0, "#F1F5FA"], [0.5, "#B4D0EA"], [1, "#6FA3D8"]]
"""Light enough for dark figures upon it."""
ENOUGH_PRESSES: Final = 5
OPENS, CLOSES = 7, 16
"""A day's axis reaches at least from one to the other, so that the morning looks like a morning."""

_BANDS: Final = ((0.74, 0.96), (0.37, 0.6), (0.0, 0.24))
"""Tickets, waits and satisfaction one above the other, on one time axis: no two scales share a panel."""


def trend_chart(trend: Trend, words: Words, link: Callable[[str], str] | None = None) -> Chart:
    """`link` is the address that a day leads to."""
    points = trend.points
    at = [_x(point, trend) for point in points]
    links = [link(point.at) for point in points] if link and trend.by == "day" else None
    return {
        "data": [
            _tickets(points, at, words, links),
            _waits(points, at, words),
            _satisfaction(points, at, words),
        ],
        "layout": {
            "height": 460,
            "showlegend": False,
            "separators": words["decimal"] + words["thousands"],
            "hovermode": "x unified",
            "bargap": 0.25,
            "margin": {"l": 52, "r": 12, "t": 8, "b": 36},
            "xaxis": {"anchor": "y3", "showgrid": False, "fixedrange": True, **_time_axis(trend)},
            "yaxis": _axis(_BANDS[0], rangemode="tozero", tickformat=",d"),
            "yaxis2": _axis(_BANDS[1], rangemode="tozero"),
            "yaxis3": _axis(_BANDS[2], ticksuffix=words["percent"], **_percent_range(points)),
            "annotations": [
                _heading(words["tickets"], _BANDS[0]),
                _heading(words[f"trend.{trend.waits_are}"], _BANDS[1]),
                _heading(words["trend.satisfaction"], _BANDS[2]),
            ],
        },
    }


def heat_chart(heat: Heat, words: Words) -> Chart:
    """Weekdays from Monday at the top, hours from left to right; each cell says its number."""
    weekdays = range(6 if 6 not in heat.days else 7)
    said = f"%{{y}}, %{{x}}{words['hour']}: %{{text}} {words['heat.per_hour']}<extra></extra>"
    cells = [[heat.mean(weekday, hour) for hour in heat.hours] for weekday in weekdays]
    most = max((cell or 0 for row in cells for cell in row), default=0)
    shown = [[_cell(cell, words) for cell in row] for row in cells]
    return {
        "data": [
            {
                "type": "heatmap",
                "x": [str(hour) for hour in heat.hours],
                "y": [words[f"weekday.{weekday}"] for weekday in weekdays],
                "z": cells,
                "text": shown,
                "texttemplate": "%{text}",
                "textfont": {"color": INK},
                "hovertemplate": said,
                "colorscale": HEAT,
                "zmin": 0,
                "zmax": most or 1,
                "showscale": False,
                "xgap": 3,
                "ygap": 3,
            }
        ],
        "layout": {
            "height": 96 + 44 * len(weekdays),
            "margin": {"l": 84, "r": 12, "t": 32, "b": 8},
            "xaxis": {"side": "top", "fixedrange": True, "type": "category", "tickangle": 0, "ticks": ""},
            "yaxis": {"autorange": "reversed", "fixedrange": True, "type": "category", "ticks": ""},
        },
    }


def _tickets(points: Sequence[Point], at: list[str], words: Words, links: list[str] | None) -> Chart:
    counts = [point.tickets for point in points]
    bars = {"type": "bar", "x": at, "y": counts, "marker": {"color": NAVY}, "name": words["tickets"]}
    said = [grouped(count, words) for count in counts]
    hover = {"hovertext": said, "hovertemplate": f"{words['tickets']}: %{{hovertext}}<extra></extra>"}
    return {**bars, **hover, **({"customdata": links} if links else {})}


def _waits(points: Sequence[Point], at: list[str], words: Words) -> Chart:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": at,
        "y": [None if point.wait is None else round(point.wait / 60, 2) for point in points],
        "yaxis": "y2",
        "line": {"color": AMBER, "width": 2.5},
        "marker": {"size": 7},
        "hovertext": [minutes(point.wait, words) for point in points],
        "hovertemplate": f"{words['wait']}: %{{hovertext}}<extra></extra>",
    }


def _satisfaction(points: Sequence[Point], at: list[str], words: Words) -> Chart:
    """Points with their interval; fewer than five presses are not drawn."""
    marks = [_mark(point.satisfaction) for point in points]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": at,
        "y": [value for value, _, _ in marks],
        "yaxis": "y3",
        "line": {"color": GOOD, "width": 2.5},
        "marker": {"size": 7},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [up for _, up, _ in marks],
            "arrayminus": [down for _, _, down in marks],
            "color": PALE,
            "thickness": 6,
            "width": 0,
        },
        "hovertext": [_said(point.satisfaction, words) for point in points],
        "hovertemplate": f"{words['satisfaction']}: %{{hovertext}}<extra></extra>",
    }


def _mark(share: Share) -> tuple[float | None, float, float]:
    """Percent, and how far the interval reaches above and below."""
    if share.value is None or share.whole < ENOUGH_PRESSES:
        return None, 0.0, 0.0
    up, down = share.high - share.value, share.value - share.low
    return round(share.value * 100, 2), round(up * 100, 2), round(down * 100, 2)


def _said(share: Share, words: Words) -> str:
    if share.whole < ENOUGH_PRESSES:
        return words["few"]
    return f"{percent(share.value, words)} ({interval(share, words)}; n = {grouped(share.whole, words)})"


def _x(point: Point, trend: Trend) -> str:
    return point.at if trend.by == "day" else f"{int(point.at)}"


def _time_axis(trend: Trend) -> Chart:
    if trend.by == "day":
        return {"type": "date", "tickformat": "%d/%m", "hoverformat": "%d/%m/%Y"}
    hours = [OPENS, CLOSES, *(int(point.at) for point in trend.points)]
    reach = [min(hours) - 0.6, max(hours) + 0.6]
    return {"type": "linear", "dtick": 1, "ticksuffix": "h", "showticksuffix": "last", "range": reach}


def _axis(domain: tuple[float, float], **more: object) -> Chart:
    return {"domain": domain, "gridcolor": GRID, "fixedrange": True, "nticks": 5, "zeroline": False, **more}


def _percent_range(points: Sequence[Point]) -> Chart:
    """From the lowest interval to 100 %, so that a difference of a few percent is seen."""
    lows = [point.satisfaction.low for point in points if point.satisfaction.whole >= ENOUGH_PRESSES]
    lowest = min(lows, default=0.5)
    return {"range": [max(0, (lowest * 100 // 10) * 10), 101]}


def _heading(text: str, band: tuple[float, float]) -> Chart:
    return {
        "text": f"<b>{text}</b>",
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": band[1],
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 13, "color": "#374151"},
    }


def _cell(mean: float | None, words: Words) -> str:
    if not mean:
        return ""
    return decimal(mean, words) if mean < 10 else grouped(round(mean), words)

"""How booking from home goes from day to day, as a chart in Plotly's form.

Owns its marks: what became of those who booked, stacked, and the places on offer above them. Refuses figures.
The table beside it says the same.
"""

from collections.abc import Callable, Sequence
from typing import Final

from central.dashboard.charts import AMBER, GOOD, GRID, INK, Chart, Words
from central.dashboard.written import grouped
from central.stats.bookings import Bookings, Counts

PENDING: Final = "#B4D0EA"
STACKED: Final = (("used", GOOD), ("missed", AMBER), ("open", PENDING))


def booking_chart(bookings: Bookings, words: Words, link: Callable[[str], str]) -> Chart:
    """`link` is the address that a day leads to."""
    at, counts = list(bookings.days), list(bookings.days.values())
    links = [link(day) for day in at]
    bars = [_bars(name, colour, at, counts, words) | {"customdata": links} for name, colour in STACKED]
    return {
        "data": [*bars, _offered(at, counts, words)],
        "layout": {
            "height": 300,
            "barmode": "stack",
            "bargap": 0.25,
            "hovermode": "x unified",
            "separators": words["decimal"] + words["thousands"],
            "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
            "margin": {"l": 52, "r": 12, "t": 8, "b": 36},
            "xaxis": {
                "type": "date",
                "tickformat": "%d/%m",
                "hoverformat": "%d/%m/%Y",
                "showgrid": False,
                "fixedrange": True,
            },
            "yaxis": {
                "rangemode": "tozero",
                "tickformat": ",d",
                "gridcolor": GRID,
                "fixedrange": True,
                "nticks": 5,
            },
        },
    }


def _bars(name: str, colour: str, at: Sequence[str], counts: Sequence[Counts], words: Words) -> Chart:
    values = [getattr(count, name) for count in counts]
    said = words[f"bookings.{name}"]
    return {
        "type": "bar",
        "name": said,
        "x": at,
        "y": values,
        "marker": {"color": colour},
        "hovertext": [grouped(value, words) for value in values],
        "hovertemplate": f"{said}: %{{hovertext}}<extra></extra>",
    }


def _offered(at: Sequence[str], counts: Sequence[Counts], words: Words) -> Chart:
    """Left out on days of which the offers of some wards are not known."""
    values = [None if count.unknown else count.offered for count in counts]
    said = words["bookings.offered"]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": said,
        "x": at,
        "y": values,
        "marker": {"symbol": "line-ew", "size": 8, "line": {"color": INK, "width": 2.5}},
        "hovertext": [grouped(value, words) for value in values],
        "hovertemplate": f"{said}: %{{hovertext}}<extra></extra>",
    }

"""`/trends`: when people come (hour by weekday), and how it goes from day to day.

Owns the page. Refuses figures (`central.stats`) and marks (`charts`). Without days in its address it shows
the last thirty: one day says nothing of weekdays.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.dashboard.addresses import Addresses, area_of, as_named
from central.dashboard.booking_chart import booking_chart
from central.dashboard.charts import ENOUGH_PRESSES, heat_chart, trend_chart
from central.dashboard.shell import Asked, Shell
from central.dashboard.words.shell import SHELL
from central.dashboard.words.trends import TRENDS
from central.stats.bookings import bookings
from central.stats.heat import heat
from central.stats.places import located, title_of
from central.stats.trend import trend

DAYS: Final = 30


class TrendsPage:
    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def routes(self) -> list[Route]:
        return [Route("/trends", self.whole)]

    def whole(self, request: Request) -> Response:
        asked = _asked(self._shell, request)
        area = area_of(asked.scope)
        addresses = Addresses(as_named(asked.scope, request.query_params), asked.language)
        words = {**SHELL[asked.language], **TRENDS[asked.language]}
        with self._shell.database:
            days = trend(self._shell.database, asked.scope)
            hours = heat(self._shell.database, asked.scope)
            booked = bookings(self._shell.database, asked.scope, date.fromisoformat(asked.today))

        def of_day(path: str) -> Callable[[str], str]:
            return lambda day: addresses.to(path, area, **{"from": day, "to": day})

        return self._shell.page(
            request,
            "trends",
            asked,
            TRENDS,
            place=title_of(area),
            crumbs=addresses.crumbs("/trends", area, asked.viewer.area),
            trend=days,
            chart=trend_chart(days, words, of_day("/")),
            heat=hours,
            heat_chart=heat_chart(hours, words),
            enough=ENOUGH_PRESSES,
            booked=booked,
            booking_chart=booking_chart(booked, words, of_day("/trends")),
            to=addresses.to,
            title_of=title_of,
        )


def _asked(shell: Shell, request: Request) -> Asked:
    asked = shell.asked(request)
    scope = located(asked.scope)
    if not (request.query_params.get("from") or request.query_params.get("to")):
        first = date.fromisoformat(asked.today) - timedelta(days=DAYS - 1)
        scope = replace(scope, first_day=first.isoformat())
    return replace(asked, scope=scope)

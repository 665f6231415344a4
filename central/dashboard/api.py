"""The read-only JSON API, version 1.

Owns answers and problem documents (RFC 9457). Refuses SQL (`central.queries`), pages, and the forms of
parameters (`parameters`): it names the declared ones that each endpoint reads.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import msgspec
import peewee
from starlette.requests import Request
from starlette.responses import Response

from central.dashboard.openapi import Endpoint, Problem
from central.dashboard.parameters import AFTER, AREA, LIMIT, ONE_WARD, PERIOD, PROVINCE, WARD
from central.dashboard.parameters import BadParameter as BadParameter
from central.dashboard.parameters import read_scope as read_scope
from central.dashboard.viewer import ANYBODY, Viewer
from central.generations import Followed, follow, read_place
from central.measures import HANOI
from central.queries import KioskRow, Scope, Summary, kiosks, summary
from central.stats.bookings import WardDay, ward_days
from central.stats.open_data import Officer, Ward, officers_of, wards
from central.tally import Tally
from mqtt.messages import instant

STALLED_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Pulse:
    """Whether the centre is alive: when its writer last turned, and whether the broker is reached.

    `standing_by`: another process writes, and this one only answers.
    `waiting` is how many messages arrived and are not committed yet; `backed_up_at`: the newest backup.
    """

    turned_at: Callable[[], datetime | None]
    broker_up: Callable[[], bool]
    standing_by: Callable[[], bool] = lambda: False
    waiting: Callable[[], int] = lambda: 0
    tally: Tally = field(default_factory=Tally)
    sms_trouble: Callable[[], str] = lambda: ""
    backed_up_at: Callable[[], datetime | None] = lambda: None


class Api:
    """Endpoints run in worker threads; each opens and closes its own read-only connection."""

    def __init__(self, reader: peewee.Database, clock: Callable[[], datetime], pulse: Pulse) -> None:
        self._reader = reader
        self._clock = clock
        self._pulse = pulse

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint(path="/api/v1/summary", serve=self.summary, answer=Summary, parameters=(*AREA, *PERIOD)),
            Endpoint(
                path="/api/v1/wards",
                serve=self.wards,
                answer=list[Ward],
                parameters=(PROVINCE, WARD, *PERIOD),
            ),
            Endpoint(
                path="/api/v1/officers",
                serve=self.officers,
                answer=list[Officer],
                parameters=(PROVINCE, ONE_WARD, *PERIOD),
            ),
            Endpoint(
                path="/api/v1/bookings",
                serve=self.bookings,
                answer=list[WardDay],
                parameters=(PROVINCE, WARD, *PERIOD),
            ),
            Endpoint(path="/api/v1/kiosks", serve=self.kiosks, answer=list[KioskRow], parameters=AREA),
            Endpoint(
                path="/api/v1/events",
                serve=self.events,
                answer=Followed,
                parameters=(AFTER, LIMIT, *AREA),
            ),
        ]

    def summary(self, request: Request) -> Response:
        scope = scope_of(request)
        with self._reader:
            return as_json(summary(self._reader, scope))

    def wards(self, request: Request) -> Response:
        scope = scope_of(request)
        with self._reader:
            return as_json(wards(self._reader, scope))

    def officers(self, request: Request) -> Response:
        """Of one ward at a time: nobody compares the officers of a whole country."""
        ONE_WARD.read(request.query_params)
        scope = scope_of(request)
        with self._reader:
            return as_json(officers_of(self._reader, scope))

    def bookings(self, request: Request) -> Response:
        scope = scope_of(request)
        if scope.kiosk:
            raise BadParameter(
                f"kiosk={scope.kiosk!r}: bookings belong to a ward; ask with province and ward"
            )
        with self._reader:
            return as_json(ward_days(self._reader, scope, self._clock().astimezone(HANOI).date()))

    def kiosks(self, request: Request) -> Response:
        scope = scope_of(request)
        with self._reader:
            return as_json(kiosks(self._reader, scope))

    def events(self, request: Request) -> Response:
        scope = scope_of(request)
        after, limit = AFTER.read(request.query_params), LIMIT.number(request.query_params)
        with self._reader:
            return as_json(follow(self._reader, scope, read_place(after or "0"), limit))

    def health(self, _request: Request) -> Response:
        """200 only while the writer commits or stands by; the broker's link is told and does not decide."""
        turned_at = self._pulse.turned_at()
        age = None if turned_at is None else (self._clock() - turned_at).total_seconds()
        alive = age is not None and age <= STALLED_SECONDS
        standby = self._pulse.standing_by()
        body = {
            "status": "standby" if standby else "ok" if alive else "stalled",
            "writer_turned_at": None if turned_at is None else instant(turned_at),
            "broker": "up" if self._pulse.broker_up() else "down",
            "sms": self._pulse.sms_trouble() or "ok",
        }
        return as_json(body, status=200 if alive or standby else 503)


def scope_of(request: Request) -> Scope:
    """What a request asks for, within what its sender may see; BadParameter and NotYours are answered."""
    viewer: Viewer = getattr(request.state, "viewer", ANYBODY)
    return viewer.narrow(read_scope(request.query_params))


def as_json(body: object, *, status: int = 200, kind: str = "application/json") -> Response:
    return Response(msgspec.json.encode(body), status, {"Cache-Control": "no-store"}, kind)


def problem(status: int, title: str, detail: str) -> Response:
    """A problem document."""
    body = Problem("about:blank", title, status, detail)
    return as_json(body, status=status, kind="application/problem+json")

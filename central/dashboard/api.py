"""The read-only JSON API, version 1.

Owns parameters, answers and problem documents (RFC 9457). Refuses SQL (`central.queries`) and pages. A bad
parameter is the caller's to mend, so it is answered with its name and the form expected.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import msgspec
import peewee
from starlette.requests import Request
from starlette.responses import Response

from central.dashboard.viewer import ANYBODY, Viewer
from central.queries import Scope, events_after, kiosks, summary
from central.tally import Tally
from mqtt.messages import instant

EVENTS_LIMIT: Final = 1000
EVENTS_DEFAULT: Final = 100
STALLED_SECONDS: Final = 10.0

_FORMS: Final = {
    "province": (re.compile(r"[0-9]{2}"), "two digits such as 19"),
    "ward": (re.compile(r"[0-9]{5}"), "five digits such as 05518"),
    "kiosk": (
        re.compile(r"([0-9]{2}/[0-9]{5}/)?k[1-9][0-9]{0,2}"),
        "an id such as k1 or a full name such as 19/05518/k1",
    ),
}


@dataclass(frozen=True, slots=True)
class Pulse:
    """Whether the centre is alive: when its writer last turned, and whether the broker is reached.

    `standing_by`: another process writes, and this one only answers.
    `waiting` is how many messages arrived and are not committed yet.
    """

    turned_at: Callable[[], datetime | None]
    broker_up: Callable[[], bool]
    standing_by: Callable[[], bool] = lambda: False
    waiting: Callable[[], int] = lambda: 0
    tally: Tally = field(default_factory=Tally)


class BadParameter(ValueError):
    """A query parameter that cannot be read; the text names it and the form expected."""


class Api:
    """Endpoints run in worker threads; each opens and closes its own read-only connection."""

    def __init__(self, reader: peewee.Database, clock: Callable[[], datetime], pulse: Pulse) -> None:
        self._reader = reader
        self._clock = clock
        self._pulse = pulse

    def summary(self, request: Request) -> Response:
        scope = scope_of(request)
        with self._reader:
            return as_json(summary(self._reader, scope))

    def kiosks(self, request: Request) -> Response:
        scope = scope_of(request)
        with self._reader:
            return as_json(kiosks(self._reader, scope))

    def events(self, request: Request) -> Response:
        after = _number(request.query_params, "after", default=0, lowest=0, highest=2**53)
        limit = _number(request.query_params, "limit", default=EVENTS_DEFAULT, lowest=1, highest=EVENTS_LIMIT)
        with self._reader:
            return as_json(events_after(self._reader, scope_of(request), after, limit))

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
        }
        return as_json(body, status=200 if alive or standby else 503)


def scope_of(request: Request) -> Scope:
    """What a request asks for, within what its sender may see; BadParameter and NotYours are answered."""
    viewer: Viewer = getattr(request.state, "viewer", ANYBODY)
    return viewer.narrow(read_scope(request.query_params))


def read_scope(parameters: Mapping[str, str]) -> Scope:
    """Kiosks and days of a request; an empty parameter is as good as none."""
    for name, (form, expected) in _FORMS.items():
        text = parameters.get(name)
        if text and form.fullmatch(text) is None:
            raise BadParameter(f"{name}={text!r}: expected {expected}")
    first_day, last_day = _day(parameters, "from"), _day(parameters, "to")
    if first_day and last_day and first_day > last_day:
        raise BadParameter(f"from={first_day!r}: expected a day not after to={last_day!r}")
    return Scope(
        province=parameters.get("province") or None,
        ward=parameters.get("ward") or None,
        kiosk=parameters.get("kiosk") or None,
        first_day=first_day,
        last_day=last_day,
    )


def as_json(body: object, *, status: int = 200, kind: str = "application/json") -> Response:
    return Response(msgspec.json.encode(body), status, {"Cache-Control": "no-store"}, kind)


def problem(status: int, title: str, detail: str) -> Response:
    """A problem document."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return as_json(body, status=status, kind="application/problem+json")


def _day(parameters: Mapping[str, str], name: str) -> str | None:
    text = parameters.get(name)
    if not text:
        return None
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise BadParameter(f"{name}={text!r}: expected a day such as 2026-11-21")


def _number(parameters: Mapping[str, str], name: str, *, default: int, lowest: int, highest: int) -> int:
    text = parameters.get(name, str(default))
    if re.fullmatch(r"[0-9]{1,16}", text) and lowest <= int(text) <= highest:
        return int(text)
    raise BadParameter(f"{name}={text!r}: expected a whole number from {lowest} to {highest}")

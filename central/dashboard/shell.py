"""What every page stands in: menu, language, period, who is looking; and how figures are written.

Owns the frame and the reading of what all addresses share. Refuses any page's own content: a page is a
template, its words and a function that returns values.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

import jinja2
import peewee
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from central.dashboard.api import read_scope
from central.dashboard.badge import AlertBadge
from central.dashboard.viewer import ANYBODY, Viewer
from central.dashboard.words import Language, Phrases, language_of
from central.dashboard.words.shell import SHELL
from central.measures import HANOI
from central.queries import Scope

HEADERS: Final = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
"""Plotly writes styles into the page; scripts come from this origin alone."""

MENU: Final = (
    "overview",
    "live",
    "ranking",
    "trends",
    "fleet",
    "alerts",
    "sms",
    "quarantine",
    "decision766",
    "publish",
    "data",
)
"""Pages in the order of the menu; each is at ``/<name>``, the first one at ``/``."""

SHARED: Final = ("province", "ward", "kiosk", "from", "to", "lang")
"""What an address keeps from page to page; every other parameter belongs to one page."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, understood: who looks, where, which days (both ends set, today if none were given)."""

    viewer: Viewer
    scope: Scope
    language: Language
    now: datetime

    @property
    def today(self) -> str:
        return self.now.astimezone(HANOI).date().isoformat()

    @property
    def is_today(self) -> bool:
        return self.scope.first_day == self.scope.last_day == self.today


class Shell:
    """`reader` gives a read-only connection: ``with shell.reader as connection:`` sees one snapshot."""

    def __init__(
        self, reader: peewee.Database, clock: Callable[[], datetime], templates: jinja2.Environment
    ) -> None:
        self.reader: AbstractContextManager[Any] = reader
        self.database = reader
        self.badge = AlertBadge(reader, clock)
        self._clock = clock
        self.templates = templates

    def asked(self, request: Request) -> Asked:
        """BadParameter and NotYours are answered by the application."""
        viewer: Viewer = getattr(request.state, "viewer", ANYBODY)
        now = self._clock()
        today = now.astimezone(HANOI).date().isoformat()
        scope = viewer.narrow(read_scope(request.query_params))
        first, last = scope.first_day, scope.last_day
        scope = Scope(scope.province, scope.ward, scope.kiosk, first or last or today, last or first or today)
        return Asked(viewer, scope, language_of(request.query_params.get("lang")), now)

    def page(self, request: Request, name: str, asked: Asked, words: Phrases, **values: object) -> Response:
        """`pages/<name>.html`, which extends `base.html`, with `w` for its words and the shell's."""
        html = self.templates.get_template(f"{name}.html").render(
            page=name,
            w={**SHELL[asked.language], **words[asked.language]},
            asked=asked,
            menu=MENU,
            badges={"alerts": self.badge.count(asked.viewer)},
            periods=periods(asked),
            here=lambda **changes: here(request, changes),
            elsewhere=elsewhere(request),
            **values,
        )
        return HTMLResponse(html, headers=HEADERS)


def here(request: Request, changes: Mapping[str, str | None]) -> str:
    """The same address with some parameters changed; None takes one away."""
    kept = {name: value for name, value in {**request.query_params, **changes}.items() if value}
    return f"?{urlencode(kept)}"


def elsewhere(request: Request) -> str:
    """What another page's address takes over from this one."""
    kept = {name: value for name, value in request.query_params.items() if name in SHARED and value}
    return f"?{urlencode(kept)}" if kept else ""


def periods(asked: Asked) -> dict[str, tuple[str, str]]:
    """The periods offered beside a free one: name -> first and last day."""
    today = asked.now.astimezone(HANOI).date()
    spans = {"today": 1, "week": 7, "month": 30}
    return {
        name: ((today - timedelta(days=days - 1)).isoformat(), today.isoformat())
        for name, days in spans.items()
    }

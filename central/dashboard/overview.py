"""The first page, ``/``: how an area does, from the country down to a kiosk, moving by itself.

Owns the page, its stream and its breadcrumbs. Refuses figures (`central.stats`) and what a section shows
(`overview_sections`). One page for all levels: whoever can read one of them can read them all.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.dashboard.addresses import Addresses, area_of, as_named
from central.dashboard.charts import ENOUGH_PRESSES
from central.dashboard.colours import Layer, layer_named
from central.dashboard.overview_sections import SECTIONS, Question, Section, level_of
from central.dashboard.shell import Asked, Shell
from central.dashboard.streams import Sections, Streams
from central.dashboard.words import Language
from central.dashboard.words.overview import OVERVIEW
from central.dashboard.words.shell import SHELL
from central.measures import HANOI
from central.queries import Scope
from central.stats.places import located, name_of, title_of

HELP: Final = {"name_of": name_of, "title_of": title_of, "area_of": area_of, "enough": ENOUGH_PRESSES}
"""What every section's template may ask."""


@dataclass(frozen=True, slots=True)
class OverviewSight:
    """`scope` has no days where the address names none: then it is today, whichever day that is by now."""

    shell: Shell
    scope: Scope
    language: Language
    layer: Layer

    def draw(self, now: datetime) -> Sections:
        asked = Question(
            reader=self.shell.database,
            scope=_on_days(self.scope, now),
            addresses=Addresses(self.scope, self.language),
            words={**SHELL[self.language], **OVERVIEW[self.language]},
            layer=self.layer,
        )
        with self.shell.database:
            sections = SECTIONS[level_of(self.scope)]
            return {name: self._drawn(name, section, asked) for name, section in sections.items()}

    def _drawn(self, name: str, section: Section, asked: Question) -> str:
        return self.shell.templates.get_template(f"overview_{name}.html").render(
            w=asked.words, to=asked.addresses.to, asked=asked, **HELP, **section(asked)
        )


class OverviewPage:
    def __init__(self, shell: Shell, streams: Streams) -> None:
        self._shell = shell
        self._streams = streams

    def routes(self) -> list[Route]:
        return [Route("/", self.whole), Route("/overview/stream", self.stream)]

    def whole(self, request: Request) -> Response:
        asked = self._asked(request)
        sight = self._sight(request, asked)
        addresses = Addresses(sight.scope, asked.language)
        return self._shell.page(
            request,
            "overview",
            asked,
            OVERVIEW,
            sections=self._streams.sections(sight),
            stream=_stream(addresses, sight, asked),
            place=title_of(area_of(asked.scope)),
            crumbs=addresses.crumbs("/", area_of(asked.scope), asked.viewer.area),
            level=level_of(asked.scope),
        )

    async def stream(self, request: Request) -> Response:
        return self._streams.answer(self._sight(request, self._asked(request)))

    def _asked(self, request: Request) -> Asked:
        asked = self._shell.asked(request)
        return replace(asked, scope=located(asked.scope))

    def _sight(self, request: Request, asked: Asked) -> OverviewSight:
        scope = as_named(asked.scope, request.query_params)
        return OverviewSight(self._shell, scope, asked.language, layer_named(request.query_params.get("by")))


def _on_days(scope: Scope, now: datetime) -> Scope:
    if scope.first_day:
        return scope
    today = now.astimezone(HANOI).date().isoformat()
    return replace(scope, first_day=today, last_day=today)


def _stream(addresses: Addresses, sight: OverviewSight, asked: Asked) -> str:
    """Days that are over do not move: no stream."""
    assert asked.scope.last_day, "what was asked has both its days"
    if asked.scope.last_day < asked.today:
        return ""
    more: dict[str, Any] = {"by": sight.layer}
    return addresses.to("/overview/stream", area_of(asked.scope), **more)

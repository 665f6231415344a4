"""The live page: every kiosk as it stands now, and the last events, pushed as they change.

Owns the page's sections. Refuses figures (`today`) and pushing (`streams`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

import jinja2
import peewee
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.dashboard.shell import Shell
from central.dashboard.streams import Sections, Streams
from central.dashboard.today import overview
from central.dashboard.words import Language
from central.dashboard.words.live import LIVE
from central.dashboard.words.shell import SHELL
from central.queries import Scope

SECTIONS: Final = ("figures", "satisfaction", "kiosks", "feed")


@dataclass(frozen=True, slots=True)
class LiveSight:
    reader: peewee.Database
    templates: jinja2.Environment
    scope: Scope
    language: Language

    def draw(self, now: datetime) -> Sections:
        with self.reader:
            shown = overview(self.reader, self.scope, now)
        words = {**SHELL[self.language], **LIVE[self.language]}
        return {
            name: self.templates.get_template(f"{name}.html").render(o=shown, w=words) for name in SECTIONS
        }


class LivePage:
    """Today's page whole, and as it changes."""

    def __init__(self, shell: Shell, streams: Streams) -> None:
        self._shell = shell
        self._streams = streams

    def routes(self) -> list[Route]:
        return [Route("/live", self.whole), Route("/live/stream", self.stream)]

    def whole(self, request: Request) -> Response:
        asked = self._shell.asked(request)
        sections = self._streams.sections(self._sight(request))
        stream = f"/live/stream?{urlencode({**request.query_params, 'lang': asked.language})}"
        return self._shell.page(request, "live", asked, LIVE, sections=sections, stream=stream)

    async def stream(self, request: Request) -> Response:
        return self._streams.answer(self._sight(request))

    def _sight(self, request: Request) -> LiveSight:
        asked = self._shell.asked(request)
        return LiveSight(self._shell.database, self._shell.templates, asked.scope, asked.language)

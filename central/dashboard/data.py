"""The page about open data, and the two documents that programs read: OpenAPI and AsyncAPI.

Owns what is said to people who want the data, and serving all declared endpoints. Refuses the endpoints
themselves. The page is made of the same declarations as the routes, so it cannot promise what is not there.
"""

from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.dashboard.api import as_json
from central.dashboard.openapi import JSON, Endpoint, document
from central.dashboard.shell import Shell
from central.dashboard.words.data import DATA, ENDPOINTS, EXPORTS
from central.stats.export import TABLES
from central.stats.places import title_of

OPENAPI: Final = "/api/v1/openapi.json"
ASYNCAPI: Final = "/asyncapi.yaml"
INSIDE: Final = frozenset({"figures", "hourly", "alerts", "dossiers", "bookings", "events"})
"""Tables that tell of single people, single moments or a handful of presses: to work with, not to publish."""


class DataPage:
    def __init__(self, shell: Shell, endpoints: Sequence[Endpoint]) -> None:
        self._shell = shell
        itself = Endpoint(path=OPENAPI, serve=self._openapi, answer=dict[str, Any], problems=())
        self._endpoints = [*endpoints, itself]

    def routes(self) -> list[Route]:
        return [
            Route("/data", self._page),
            Route(ASYNCAPI, self._asyncapi),
            *(endpoint.route() for endpoint in self._endpoints),
        ]

    def _page(self, request: Request) -> Response:
        asked = self._shell.asked(request)
        return self._shell.page(
            request,
            "data",
            asked,
            DATA,
            area=title_of(asked.viewer.area) if asked.viewer.area else "",
            tables=TABLES,
            inside=INSIDE,
            tells=EXPORTS[asked.language],
            endpoints=[one for one in self._endpoints if one.media == JSON],
            answers=ENDPOINTS[asked.language],
            origin=f"{request.url.scheme}://{request.url.netloc}",
        )

    @cached_property
    def _document(self) -> dict[str, Any]:
        return document(self._endpoints)

    def _openapi(self, _request: Request) -> Response:
        return as_json(self._document)

    def _asyncapi(self, _request: Request) -> Response:
        """The wire between kiosks and centre, as `make contract` wrote it."""
        text = (files("mqtt") / "asyncapi.yaml").read_text("utf-8")
        return Response(text, headers={"Cache-Control": "no-store"}, media_type="application/yaml")

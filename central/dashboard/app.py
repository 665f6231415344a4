"""The dashboard's web application: its pages, the API and a health check.

Owns routes, templates and headers. Refuses writing: it gets a read-only door to the store, and a desk where
signed batches of dossiers are handed in. A page may be shown inside an iframe of a portal, so framing is
allowed and everything comes from this origin.
"""

from collections.abc import Callable
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

import jinja2
import peewee
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from central.at_home import NOTHING, AtHome
from central.booking.api import BookingApi
from central.booking.pages import BookingPages
from central.dashboard.alerts import AlertPage
from central.dashboard.api import Api, BadParameter, Pulse, problem
from central.dashboard.data import DataPage
from central.dashboard.decision766 import Decision766Page
from central.dashboard.dossiers import Door, DossierApi
from central.dashboard.export import Exports
from central.dashboard.find import FindPage
from central.dashboard.fleet import FleetPage
from central.dashboard.gate import Gate, House
from central.dashboard.live import LivePage
from central.dashboard.metrics import Metrics
from central.dashboard.openapi import Endpoint
from central.dashboard.overview import OverviewPage
from central.dashboard.publish import PublishPage
from central.dashboard.quarantine import QuarantinePage
from central.dashboard.ranking import RankingPage
from central.dashboard.sending import Press
from central.dashboard.shell import Shell
from central.dashboard.signin import SignIn
from central.dashboard.single_sign_on import ByProvider
from central.dashboard.sms import SmsApi
from central.dashboard.sms_page import SmsPage
from central.dashboard.streams import Streams
from central.dashboard.trends import TrendsPage
from central.dashboard.viewer import NotYours
from central.dashboard.written import FILTERS
from central.desk import WritingDesk
from central.home import frame as home_frame
from central.intake.api import IntakeApi
from central.intake.pages import FilingPages
from central.queries import stamp
from central.stats.places import office_of

HERE: Final = Path(__file__).parent
PLOTLY: Final = files("plotly") / "package_data" / "plotly.min.js"


def build(
    reader: peewee.Database,
    clock: Callable[[], datetime],
    pulse: Pulse,
    door: Door | None = None,
    desk: WritingDesk | None = None,
    house: House | None = None,
    home: AtHome = NOTHING,
    press: Press | None = None,
) -> tuple[Starlette, Streams]:
    """The application, and the streams to stop before it. Without a door no dossiers come in.

    Without a desk no page writes, without a press nothing is sent to kiosks; without a house everybody sees
    everything; without a letterbox nobody files from home.
    """
    pages = load_pages()
    streams = Streams(clock, lambda: _stamp(reader))
    shell = Shell(reader, clock, pages)
    routes = [
        *OverviewPage(shell, streams).routes(),
        *LivePage(shell, streams).routes(),
        *RankingPage(shell, lambda: _stamp(reader)).routes(),
        *TrendsPage(shell).routes(),
        *FindPage(shell).routes(),
        *FleetPage(shell, pulse.backed_up_at).routes(),
        *AlertPage(shell, desk).routes(),
        *SmsPage(shell, desk, home.keys).routes(),
        *QuarantinePage(shell).routes(),
        *Decision766Page(shell).routes(),
        *PublishPage(shell, press).routes(),
        Route("/healthz", Api(reader, clock, pulse).health),
        *DataPage(shell, _endpoints(reader, clock, pulse, door, home)).routes(),
        *Metrics(reader, clock, pulse).routes(),
        *_for_people_at_home(home),
        *_signing_in(house, pages),
        *_statics(),
    ]
    faults = {BadParameter: _bad_parameter, NotYours: _not_yours, HTTPException: _http_fault}
    gate = Middleware(Gate, house=house)
    return Starlette(routes=routes, middleware=[gate], exception_handlers=faults), streams


def _for_people_at_home(home: AtHome) -> list[Route]:
    return [*BookingPages(home.booth).routes(), *FilingPages(home.letterbox).routes()]


def _statics() -> list[BaseRoute]:
    return [
        Route("/static/plotly.js", _plotly),
        home_frame.static(),
        Mount("/static", StaticFiles(directory=HERE / "static")),
    ]


def load_pages() -> jinja2.Environment:
    pages = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "pages"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    pages.filters.update(FILTERS, office=office_of)
    return pages


def _signing_in(house: House | None, pages: jinja2.Environment) -> list[Route]:
    if house is None:
        return []
    sign_in = SignIn(house, pages)
    there = house.provider
    return [*sign_in.routes(), *(ByProvider(house, there, sign_in).routes() if there else ())]


def _stamp(reader: peewee.Database) -> object:
    with reader:
        return stamp(reader)


def _endpoints(
    reader: peewee.Database,
    clock: Callable[[], datetime],
    pulse: Pulse,
    door: Door | None,
    home: AtHome,
) -> list[Endpoint]:
    """What programs may ask for, in the order of the page that tells of it."""
    api, dossiers = Api(reader, clock, pulse), DossierApi(reader, clock, door)
    return [
        *api.endpoints(),
        *dossiers.endpoints(),
        *IntakeApi(home.letterbox).endpoints(),
        *BookingApi(home.booth).endpoints(),
        *SmsApi(reader, home.keys).endpoints(),
        *Exports(reader, clock).endpoints(),
    ]


def _plotly(_request: Request) -> Response:
    """The charts' library as it lies in its wheel: nothing is fetched from elsewhere."""
    return FileResponse(
        str(PLOTLY), media_type="text/javascript", headers={"Cache-Control": "public, max-age=604800"}
    )


def _bad_parameter(_request: Request, error: Exception) -> Response:
    return problem(400, "Bad parameter", str(error))


def _not_yours(_request: Request, error: Exception) -> Response:
    return problem(403, "Not yours to see", str(error))


def _http_fault(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, error.detail, "See /api/v1/summary, /api/v1/kiosks, /api/v1/events.")

"""The addresses at which people file from home: what can be filed, the form, and going on with a draft.

Owns routes and the way to a ward's form. Refuses what is done with a form (`counter`) and words. Where no
form is, the page says so and leads to the national portal.
"""

from pathlib import Path
from typing import Final

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.home.caller import language_in, led_to
from central.home.finding import FindPage
from central.home.frame import Frame
from central.home.wards import ward_of
from central.intake import forms
from central.intake.counter import Counter
from central.intake.drafts import Place
from central.intake.faults import said
from central.intake.letterbox import Letterbox, Sheet
from central.intake.standing import StandingPage
from central.intake.view import weight
from central.intake.visit import Visit, set_cookie
from central.intake.words import HOME
from mqtt.wards import Ward

HERE: Final = Path(__file__).parent
TOP: Final = "/nop"


class FilingPages:
    """Without a letterbox (no key, or no writer) every address says where else to go."""

    def __init__(self, box: Letterbox | None) -> None:
        self._frame = Frame(HERE, TOP, HOME, weight=weight, said=said)
        self._box = box

    def routes(self) -> list[Route]:
        if self._box is None:
            return [
                Route(f"{TOP}{rest}", self._off, methods=["GET", "POST"]) for rest in ("", "/{rest:path}")
            ]
        counter = Counter(self._box)
        standing = StandingPage(self._box, self._frame, counter)
        find = FindPage(self._frame, self._box)
        return [*find.routes(), *standing.routes(), *_Open(self._box, self._frame, counter).routes()]

    def _off(self, request: Request) -> Response:
        return self._frame.sorry(request, None, language_in(request), "off", elsewhere=True)


class _Open:
    def __init__(self, box: Letterbox, frame: Frame, counter: Counter) -> None:
        self._box = box
        self._frame = frame
        self._counter = counter

    def routes(self) -> list[Route]:
        return [
            Route("/nop/tiep/{token}", self.go_on),
            Route("/nop/{ward}", self.choose),
            Route("/nop/{ward}/{procedure}", self.form),
            Route("/nop/{ward}/{procedure}", self.take, methods=["POST"]),
        ]

    def choose(self, request: Request) -> Response:
        ward = ward_of(request.path_params["ward"])
        if ward is None:
            return self._no_form(request, None)
        with self._box.reader:
            offers = forms.offers(self._box.reader, ward.province, ward.code)
        return self._frame.page(request, "choose", ward, language_in(request), offers=offers)

    def form(self, request: Request) -> Response:
        """As it was left; once it is filed, the way to it, or to another one."""
        visit = self._visit(request)
        if isinstance(visit, Response):
            return visit
        receipt = self._box.receipt(visit.token) if "moi" not in request.query_params else None
        if receipt is None:
            return self._counter.show(visit)
        ward, sheet = ward_of(visit.sheet.place.ward), visit.sheet
        return self._frame.page(request, "done", ward, visit.language, receipt=receipt, title=sheet.title)

    async def take(self, request: Request) -> Response:
        visit = await run_sync(self._visit, request)
        return visit if isinstance(visit, Response) else await self._counter.take(visit)

    def go_on(self, request: Request) -> Response:
        """The link that continues a draft elsewhere: from now on it is that browser's, too."""
        token = request.path_params["token"]
        draft, receipt = self._box.draft(token), self._box.receipt(token)
        if draft is not None and not draft.place.code:
            home = f"/nop/{draft.place.ward}/{draft.place.procedure}"
            answer = led_to(home)
            set_cookie(request, answer, token, home)
            return answer
        if receipt is not None and receipt.token:
            return led_to(f"/nop/ho-so/{receipt.code}/{receipt.token}")
        return self._frame.sorry(request, None, language_in(request), "gone")

    def _visit(self, request: Request) -> Visit | Response:
        ward, language = ward_of(request.path_params["ward"]), language_in(request)
        if ward is None:
            return self._no_form(request, None)
        sheet = sheet_of(self._box, ward, request.path_params["procedure"])
        if sheet is None:
            return self._no_form(request, ward)
        home = f"/nop/{ward.code}/{sheet.place.procedure}"
        return Visit(
            request,
            sheet,
            language,
            home,
            lambda view, status: self._frame.page(
                request, "form", ward, language, status=status, view=view, fee=self._box.fee(sheet.place)
            ),
        )

    def _no_form(self, request: Request, ward: Ward | None) -> Response:
        code, why = request.path_params["ward"][:8], "no_form" if ward else "no_ward"
        return self._frame.sorry(
            request, ward, language_in(request), why, elsewhere=True, again=True, find=not ward, code=code
        )


def sheet_of(box: Letterbox, ward: Ward, procedure: str) -> Sheet | None:
    with box.reader:
        offer = forms.offer(box.reader, ward.province, ward.code, procedure)
    place = Place(ward.province, ward.code, procedure)
    return Sheet(place, offer.name, offer.form) if offer else None

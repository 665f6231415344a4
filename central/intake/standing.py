"""A dossier's own page: the receipt, how it stands, and what is still asked for.

Owns who may open it: code and link together. Refuses to judge a supplement (`counter`, `letterbox`). What an
officer asks for is their own words; the sheet that answers them is always the same.
"""

from typing import Final

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.home.caller import language_in
from central.home.frame import Frame
from central.home.wards import ward_of
from central.intake import filing
from central.intake.counter import Counter
from central.intake.filing import Standing
from central.intake.letterbox import Letterbox, Sheet
from central.intake.view import View
from central.intake.visit import Visit
from mqtt.dossiers import State
from mqtt.forms import Field, Form

_OVER: Final = frozenset({State.REJECTED, State.WITHDRAWN, State.STOPPED, State.RETURNED})
"""Nobody pays for these any more."""
SUPPLEMENT: Final = Form(
    version=1,
    title="Gửi bổ sung",
    title_en="Send what is missing",
    fields=[
        Field(name="giay-to", label="Giấy tờ bổ sung", label_en="Missing papers", kind="file", most=10),
        Field(name="noi-dung", label="Nội dung bổ sung", label_en="What you add", kind="long"),
    ],
)


class StandingPage:
    def __init__(self, box: Letterbox, frame: Frame, counter: Counter) -> None:
        self._box = box
        self._frame = frame
        self._counter = counter

    def routes(self) -> list[Route]:
        there = "/nop/ho-so/{code}/{token}"
        return [
            Route("/nop/ho-so/{code}", self.unknown),
            Route(there, self.show),
            Route(there, self.take, methods=["POST"]),
        ]

    def unknown(self, request: Request) -> Response:
        """With the code alone nobody sees anything: it is printed on papers."""
        return self._frame.sorry(request, None, language_in(request), "unknown")

    def show(self, request: Request) -> Response:
        standing = self._standing(request)
        if standing is None:
            return self.unknown(request)
        if standing.asked:
            return self._counter.show(self._visit(request, standing))
        return self._drawn(request, standing, None, 200)

    async def take(self, request: Request) -> Response:
        standing = await run_sync(self._standing, request)
        if standing is None:
            return self.unknown(request)
        return await self._counter.take(self._visit(request, standing))

    def _standing(self, request: Request) -> Standing | None:
        code, token = request.path_params["code"], request.path_params["token"]
        with self._box.reader:
            return filing.standing(self._box.reader, self._box.keys, code, token)

    def _visit(self, request: Request, standing: Standing) -> Visit:
        return Visit(
            request,
            Sheet(standing.place, standing.title, SUPPLEMENT),
            language_in(request),
            f"/nop/ho-so/{standing.code}",
            lambda view, status: self._drawn(request, standing, view, status),
        )

    def _drawn(self, request: Request, standing: Standing, view: View | None, status: int) -> Response:
        payable = not standing.erased and standing.state not in _OVER
        return self._frame.page(
            request,
            "standing",
            ward_of(standing.place.ward),
            language_in(request),
            status=status,
            standing=standing,
            view=view if standing.asked else None,
            fee=self._box.fee(standing.place) if payable else None,
            due=self._box.due(standing.place) if payable else None,
            fresh="moi" in request.query_params,
            link=f"{self._box.address}{request.url.path}",
        )

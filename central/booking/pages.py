"""The pages on which people book a number: `/hen/<ward>`, one question at a time, and the page of a booking.

Owns routes, forms and the way from one question to the next. Refuses rules (`making`). No page needs a
script: answers stand in the address until the form is sent. A filled trap, which no person sees, gets a
friendly page and no booking.
"""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from urllib.parse import parse_qsl

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from central.booking import booth as booths
from central.booking import pictures
from central.booking.booth import Booth
from central.booking.faults import Fault, NotBooked
from central.booking.frame import HERE, Frame, no_store
from central.booking.offices import Office, Service
from central.booking.wards import ward_named, ward_of
from central.booking.words import FAULTS
from central.dashboard.words import Language, language_of
from mqtt.wards import Ward

FORM_BYTES: Final = 4096
TRAP: Final = "website"
SERVICE, DAY, SLOT = "viec", "ngay", "gio"
_CHOOSE_AGAIN: Final = frozenset(
    {Fault.NO_SERVICE, Fault.NO_DAY, Fault.NO_SLOT, Fault.SLOT_CLOSED, Fault.SLOT_PAST, Fault.SLOT_FULL}
)
Fields = dict[str, str]


class BookingPages:
    """Without a booth (no keys, or no writer) every address says that nothing can be booked."""

    def __init__(self, booth: Booth | None, keep_days: int = 30) -> None:
        self._frame = Frame(keep_days)
        self._booth = booth

    def routes(self) -> list[BaseRoute]:
        static = Mount("/hen/static", StaticFiles(directory=HERE / "static"))
        if self._booth is None:
            return [static, Route("/hen/{rest:path}", self._off, methods=["GET", "POST"])]
        return [static, *_Open(self._booth, self._frame).routes()]

    def _off(self, request: Request) -> Response:
        return self._frame.sorry(request, None, _language(request.query_params), "off", status=404)


class _Open:
    def __init__(self, booth: Booth, frame: Frame) -> None:
        self._booth = booth
        self._frame = frame

    def routes(self) -> list[Route]:
        page = "/hen/{ward}/xem/{secret}"
        return [
            Route("/hen/{ward}", self.ask),
            Route("/hen/{ward}", self.take, methods=["POST"]),
            Route(page, self.show),
            Route(f"{page}/ma.png", self.code),
            Route(f"{page}/hen.png", self.card),
            Route(f"{page}/huy", self.cancel, methods=["POST"]),
        ]

    # ------------------------------------------------------------ the questions

    def ask(self, request: Request) -> Response:
        """The first question that the address does not answer."""
        return self._question(request, dict(request.query_params))

    async def take(self, request: Request) -> Response:
        fields = await _fields(request)
        if fields is None:
            return await run_sync(self._question, request, {}, Fault.UNREADABLE)
        return await run_sync(self._book, request, fields)

    def _book(self, request: Request, fields: Fields) -> Response:
        code = request.path_params["ward"]
        wish = booths.Request(
            ward=ward_named(code),
            service=fields.get(SERVICE, ""),
            day=fields.get(DAY, ""),
            slot=fields.get(SLOT, ""),
            asked=fields.get("asked", ""),
            phone=fields.get("phone", ""),
            name=fields.get("name", ""),
            address=request.client.host if request.client else "",
        )
        try:
            if fields.get(TRAP):
                raise NotBooked(Fault.UNREADABLE)
            self._booth.book(wish)
        except NotBooked as error:
            return self._question(request, fields, error.fault)
        kept = "?lang=en" if fields.get("lang") == "en" else ""
        return RedirectResponse(f"/hen/{code}/xem/{self._booth.secret(wish)}{kept}", 303, no_store())

    def _question(self, request: Request, said: Fields, fault: Fault | None = None) -> Response:
        language, ward = _language(said), ward_of(request.path_params["ward"])
        office = self._booth.office(f"{ward.province}/{ward.code}") if ward else None
        if ward is None or office is None:
            return self._frame.sorry(request, ward, language, "off", status=404)
        service, day = office.service(said.get(SERVICE, "")), _day(said.get(DAY, ""))
        told = FAULTS[language][fault] if fault else ""
        status = NotBooked(fault).status if fault else 200
        shared: dict[str, Any] = {"told": told, "status": status, "service": service, "day": day}
        if service is None:
            return self._frame.page(request, "services", ward, language, office=office, **shared)
        if day is None or fault is Fault.NO_DAY:
            days = self._days(office, service)
            return self._frame.page(request, "days", ward, language, days=days, **shared)
        if not said.get(SLOT) or fault in _CHOOSE_AGAIN:
            slots = self._booth.free(office, service, day)
            return self._frame.page(request, "slots", ward, language, slots=slots, **shared)
        return self._form(request, ward, language, said, shared)

    def _form(
        self, request: Request, ward: Ward, language: Language, said: Fields, shared: dict[str, Any]
    ) -> Response:
        asked = said.get("asked") or secrets.token_urlsafe(16)
        return self._frame.page(
            request, "form", ward, language, said=said, slot=said[SLOT], asked=asked, trap=TRAP, **shared
        )

    def _days(self, office: Office, service: Service) -> list[tuple[date, int]]:
        """Each with how many places are left, the full ones too."""
        found = [(day, self._booth.free(office, service, day)) for day in office.days(self._booth.today())]
        return [(day, sum(one.left for one in free)) for day, free in found if free]

    # ------------------------------------------------------------ the page of a booking

    def show(self, request: Request) -> Response:
        language, ward = _language(request.query_params), ward_of(request.path_params["ward"])
        kept = self._booth.on_page(request.path_params["secret"])
        if ward is None or kept is None or kept.ward != f"{ward.province}/{ward.code}":
            return self._frame.sorry(request, ward, language, "unknown", status=404)
        office = self._booth.office(kept.ward)
        service = office.service(kept.service) if office else None
        day = date.fromisoformat(kept.day)
        values: dict[str, Any] = {"kept": kept, "day": day, "service": service, "place": request.url.path}
        return self._frame.page(request, "booked", ward, language, **values)

    def code(self, request: Request) -> Response:
        return self._picture(request, alone=True)

    def card(self, request: Request) -> Response:
        return self._picture(request, alone=False)

    async def cancel(self, request: Request) -> Response:
        place = request.url.path.removesuffix("/huy")
        try:
            await run_sync(self._booth.give_up, request.path_params["secret"])
        except NotBooked as error:
            language = _language(request.query_params)
            ward = ward_of(request.path_params["ward"])
            return self._frame.sorry(request, ward, language, "off", status=error.status)
        return RedirectResponse(f"{place}?{request.url.query}".rstrip("?"), 303, no_store())

    def _picture(self, request: Request, *, alone: bool) -> Response:
        kept = self._booth.on_page(request.path_params["secret"])
        if kept is None or kept.state != "open":
            return Response(status_code=404, headers=no_store())
        token = self._booth.token(kept)
        when = f"{kept.slot}  {date.fromisoformat(kept.day):%d/%m/%Y}"
        body = pictures.qr(token) if alone else pictures.card(token, (when, f"{kept.id[:4]} {kept.id[4:]}"))
        return Response(body, headers=no_store(), media_type="image/png")


def _language(said: Mapping[str, str]) -> Language:
    return language_of(said.get("lang"))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


async def _fields(request: Request) -> Fields | None:
    """The form; None if it is none that these pages send."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > FORM_BYTES:
            return None
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body)))
    except ValueError:
        return None

"""The pages on which people book a number: `/hen/<ward>`, one question at a time, and the page of a booking.

Owns routes, forms and the way from one question to the next. Refuses rules (`making`). No page needs a
script: answers stand in the address until the form is sent. A filled trap, which no person sees, gets a
friendly page and no booking.
"""

import secrets
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from central.booking import booth as booths
from central.booking import pictures
from central.booking.booth import Booth
from central.booking.faults import Fault, NotBooked
from central.booking.offices import WEEKDAYS, Office, Service, begins
from central.booking.words import BOOKING, FAULTS
from central.dashboard.words import Language, Words, language_of
from central.home.caller import NOT_KEPT, TRAP, language_in, led_to, machine
from central.home.finding import FindPage
from central.home.frame import Frame
from central.home.wards import area_of, ward_named, ward_of
from mqtt.wards import Ward

HERE: Final = Path(__file__).parent
TOP: Final = "/hen"
FORM_BYTES: Final = 4096
SERVICE, DAY, SLOT = "viec", "ngay", "gio"
_CHOOSE_AGAIN: Final = frozenset(
    {Fault.NO_SERVICE, Fault.NO_DAY, Fault.NO_SLOT, Fault.SLOT_CLOSED, Fault.SLOT_PAST, Fault.SLOT_FULL}
)
_BESIDE: Final = {
    Fault.PHONE_MISSING: "phone",
    Fault.PHONE_FOREIGN: "phone",
    Fault.PHONE_WRONG: "phone",
    Fault.NAME_LONG: "name",
}
"""The field that a fault is told beside; the others stand above the question."""
Fields = dict[str, str]


class BookingPages:
    """Without a booth (no keys, or no writer) every address says that nothing can be booked."""

    def __init__(self, booth: Booth | None, keep_days: int = 30) -> None:
        self._frame = Frame(HERE, TOP, BOOKING, weekday=_weekday)
        self._booth = booth
        self._keep_days = keep_days

    def routes(self) -> list[Route]:
        if self._booth is None:
            return [
                Route(f"{TOP}{rest}", self._off, methods=["GET", "POST"]) for rest in ("", "/{rest:path}")
            ]
        find = FindPage(self._frame, self._booth)
        return [*find.routes(), *_Open(self._booth, self._frame, self._keep_days).routes()]

    def _off(self, request: Request) -> Response:
        return self._frame.sorry(request, None, language_in(request), "off")


class _Open:
    def __init__(self, booth: Booth, frame: Frame, keep_days: int) -> None:
        self._booth = booth
        self._frame = frame
        self._keep_days = keep_days

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
            address=machine(request),
        )
        try:
            if fields.get(TRAP):
                raise NotBooked(Fault.UNREADABLE)
            self._booth.book(wish)
        except NotBooked as error:
            return self._question(request, fields, error.fault)
        return led_to(f"{TOP}/{code}/xem/{self._booth.secret(wish)}", _language(fields))

    def _question(self, request: Request, said: Fields, fault: Fault | None = None) -> Response:
        language, ward = _language(said), ward_of(request.path_params["ward"])
        office = self._booth.office(area_of(ward)) if ward else None
        if ward is None or office is None:
            return self._frame.sorry(request, ward, language, "off", find=True, elsewhere=True)
        service, day = office.service(said.get(SERVICE, "")), _day(said.get(DAY, ""))
        shared: dict[str, Any] = {
            "told": FAULTS[language][fault] if fault else "",
            "beside": _BESIDE.get(fault, "") if fault else "",
            "status": NotBooked(fault).status if fault else 200,
            "answers": {name: said[name] for name in (SERVICE, DAY, SLOT) if said.get(name)},
            "service": service,
            "day": day,
        }
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
            request, "form", ward, language, said=said, asked=asked, keep_days=self._keep_days, **shared
        )

    def _days(self, office: Office, service: Service) -> list[tuple[date, int]]:
        """Each with how many places are left, the full ones too."""
        found = [(day, self._booth.free(office, service, day)) for day in office.days(self._booth.today())]
        return [(day, sum(one.left for one in free)) for day, free in found if free]

    # ------------------------------------------------------------ the page of a booking

    def show(self, request: Request) -> Response:
        language, ward = language_in(request), ward_of(request.path_params["ward"])
        kept = self._booth.on_page(request.path_params["secret"])
        if ward is None or kept is None or kept.ward != area_of(ward):
            return self._frame.sorry(request, ward, language, "unknown", again=True, find=ward is None)
        office = self._booth.office(kept.ward)
        service = office.service(kept.service) if office else None
        day = date.fromisoformat(kept.day)
        begun = begins(kept.day, kept.slot) <= self._booth.clock()
        values: dict[str, Any] = {"kept": kept, "day": day, "service": service, "place": request.url.path}
        return self._frame.page(request, "booked", ward, language, begun=begun, **values)

    def code(self, request: Request) -> Response:
        return self._picture(request, alone=True)

    def card(self, request: Request) -> Response:
        return self._picture(request, alone=False)

    async def cancel(self, request: Request) -> Response:
        place = request.url.path.removesuffix("/huy")
        try:
            await run_sync(self._booth.give_up, request.path_params["secret"])
        except NotBooked as error:
            ward, language = ward_of(request.path_params["ward"]), language_in(request)
            told = FAULTS[language][error.fault]
            return self._frame.sorry(request, ward, language, "not_cancelled", status=error.status, told=told)
        return led_to(place, language_in(request))

    def _picture(self, request: Request, *, alone: bool) -> Response:
        kept = self._booth.on_page(request.path_params["secret"])
        if kept is None or kept.state != "open":
            return Response(status_code=404, headers=NOT_KEPT)
        token = self._booth.token(kept)
        when = f"{kept.slot}  {date.fromisoformat(kept.day):%d/%m/%Y}"
        body = pictures.qr(token) if alone else pictures.card(token, (when, f"{kept.id[:4]} {kept.id[4:]}"))
        return Response(body, headers=NOT_KEPT, media_type="image/png")


def _language(said: Mapping[str, str]) -> Language:
    return language_of(said.get("lang"))


def _weekday(day: date, words: Words) -> str:
    return words[WEEKDAYS[day.weekday()]]


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

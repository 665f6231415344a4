"""Booking for programs: a day's free places, and booking one of them.

Owns JSON in and out. Refuses rules (`making`) and pages. Open without an account, within the limits that
pages have; the same Idempotency-Key gets the same booking again, never a second one.
"""

import secrets
from datetime import date
from typing import Annotated

import msgspec
from anyio.to_thread import run_sync
from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response

from central.booking import booth as booths
from central.booking.booth import Booth
from central.booking.faults import Fault, NotBooked
from central.booking.making import Free
from central.booking.words import FAULTS
from central.dashboard.api import as_json, problem
from central.dashboard.openapi import Endpoint
from central.dashboard.parameters import DATE
from central.home.caller import machine
from central.home.wards import ward_named

BODY_BYTES = 4096


class FreeSlot(Struct, frozen=True):
    slot: str
    left: int


class Slots(Struct, frozen=True):
    """Of one service on one day; none where the day is closed or too far."""

    service: str
    name: str
    minutes: int
    slots: list[FreeSlot]


class Booking(Struct, frozen=True, forbid_unknown_fields=True):
    """`phone`: a Vietnamese mobile number. `name` is optional."""

    service: Annotated[str, Meta(max_length=32)]
    day: Annotated[str, Meta(max_length=10)]
    slot: Annotated[str, Meta(max_length=5)]
    phone: Annotated[str, Meta(max_length=24)]
    name: Annotated[str, Meta(max_length=200)] = ""


class Made(Struct, frozen=True):
    """`token` is the text of the QR that a kiosk reads, `page` where it is shown and cancelled."""

    id: str
    service: str
    day: str
    slot: str
    minutes: int
    state: str
    token: str
    page: str


class BookingApi:
    def __init__(self, booth: Booth | None) -> None:
        self._booth = booth

    def endpoints(self) -> list[Endpoint]:
        return [
            Endpoint(
                path="/api/v1/booking/{ward}/slots",
                serve=self.slots,
                answer=list[Slots],
                parameters=(DATE,),
                problems=(400, 404),
                open=True,
            ),
            Endpoint(
                path="/api/v1/booking/{ward}",
                serve=self.book,
                method="POST",
                body=Booking,
                answer=Made,
                problems=(400, 404, 409, 429, 503),
                open=True,
            ),
        ]

    def slots(self, request: Request) -> Response:
        booth = self._booth
        office = booth.office(ward_named(request.path_params["ward"])) if booth else None
        if booth is None or office is None:
            return _refused(NotBooked(Fault.NOT_OFFERED))
        asked = DATE.read(request.query_params)
        day = date.fromisoformat(asked) if asked else booth.today()
        answer = [
            Slots(one.code, one.name, one.minutes, _free(booth.free(office, one, day)))
            for one in office.services
        ]
        return as_json(answer)

    async def book(self, request: Request) -> Response:
        try:
            wish = await _read(request)
            return await run_sync(self._make, wish)
        except NotBooked as error:
            return _refused(error)

    def _make(self, wish: booths.Request) -> Response:
        booth = self._booth
        if booth is None:
            raise NotBooked(Fault.NOT_OFFERED)
        made = booth.book(wish)
        page = f"/hen/{made.ward.partition('/')[2]}/xem/{booth.secret(wish)}"
        token = booth.token(made)
        what = (made.id, made.service, made.day, made.slot, made.minutes, made.state)
        return as_json(Made(*what, token, page))


def _free(free: list[Free]) -> list[FreeSlot]:
    return [FreeSlot(one.slot, one.left) for one in free]


async def _read(request: Request) -> booths.Request:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > BODY_BYTES:
            raise NotBooked(Fault.UNREADABLE)
    try:
        asked = msgspec.json.decode(body, type=Booking)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotBooked(Fault.UNREADABLE) from error
    return booths.Request(
        ward=ward_named(request.path_params["ward"]),
        service=asked.service,
        day=asked.day,
        slot=asked.slot,
        asked=request.headers.get("idempotency-key", "") or secrets.token_urlsafe(16),
        phone=asked.phone,
        name=asked.name,
        address=machine(request),
    )


def _refused(error: NotBooked) -> Response:
    """A clear sentence in Vietnamese for whoever reads it in the end, and a name for the program."""
    return problem(error.status, str(error.fault), FAULTS["vi"][error.fault])

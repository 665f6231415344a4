"""What a ward offers to book: services, slots, how many in each, how far ahead, on which hours and days.

Owns the form of that and the slots that follow from it. Refuses storage and who has booked what. Nothing is
guessed: a ward without a file takes no bookings, and a day without hours has no slots.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from typing import Annotated, Final, Literal, get_args

from msgspec import Meta, Struct

from central.measures import HANOI
from mqtt.booking import ServiceCode, SlotMinutes, WardName
from mqtt.holidays_vn import public_holidays
from mqtt.scalars import Day

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: Final[tuple[Weekday, ...]] = get_args(Weekday)
Span = Annotated[
    str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]\Z", max_length=11)
]


class OfficeError(ValueError):
    """What a ward offers contradicts itself; the text names the key and what to correct."""


class Service(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`code` is the one in the kiosk's settings; `capacity` people are promised each slot of `minutes`."""

    code: ServiceCode
    name: Annotated[str, Meta(min_length=1, max_length=60)]
    name_en: Annotated[str, Meta(max_length=60)] = ""
    minutes: SlotMinutes = 15
    capacity: Annotated[int, Meta(ge=1, le=99)] = 1

    def called(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name


class Office(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`days_ahead` counts from today, which is 0; `closed` are further whole days off."""

    ward: WardName
    services: Annotated[list[Service], Meta(min_length=1, max_length=26)]
    hours: dict[Weekday, list[Span]]
    days_ahead: Annotated[int, Meta(ge=0, le=90)] = 14
    public_holidays: bool = True
    closed: list[Day] = []

    def service(self, code: str) -> Service | None:
        return next((service for service in self.services if service.code == code), None)

    def days(self, today: date) -> list[date]:
        """Those that have slots at all."""
        every = (today + timedelta(days=ahead) for ahead in range(self.days_ahead + 1))
        return [day for day in every if self._spans(day)]

    def slots(self, service: Service, day: date) -> Iterator[str]:
        """The beginnings of a day's slots, each of which ends within its span: ``08:15``."""
        step = timedelta(minutes=service.minutes)
        for span in self._spans(day):
            at, end = (datetime.combine(day, time.fromisoformat(part)) for part in span.split("-"))
            while at + step <= end:
                yield f"{at:%H:%M}"
                at += step

    def places(self, day: date, shut: Collection[str] = ()) -> int:
        """How many people a day has room for. `shut`: slots that were closed since, '' is all of it."""
        if "" in shut:
            return 0
        spans = [_minutes(span) for span in self._spans(day)]
        every = sum(one.capacity * (span // one.minutes) for one in self.services for span in spans)
        closed = (
            [one for one in self.services for slot in self.slots(one, day) if slot in shut] if shut else []
        )
        return every - sum(one.capacity for one in closed)

    def _spans(self, day: date) -> list[str]:
        if day.isoformat() in self.closed or (self.public_holidays and day in public_holidays(day.year)):
            return []
        return sorted(self.hours.get(WEEKDAYS[day.weekday()], []))


def _minutes(span: str) -> int:
    begin, end = (int(moment[:2]) * 60 + int(moment[3:]) for moment in span.split("-"))
    return end - begin


def begins(day: str, slot: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(slot), HANOI)


def check(office: Office) -> None:
    """OfficeError names the key and what to correct."""
    codes = [service.code for service in office.services]
    if len(set(codes)) != len(codes):
        twice = next(code for code in codes if codes.count(code) > 1)
        raise OfficeError(f"services: {twice} stands twice; each code must be unique")
    for weekday, spans in office.hours.items():
        ends = [moment for span in sorted(spans) for moment in span.split("-")]
        if ends != sorted(set(ends)):
            raise OfficeError(f"hours.{weekday}: {', '.join(spans)}: not one after the other; correct them")
    if not any(office.hours.values()):
        raise OfficeError('hours: no day has any; write monday = ["07:30-11:30", "13:30-17:00"]')

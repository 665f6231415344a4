"""Made-up views of every screen, for the gallery and the tests; nothing here is real data.

Owns one view per situation a visitor can meet. Refuses logic. The ward exists, its people here do not.
"""

from datetime import date, datetime
from typing import Any, Final

from firmware.point_screens import Helper, PointScreen
from firmware.rating_screens import OfficerCard, Rate, Reasons, ServedCard, Thanks, WhoServed
from firmware.reminders import PhonePad, PhoneProblem
from firmware.screens import (
    Closed,
    DayHours,
    Home,
    Name,
    NoIdentity,
    Paper,
    PinPad,
    Priorities,
    PriorityClass,
    Reading,
    Screen,
    Services,
    ServiceTile,
    Serving,
    StillThere,
    Technician,
    Waiting,
    YourNumber,
)
from ui.touch.samples_bookings import BOOKINGS
from ui.touch.samples_lookups import LOOKUPS
from ui.touch.samples_point import POINT
from ui.touch.samples_upkeep import UPKEEP

OFFICE = "UBND phường Sông Công"
NOW = datetime.fromisoformat("2026-11-20 08:05")
"""Without a zone: the face shows local time as it is given."""

ELDERLY = PriorityClass("elderly", Name("Người cao tuổi", "Elderly person"))
CLASSES = (
    ELDERLY,
    PriorityClass("disabled", Name("Người khuyết tật", "Person with a disability")),
    PriorityClass("pregnant", Name("Mang thai, có con nhỏ", "Pregnant or with a small child")),
)
BOOKED_CLASS = PriorityClass("booked", Name("Có hẹn 08:15", "Booked for 08:15"))
CIVIL = Name("Hộ tịch, chứng thực", "Civil status, certification")
WELFARE = Name("Bảo trợ xã hội, người có công", "Social support, war veterans")
TILES = (
    ServiceTile("civil", "A", CIVIL, 4, 15),
    ServiceTile("land", "B", Name("Đất đai, xây dựng", "Land and construction"), 11, 45),
    ServiceTile("welfare", "C", WELFARE, 2, None),
    ServiceTile("business", "D", Name("Đăng ký hộ kinh doanh", "Household business registration"), 0, 0),
    ServiceTile("other", "E", Name("Thủ tục khác", "Other procedures"), 1, 5),
)
SIXTH = ServiceTile("residence", "F", Name("Cư trú, căn cước", "Residence, identity card"), 12, 120)
OFFICERS = (
    OfficerCard("an", "Nguyễn Thị Phương Thảo", 1, ""),
    OfficerCard("binh", "Trần Văn Bình", 2, ""),
    OfficerCard("cuong", "Đỗ Mạnh Cường", 3, ""),
    OfficerCard("dung", "Lê Thị Dung", None, ""),
)
SERVED = tuple(ServedCard(f"A{12 + place:03}", officer) for place, officer in enumerate(OFFICERS))
WEEKDAY = ("07:30–11:30", "13:30–17:00")
HOURS = (
    *(DayHours(day, WEEKDAY) for day in range(5)),
    DayHours(5, ("08:00–11:30",)),
    DayHours(6, ()),
)
READINGS = (
    Reading("kiosk", "19/05518/k1", well=None),
    Reading("version", "0.1.0", well=None),
    Reading("network", "offline", well=False),
    Reading("enrolment", "waiting", well=None),
    Reading("key", "3f1c-90ab-77de-0412", well=None),
    Reading("backlog", "37", well=None),
    Reading("clock", "20/11/2026 08:05:12", well=True),
    Reading("printer", "out_of_paper", well=False),
    Reading("modem", "not_ready", well=False),
    Reading("button", "2", well=True),
    Reading("disk", "21400 MB", well=True),
    Reading("temperature", "58 °C", well=True),
    Reading("acknowledged", "20/11/2026 08:04", well=None),
    Reading("accepted", "19/11/2026 16:20", well=True),
)
BESIDE = (
    Reading("identity", "kiosk.toml: ward 05519 is not known; make the folder anew", well=False),
    Reading("update", "fetching", well=None, detail="0.2.0 · 40 %"),
)
SUPPORT = (
    "motcua 0.1.0 19/05518/k1 epoch=9f3c2b1a00d4e5f6 seq=8123 backlog=37 printer=out_of_paper"
    " fault=printer:out_of_paper@2026-11-20T08:01"
)
MACHINE = "S/N 10000000a1b2c3d4 · MAC dca632010203 · motcua 0.1.0"
DETAIL = "/bootcfg/kiosk.toml: kiosk.ward: Expected `str` matching regex '^\\d{5}$'; correct it"
NO_USB = "printer usb:04b8: wanted is vendor:product; write it as lsusb shows it"
PHONE: Final = "0912345678"
THREE: Final = ("very_satisfied", "satisfied", "unsatisfied")
FIVE: Final = ("very_satisfied", "satisfied", "neutral", "unsatisfied", "very_unsatisfied")


def helper(screen: Screen) -> Helper:
    """Who helps where such a screen is shown."""
    return Helper.PHONE if isinstance(screen, PointScreen) else Helper.OFFICER


def services(
    *, page: int = 0, pages: int = 1, priority: PriorityClass | None = None, full: str = ""
) -> Services:
    return Services(
        TILES, page, pages, general="general", priority_offered=True, priority=priority, full=full
    )


def number(
    paper: Paper, *, priority: PriorityClass | None = None, reprintable: bool = True, **message: Any
) -> YourNumber:
    return YourNumber("A012", CIVIL, (1, 2), 4, 15, priority, paper, reprintable, **message)


SCREENS: dict[str, Screen] = {
    "S0-waiting": Waiting((Serving("A012", 2), Serving("B007", 1), Serving("C103", 3))),
    "S0-waiting-nobody": Waiting(),
    "S1-home": Home(),
    "S1-home-no-rating": Home(can_rate=False),
    "S1-home-procedures": Home(can_look_up=True),
    "S1-home-four": Home(can_look_up=True, can_inquire=True),
    "S1-home-five": Home(can_look_up=True, can_inquire=True, can_book=True),
    "S2-services": services(),
    "S2-services-six": Services((*TILES, SIXTH), 0, 1, general=None, priority_offered=False, priority=None),
    "S2-services-seven": Services(
        (*TILES, SIXTH), 0, 1, general="general", priority_offered=True, priority=None
    ),
    "S2-services-paged": services(page=1, pages=3, priority=ELDERLY),
    "S2-services-full": services(full=WELFARE.vi),
    "S3-priorities": Priorities(CLASSES),
    "S4-number-printing": number(Paper.PRINTING),
    "S4-number-printed": number(Paper.PRINTED, priority=CLASSES[2]),
    "S4-number-booked": number(Paper.PRINTED, priority=BOOKED_CLASS),
    "S4-number-out": number(Paper.OUT, priority=ELDERLY),
    "S4-number-failed": number(Paper.FAILED, reprintable=False),
    "S4-number-kept": number(Paper.KEPT, reprintable=False),
    "S4-number-absent": YourNumber("A001", WELFARE, (), 0, None, None, Paper.ABSENT, reprintable=False),
    "S4-number-message": number(Paper.PRINTED, remindable=True),
    "S4-number-message-priority": number(Paper.OUT, priority=CLASSES[2], remindable=True),
    "S4-number-message-asked": number(Paper.PRINTED, reminded=PHONE),
    "S4-phone": PhonePad("A012"),
    "S4-phone-typed": PhonePad("A012", PHONE),
    "S4-phone-short": PhonePad("A012", PHONE[:6], PhoneProblem.SHORT),
    "S4-phone-no-mobile": PhonePad("A012", "0241234567", PhoneProblem.NO_MOBILE),
    "S4-phone-broken": PhonePad("A012", "", PhoneProblem.BROKEN),
    **LOOKUPS,
    "S9-who": WhoServed(SERVED, 0, 1),
    "S9-who-paged": WhoServed(SERVED, 0, 2),
    "S9-rate-three": Rate(OFFICERS[0], THREE, "A012"),
    "S9-rate-five": Rate(OFFICERS[0], FIVE, "A012"),
    "S9-rate-nobody": Rate(None, THREE),
    "S10-reasons": Reasons(("attitude", "long_wait", "unclear", "many_trips")),
    "S11-thanks": Thanks("satisfied", THREE),
    "S12-still-there": StillThere(20),
    "S13-closed": Closed(HOURS, datetime.fromisoformat("2026-11-23 07:30"), date(2026, 11, 20)),
    "S13-closed-rating": Closed(HOURS, None, date(2026, 11, 20), can_rate=True),
    "S13-closed-holiday": Closed(
        HOURS,
        datetime.fromisoformat("2027-02-11 07:30"),
        date(2027, 2, 8),
        can_rate=True,
        reason="Tết Nguyên đán",
    ),
    "S14-pin": PinPad(),
    "S14-pin-wrong": PinPad(wrong=True),
    "S14-pin-locked": PinPad(locked_seconds=300),
    "S14-pin-unset": PinPad(unset=True),
    "S14-technician": Technician(READINGS, SUPPORT, "test_print"),
    "S14-technician-news": Technician((*BESIDE, *READINGS), SUPPORT),
    **UPKEEP,
    **BOOKINGS,
    **POINT,
    "S15-no-identity": NoIdentity("none", "", MACHINE, f"S15 none · {MACHINE}"),
    "S15-refused": NoIdentity("settings", DETAIL, MACHINE, f"S15 settings · {MACHINE} · {DETAIL}"),
    "S15-start": NoIdentity("start", NO_USB, MACHINE, f"S15 start · {MACHINE} · {NO_USB}"),
}

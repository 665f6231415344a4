"""Which drawing belongs to which screen value, and nothing else.

The first picture need not wait for drawings of lookups, bookings or the technician: these are imported when
one of their screens is first shown.
"""

from collections.abc import Callable
from typing import Any, Final, get_args

from firmware.booked import BookingPad, NotNow
from firmware.lookups import Lookup
from firmware.point_screens import ByPhone, PointHome
from firmware.rating_screens import Rate, Reasons, Thanks, WhoServed
from firmware.reminders import PhonePad
from firmware.screens import Closed, Home, Priorities, Screen, Services, StillThere, Waiting, YourNumber
from ui.touch.box import Box
from ui.touch.page import Page
from ui.touch.screens.closed import draw_closed
from ui.touch.screens.home import draw_home, draw_still_there, draw_waiting
from ui.touch.screens.number import draw_number
from ui.touch.screens.point import draw_by_phone, draw_point_home
from ui.touch.screens.rating import draw_rate, draw_reasons, draw_thanks, draw_who_served
from ui.touch.screens.services import draw_priorities, draw_services

Draw = Callable[[Page, Any, Box], None]
"""Each draws one kind of screen: the one beside which it stands."""

VISIT: Final[dict[type, Draw]] = {Waiting: draw_waiting, StillThere: draw_still_there, Closed: draw_closed}
HOME: Final[dict[type, Draw]] = {Home: draw_home, PointHome: draw_point_home, ByPhone: draw_by_phone}
TAKING: Final[dict[type, Draw]] = {
    Services: draw_services,
    Priorities: draw_priorities,
    YourNumber: draw_number,
}
RATING: Final[dict[type, Draw]] = {
    WhoServed: draw_who_served,
    Rate: draw_rate,
    Reasons: draw_reasons,
    Thanks: draw_thanks,
}
AT_ONCE: Final = VISIT | HOME | TAKING | RATING


def draw_screen(page: Page, screen: Screen, body: Box) -> None:
    draw = AT_ONCE.get(type(screen)) or _later(type(screen))
    draw(page, screen, body)


def _later(kind: type) -> Draw:
    if kind in get_args(Lookup):
        from ui.touch.screens.lookups import draw_lookup

        return draw_lookup
    if kind is PhonePad:
        from ui.touch.screens.phone import draw_phone_pad

        return draw_phone_pad
    if kind in (BookingPad, NotNow):
        from ui.touch.screens import bookings

        return bookings.draw_booking_pad if kind is BookingPad else bookings.draw_not_now
    from ui.touch.screens.staff import draw_staff

    return draw_staff

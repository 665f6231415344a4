"""Which drawing belongs to which screen value: one flat `match`, nothing else."""

from firmware.booked import BookingPad, NotNow
from firmware.lookups import (
    DossierCard,
    DossierPad,
    DossierPinPad,
    ProcedureCard,
    SearchPad,
    TopicList,
    Topics,
)
from firmware.point_screens import ByPhone, PointHome
from firmware.reminders import PhonePad
from firmware.screens import (
    Closed,
    Home,
    Priorities,
    Rate,
    Reasons,
    Screen,
    Services,
    StillThere,
    Thanks,
    Waiting,
    WhoServed,
    YourNumber,
)
from ui.touch.box import Box
from ui.touch.page import Page
from ui.touch.screens.closed import draw_closed
from ui.touch.screens.home import draw_home, draw_still_there, draw_waiting
from ui.touch.screens.number import draw_number
from ui.touch.screens.point import draw_by_phone, draw_point_home
from ui.touch.screens.rating import draw_rate, draw_reasons, draw_thanks, draw_who_served
from ui.touch.screens.services import draw_priorities, draw_services


def draw_screen(page: Page, screen: Screen, body: Box) -> None:
    match screen:
        case Waiting():
            draw_waiting(page, screen, body)
        case Home():
            draw_home(page, screen, body)
        case PointHome():
            draw_point_home(page, screen, body)
        case ByPhone():
            draw_by_phone(page, screen, body)
        case Services():
            draw_services(page, screen, body)
        case Priorities():
            draw_priorities(page, screen, body)
        case YourNumber():
            draw_number(page, screen, body)
        case WhoServed():
            draw_who_served(page, screen, body)
        case Rate():
            draw_rate(page, screen, body)
        case Reasons():
            draw_reasons(page, screen, body)
        case Thanks():
            draw_thanks(page, screen, body)
        case StillThere():
            draw_still_there(page, screen, body)
        case Closed():
            draw_closed(page, screen, body)
        case (
            Topics()
            | TopicList()
            | SearchPad()
            | ProcedureCard()
            | DossierPad()
            | DossierPinPad()
            | DossierCard()
        ):
            from ui.touch.screens.lookups import draw_lookup  # the first picture need not wait for it

            draw_lookup(page, screen, body)
        case PhonePad():
            from ui.touch.screens.phone import draw_phone_pad

            draw_phone_pad(page, screen, body)
        case BookingPad():
            from ui.touch.screens.bookings import draw_booking_pad

            draw_booking_pad(page, screen, body)
        case NotNow():
            from ui.touch.screens.bookings import draw_not_now

            draw_not_now(page, screen, body)
        case _:
            from ui.touch.screens.staff import draw_staff  # nor for the technician's

            draw_staff(page, screen, body)

"""Which drawing belongs to which screen value: one flat `match`, nothing else."""

from firmware.screens import (
    Closed,
    Home,
    NoIdentity,
    PinPad,
    Priorities,
    Rate,
    Reasons,
    Screen,
    Services,
    StillThere,
    Technician,
    Thanks,
    Waiting,
    WhoServed,
    YourNumber,
)
from firmware.upkeep import Acceptance, NetworkCard, Pad, SelfTest, Sure, Toolbox, WifiList
from ui.touch.box import Box
from ui.touch.page import Page
from ui.touch.screens.closed import draw_closed
from ui.touch.screens.home import draw_home, draw_still_there, draw_waiting
from ui.touch.screens.no_identity import draw_no_identity
from ui.touch.screens.number import draw_number
from ui.touch.screens.rating import draw_rate, draw_reasons, draw_thanks, draw_who_served
from ui.touch.screens.services import draw_priorities, draw_services
from ui.touch.screens.technician import draw_pin_pad, draw_technician


def draw_screen(page: Page, screen: Screen, body: Box) -> None:
    match screen:
        case Waiting():
            draw_waiting(page, screen, body)
        case Home():
            draw_home(page, screen, body)
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
        case PinPad():
            draw_pin_pad(page, screen, body)
        case Technician():
            draw_technician(page, screen, body)
        case NoIdentity():
            draw_no_identity(page, screen, body)
        case Toolbox() | Sure() | SelfTest() | Acceptance() | NetworkCard() | WifiList() | Pad():
            from ui.touch.screens.upkeep import draw_upkeep  # for the technician only

            draw_upkeep(page, screen, body)
        case _:
            from ui.touch.screens.lookups import draw_lookup  # the first picture need not wait for it

            draw_lookup(page, screen, body)

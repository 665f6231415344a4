"""Which drawing belongs to which screen for staff, S14 and S15: a `match`, loaded with the first of them."""

from firmware.screens import NoIdentity, PinPad, Technician
from firmware.upkeep import Upkeep
from ui.touch.box import Box
from ui.touch.page import Page
from ui.touch.screens.no_identity import draw_no_identity
from ui.touch.screens.technician import draw_pin_pad, draw_technician
from ui.touch.screens.upkeep import draw_upkeep


def draw_staff(page: Page, screen: PinPad | Technician | NoIdentity | Upkeep, body: Box) -> None:
    match screen:
        case PinPad():
            draw_pin_pad(page, screen, body)
        case Technician():
            draw_technician(page, screen, body)
        case NoIdentity():
            draw_no_identity(page, screen, body)
        case _:
            draw_upkeep(page, screen, body)

"""Another page, or a letter: which room knows the tiles or the keys that are shown.

Owns that choice alone. Refuses what stands on a page and what letters mean: each room knows its own.
"""

from firmware import guide, inquiry, presenting, rate, soon, take, technician_network
from firmware.booked import BookingPad
from firmware.inquiry import Inquiries
from firmware.lookups import DossierPad, DossierPinPad, Typing
from firmware.rating_screens import WhoServed
from firmware.reminders import PhonePad
from firmware.screens import Services
from firmware.state import Moment, State
from firmware.upkeep import Pad, WifiList


def page_asked(moment: Moment, page: int) -> State:
    if isinstance(moment.visit.screen, WhoServed):
        return rate.page_asked(moment, page)
    if isinstance(moment.visit.screen, Services):
        return take.page_asked(moment, page)
    if isinstance(moment.visit.screen, WifiList):
        return technician_network.page_asked(moment, page)
    return guide.page_asked(moment, page)


def typed(moment: Moment, event: Typing, inquiries: Inquiries) -> State:
    if isinstance(moment.visit.screen, DossierPad | DossierPinPad):
        return inquiry.typed(moment, event, inquiries)
    if isinstance(moment.visit.screen, PhonePad):
        return soon.typed(moment, event)
    if isinstance(moment.visit.screen, BookingPad):
        return presenting.typed(moment, event)
    if isinstance(moment.visit.screen, Pad):
        return technician_network.typed(moment, event)
    return guide.typed(moment, event)

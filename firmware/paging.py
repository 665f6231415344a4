"""Another page of the tiles that are shown: whose tiles they are.

Owns that choice alone. Refuses what stands on a page: each room knows its own.
"""

from firmware import guide, rate, take, technician_network
from firmware.screens import Services, WhoServed
from firmware.state import Moment, State
from firmware.upkeep import WifiList


def page_asked(moment: Moment, page: int) -> State:
    if isinstance(moment.visit.screen, WhoServed):
        return rate.page_asked(moment, page)
    if isinstance(moment.visit.screen, Services):
        return take.page_asked(moment, page)
    if isinstance(moment.visit.screen, WifiList):
        return technician_network.page_asked(moment, page)
    return guide.page_asked(moment, page)

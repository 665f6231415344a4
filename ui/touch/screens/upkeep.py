"""Which drawing belongs to which of the technician's tools: one flat `match`, loaded with the first."""

from typing import assert_never

from firmware.upkeep import Acceptance, NetworkCard, Pad, SelfTest, Sure, Toolbox, Upkeep, WifiList
from ui.touch.box import Box
from ui.touch.page import Page
from ui.touch.screens.network import draw_network, draw_pad, draw_wifi_list
from ui.touch.screens.selftest import draw_acceptance, draw_self_test
from ui.touch.screens.tools import draw_sure, draw_toolbox


def draw_upkeep(page: Page, screen: Upkeep, body: Box) -> None:
    match screen:
        case Toolbox():
            draw_toolbox(page, screen, body)
        case Sure():
            draw_sure(page, screen, body)
        case SelfTest():
            draw_self_test(page, screen, body)
        case Acceptance():
            draw_acceptance(page, screen, body)
        case NetworkCard():
            draw_network(page, screen, body)
        case WifiList():
            draw_wifi_list(page, screen, body)
        case Pad():
            draw_pad(page, screen, body)
        case _:
            assert_never(screen)

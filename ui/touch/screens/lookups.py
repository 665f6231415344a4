"""Which drawing belongs to which look-up, S5 to S8: one flat `match`, loaded with the first of them."""

from typing import assert_never

from firmware.lookups import (
    DossierCard,
    DossierPad,
    DossierPinPad,
    Lookup,
    ProcedureCard,
    SearchPad,
    TopicList,
    Topics,
)
from ui.touch.box import Box
from ui.touch.page import Page
from ui.touch.screens.dossiers import draw_dossier, draw_dossier_pad, draw_dossier_pin_pad
from ui.touch.screens.procedures import draw_procedure
from ui.touch.screens.topics import draw_search, draw_topic_list, draw_topics


def draw_lookup(page: Page, screen: Lookup, body: Box) -> None:
    """S5 to S8."""
    match screen:
        case Topics():
            draw_topics(page, screen, body)
        case TopicList():
            draw_topic_list(page, screen, body)
        case SearchPad():
            draw_search(page, screen, body)
        case ProcedureCard():
            draw_procedure(page, screen, body)
        case DossierPad():
            draw_dossier_pad(page, screen, body)
        case DossierPinPad():
            draw_dossier_pin_pad(page, screen, body)
        case DossierCard():
            draw_dossier(page, screen, body)
        case _:
            assert_never(screen)

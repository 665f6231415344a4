"""What surrounds a screen: the view that the faces get, with office, aids and connection in its frame.

Owns composing it from what the core knows. Refuses deciding and drawing.
"""

from firmware import listening, point
from firmware.screens import View
from firmware.state import Moment


def view(moment: Moment) -> View:
    seen, hall, settings = moment.visit, moment.hall, moment.settings
    return View(
        screen=seen.screen,
        office=settings.kiosk.name,
        aids=seen.aids,
        aids_open=seen.aids_open,
        online=hall.online,
        clock_trusted=moment.now.trusted,
        help_called=hall.help_called,
        can_speak=settings.can_speak,
        buttons=listening.button_count(settings),
        audio=seen.audio,
        helper=point.helper(settings),
    )

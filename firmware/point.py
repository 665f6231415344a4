"""A residential-area point: the same kiosk in a block's common room, without counters, officers and queue.

Owns what such a kiosk offers instead, and what it refuses: there is no queue to stand in and nobody to rate,
whoever asks. Refuses moving between screens (`visit`) and what both kinds do alike: procedures, dossiers,
ledger, upkeep.
"""

from firmware import events as e
from firmware.point_screens import ByPhone, Helper, Matter, PointHome
from firmware.settings import Settings
from firmware.state import Moment


def refuses(moment: Moment, event: object) -> bool:
    """Whether this is a matter of queue or rating, and this kiosk has neither."""
    of_a_queue = isinstance(
        event,
        e.Taking | e.RatingAsked | e.ServedChosen | e.LevelChosen | e.ReasonChosen | e.ButtonPressed,
    )
    return moment.settings.office.residential and of_a_queue


def helper(settings: Settings) -> Helper:
    if not settings.office.residential:
        return Helper.OFFICER
    return Helper.PHONE if settings.office.help_phone else Helper.NOBODY


def home(moment: Moment) -> PointHome:
    """S1 of a point offers what its settings give and what has arrived."""
    guide = moment.hall.guide
    return PointHome(bool(guide and guide.procedures), tuple(ways(moment.settings)))


def ways(settings: Settings) -> dict[Matter, ByPhone]:
    """What can be gone on with on a phone from here, in the order of the tiles."""
    centre, ward, office = settings.home.address, settings.kiosk.ward, settings.office
    found: dict[Matter, ByPhone] = {}
    if centre:
        pages = ((Matter.FILE, f"{centre}/nop/{ward}"), (Matter.BOOK, f"{centre}/hen/{ward}"))
        found = {matter: ByPhone(matter, link, link.partition("://")[2]) for matter, link in pages}
    if office.help_phone:
        link = "tel:" + "".join(sign for sign in office.help_phone if sign.isdecimal() or sign == "+")
        found[Matter.CALL] = ByPhone(Matter.CALL, link, office.help_phone.strip(), office.help_name.strip())
    return found

"""Who tells people at home by SMS: the centre, this kiosk's own modem, or nobody.

Owns reading that from the settings, and the only form in which a phone number leaves the kiosk: sealed for
the centre, which alone can open it. Refuses words, tables and modems. A sender who lacks what it needs, the
centre's key or a modem, tells nobody.
"""

from typing import Literal

from firmware.settings import Settings
from mqtt.sealing import read_public, seal

Teller = Literal["none", "centre", "kiosk"]


def teller(settings: Settings) -> Teller:
    """Who really sends for this ward."""
    sender = settings.sms.sender
    missing = (sender == "centre" and not settings.sms.key) or (
        sender == "kiosk" and settings.modem.driver == "absent"
    )
    return "none" if missing else sender


def contact(settings: Settings, phone: str | None) -> str | None:
    """What the centre is given of a number; None unless it is the centre who tells."""
    if phone is None or teller(settings) != "centre":
        return None
    return seal(phone, read_public(settings.sms.key))

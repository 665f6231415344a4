"""What the centre is for people at home, SMS, filing and booking: made from the settings and joined.

Owns making these parts and giving each the one that sends SMS. Refuses what they do. Without keys for
personal data (`[sms] key_file`) there are none of them, and nobody books where no key signs commands either:
kiosks believe a booking by that key.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from central.booking import commands as bookings
from central.booking.booth import Booth
from central.booking.publishing import BookingTurn
from central.booking.seals import Seals
from central.desk import WritingDesk
from central.door import Change
from central.intake import forms
from central.intake.delivery import Delivery
from central.intake.erasing import Erasing
from central.intake.letterbox import Letterbox
from central.one_writer import Ear, Work
from central.payment import Fees
from central.settings import Settings, read_command_key
from central.sms.by_hand import CHANGES as BY_HAND
from central.sms.filers import telling_filers
from central.sms.keys import Keys
from central.sms.reading import listing
from central.sms.service import Service
from central.sms.settings import post_of, read_key_file
from central.store.engine import Store
from mqtt.catalogue import Procedure
from mqtt.client import Client


@dataclass(frozen=True, slots=True)
class AtHome:
    """What pages and programs reach; None is what this centre does not offer."""

    keys: Keys | None = None
    letterbox: Letterbox | None = None
    booth: Booth | None = None


NOTHING: Final = AtHome()


def at_home(
    settings: Settings,
    store: Store,
    writing: WritingDesk,
    sms: Service,
    now: Callable[[], datetime],
    procedure: Callable[[str, str], Procedure | None],
) -> AtHome:
    """`procedure` looks one up in the catalogue."""
    if sms.keys is None or sms.post is None:
        return NOTHING
    tell = telling_filers(sms.post)
    fees, address = Fees(settings.payment, procedure), settings.home.address
    letterbox = Letterbox(store.reader(), writing, sms.keys, now, address, tell, fees)
    command = read_command_key(settings.command)
    seals = Seals(sms.keys, command) if command else None
    booth = Booth(store.reader(), writing, seals, now, sms.post) if seals else None
    return AtHome(sms.keys, letterbox, booth)


def changes(settings: Settings) -> tuple[Change[Any, Any], ...]:
    """What commands may ask of a running centre."""
    keys = read_key_file(settings.sms)
    post = post_of(settings.sms, keys) if keys else None
    return (*BY_HAND, listing(keys), forms.KEEP, bookings.SET, bookings.SHOW, bookings.closing(post))


def turns(
    settings: Settings, store: Store, client: Client, sms: Service, provinces: Sequence[str]
) -> tuple[list[Work], list[Ear]]:
    """For one term of writing: what works beside the aggregator, and what listens to kiosks."""
    booking = BookingTurn(store, client, provinces, settings.booking.keep_days)
    works: list[Work] = [sms.erasing(store), Erasing(store), booking]
    ears: list[Ear] = [booking]
    if sms.keys:
        delivery = Delivery(store, client, sms.keys, provinces)
        works.append(delivery)
        ears.append(delivery)
    return works, ears

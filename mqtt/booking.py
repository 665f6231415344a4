"""What a citizen booked from home, as both ends speak of it: the text in a QR, and a ward's open list.

Owns the token's form and signature, and the message on the ward's topic. Refuses keys' places, storage and
the question whether a booking still holds. A kiosk reads a token without any network, by the public key that
it has for commands; the context before the signed bytes keeps a command from passing for a booking. No name
and no phone number stands in either. The list is one retained message: a newer one takes its place.
"""

import base64
from typing import Annotated, Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta, Struct

from mqtt.scalars import Count, Day, Instant

TOPIC: Final = "booking/list"
PREFIX: Final = "MCH1."
LONGEST: Final = 200
"""Letters of a token: a QR of 57 squares a side at most, comfortable to scan from a phone."""
LIST_BYTES: Final = 1024 * 1024
_CONTEXT: Final = b"motcua/1/booking\n"

WardName = Annotated[str, Meta(pattern=r"^[0-9]{2}/[0-9]{5}\Z")]
BookingId = Annotated[str, Meta(pattern=r"^[0-9]{8}\Z")]
ServiceCode = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,31}\Z")]
Slot = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z")]
SlotMinutes = Annotated[int, Meta(ge=5, le=240)]


class BookingError(ValueError):
    """A token or a list that cannot be read or believed; the text says why."""


class Booked(Struct, frozen=True, array_like=True):
    """One booking: `slot` begins at that local time and lasts `minutes`; `made` is when, in milliseconds."""

    ward: WardName
    id: BookingId
    service: ServiceCode
    day: Day
    slot: Slot
    minutes: SlotMinutes
    made: Count


class OpenBooking(Struct, frozen=True, array_like=True):
    """One that is neither cancelled nor presented yet."""

    id: BookingId
    day: Day
    slot: Slot
    minutes: SlotMinutes
    service: ServiceCode


class BookingList(Struct, frozen=True, kw_only=True):
    """All open bookings of `days` as they were at `at`: what was made before and is missing here is gone."""

    at: Instant
    days: Annotated[tuple[Day, ...], Meta(max_length=31)]
    open: tuple[OpenBooking, ...]


def seal(booked: Booked, key: Ed25519PrivateKey) -> str:
    """The QR's text; the same booking and key always make the same."""
    said = msgspec.msgpack.encode(booked)
    return f"{PREFIX}{_text(said)}.{_text(key.sign(_CONTEXT + said))}"


def unseal(text: str, key: Ed25519PublicKey) -> Booked:
    """What the owner of the key said; BookingError if it was somebody else, or is no booking."""
    if not text.startswith(PREFIX) or len(text) > LONGEST:
        raise BookingError(f"no booking: {len(text)} letters, {PREFIX} at the beginning is wanted")
    said, _, signature = text.removeprefix(PREFIX).partition(".")
    try:
        payload = _bytes(said)
        key.verify(_bytes(signature), _CONTEXT + payload)
        return msgspec.msgpack.decode(payload, type=Booked)
    except InvalidSignature as error:
        raise BookingError("the signature is not the centre's") from error
    except (ValueError, msgspec.DecodeError, RecursionError) as error:
        raise BookingError(f"no booking: {error}") from error


def encode(listed: BookingList) -> bytes:
    return msgspec.json.encode(listed)


def decode(body: bytes) -> BookingList:
    if len(body) > LIST_BYTES:
        raise BookingError(f"too long: {len(body)} bytes, limit {LIST_BYTES}")
    try:
        return msgspec.json.decode(body, type=BookingList)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BookingError(f"no list of bookings: {error}") from error


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)

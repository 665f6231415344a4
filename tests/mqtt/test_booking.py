"""A booking's token: short, believed from the centre alone, and never taken for anything else."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as some

from mqtt.booking import LONGEST, Booked, BookingError, BookingList, OpenBooking, decode, encode, seal, unseal
from mqtt.signing import sealed

KEY = Ed25519PrivateKey.generate()
PUBLIC = KEY.public_key()
BOOKED = Booked("19/05518", "48213907", "ho-tich", "2026-11-23", "08:15", 15, 1_795_400_000_000)
TOKEN = seal(BOOKED, KEY)


def test_a_token_says_what_was_booked() -> None:
    assert unseal(TOKEN, PUBLIC) == BOOKED


def test_even_the_longest_fits_a_comfortable_qr() -> None:
    longest = Booked("19/05518", "48213907", "d" * 32, "2026-11-23", "08:15", 240, 2**53 - 1)
    assert (len(TOKEN), len(seal(longest, KEY))) == (164, LONGEST)


def test_a_token_of_another_key_is_refused() -> None:
    with pytest.raises(BookingError, match="signature"):
        unseal(TOKEN, Ed25519PrivateKey.generate().public_key())


@given(some.integers(min_value=5, max_value=len(TOKEN) - 3))
def test_a_letter_that_was_changed_is_noticed(place: int) -> None:
    other = "A" if TOKEN[place] != "A" else "B"
    with pytest.raises(BookingError):
        unseal(TOKEN[:place] + other + TOKEN[place + 1 :], PUBLIC)


@given(some.text(max_size=250))
def test_any_other_text_is_no_booking(text: str) -> None:
    with pytest.raises(BookingError):
        unseal(f"MCH1.{text}", PUBLIC)


def test_what_the_key_signed_as_a_command_is_no_booking() -> None:
    command = sealed(b"\x97", KEY).decode()
    with pytest.raises(BookingError):
        unseal(f"MCH1.{command}", PUBLIC)


def test_a_list_comes_out_as_it_went_in() -> None:
    one = OpenBooking("48213907", "2026-11-23", "08:15", 15, "ho-tich")
    listed = BookingList(at="2026-11-23T01:00:00.000Z", days=("2026-11-23", "2026-11-24"), open=(one,))
    assert decode(encode(listed)) == listed


@pytest.mark.parametrize("body", [b"", b"{}", b'{"at": 5, "days": [], "open": []}', b" " * 1_048_577])
def test_what_is_no_list_is_refused(body: bytes) -> None:
    with pytest.raises(BookingError):
        decode(body)

"""A number sealed for the centre: read by nobody else, and of one length whatever it says."""

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from mqtt import sealing
from mqtt.scalars import Sealed
from mqtt.sealing import SealingError

KEY = X25519PrivateKey.from_private_bytes(bytes(range(32)))
PHONE = "0912345678"


def test_the_centre_reads_what_was_sealed_for_it() -> None:
    assert sealing.unseal(sealing.seal(PHONE, KEY.public_key()), KEY) == PHONE


def test_nothing_in_the_sealed_text_repeats_or_tells_its_length() -> None:
    first, second, short = (sealing.seal(text, KEY.public_key()) for text in (PHONE, PHONE, "1"))
    assert first != second
    assert len(first) == len(second) == len(short) == 96


def test_it_travels_as_the_wire_says() -> None:
    sealed = sealing.seal("1" * sealing.LETTERS, KEY.public_key())
    assert msgspec.convert(sealed, Sealed) == sealed


def test_another_key_opens_nothing() -> None:
    with pytest.raises(SealingError, match="newest"):
        sealing.unseal(sealing.seal(PHONE, KEY.public_key()), X25519PrivateKey.generate())


@pytest.mark.parametrize("place", [0, 45, 95])
def test_one_wrong_letter_opens_nothing(place: int) -> None:
    sealed = sealing.seal(PHONE, KEY.public_key())
    other = "B" if sealed[place] == "A" else "A"
    with pytest.raises(SealingError):
        sealing.unseal(sealed[:place] + other + sealed[place + 1 :], KEY)


@pytest.mark.parametrize("rubbish", ["", "A", "A" * 96, "é" * 90, "A" * 43])
def test_rubbish_opens_nothing(rubbish: str) -> None:
    with pytest.raises(SealingError):
        sealing.unseal(rubbish, KEY)


def test_what_is_too_long_to_be_a_number_is_not_sealed() -> None:
    with pytest.raises(SealingError, match="limit 24"):
        sealing.seal("1" * 25, KEY.public_key())


def test_a_public_key_is_read_as_it_was_written() -> None:
    assert sealing.read_public(sealing.public_text(KEY)) == KEY.public_key()


@pytest.mark.parametrize(("text", "wrong"), [("", "0 bytes"), ("AAAA", "3 bytes"), ("?", "base64")])
def test_what_is_no_key_is_told(text: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        sealing.read_public(text)

"""Which telephone numbers an SMS may go to."""

import pytest

from mqtt.phones import PhoneError, domestic, masked, mobile


@pytest.mark.parametrize(
    "written",
    ["0912345678", "0912 345 678", "091.234.5678", "+84912345678", "84912345678", "+84 (0) 912-345-678"],
)
def test_however_a_mobile_number_is_written_it_is_the_same(written: str) -> None:
    assert mobile(written) == "+84912345678"


@pytest.mark.parametrize("prefix", ["032", "056", "070", "081", "091", "096"])
def test_numbers_of_every_network_are_taken(prefix: str) -> None:
    assert mobile(f"{prefix}2345678") == f"+84{prefix[1:]}2345678"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("+1 650 253 0000", "a foreign number"),
        ("+86 131 2345 6789", "a foreign number"),
        ("024 3825 5555", "not a mobile number"),
        ("091234567", "no number of Vietnam"),
        ("09123456789", "no number of Vietnam"),
        ("0123456789", "no number of Vietnam"),
        ("113", "no number of Vietnam"),
        ("Nguyễn Văn A", "no phone number"),
        ("", "no phone number"),
        ("0912345678 ext. 12", "not a mobile number"),
        ("0" * 400, "400 letters"),
    ],
)
def test_what_no_sms_reaches_is_refused_with_its_reason(written: str, why: str) -> None:
    with pytest.raises(PhoneError, match=why):
        mobile(written)


def test_a_refusal_never_repeats_the_number() -> None:
    with pytest.raises(PhoneError) as refusal:
        mobile("+16502530000")
    assert "6502530000" not in str(refusal.value)


def test_a_number_is_shown_by_its_ends_alone() -> None:
    assert masked("+84912345678") == "091****678"


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("0912345678", "0912345678"),
        ("+84 912 345 678", "0912345678"),
        ("84 35.123.4567", "0351234567"),
        ("070-123-4567", "0701234567"),
        ("0241234567", None),
        ("091234567", None),
        ("09123456789", None),
        ("+849123456789", None),
        ("0912345678; DROP", None),
        ("０９１２３４５６７８", None),
        ("", None),
    ],
)
def test_only_vietnamese_mobile_numbers_are_taken(text: str, phone: str | None) -> None:
    assert domestic(text) == phone

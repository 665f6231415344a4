"""What an SMS says and how many segments it takes."""

from datetime import date

import pytest

from mqtt.texting import KINDS, Kind, Occasion, counted, plain, texted

CODE = "19.05518.nop-261121-0001"
LONGEST = Occasion("received", CODE, "phường Nguyễn Thái Học", date(2026, 11, 25))


@pytest.mark.parametrize("kind", KINDS)
def test_without_diacritics_every_sms_fits_one_segment(kind: Kind) -> None:
    occasion = Occasion(kind, CODE, "phường Nguyễn Thái Học", date(2026, 11, 25), "08:30", 3)
    said = texted(occasion)
    assert (said.wide, said.segments, said.text.isascii()) == (False, 1, True)


def test_a_received_dossier_names_its_code_and_the_day_of_the_result() -> None:
    assert texted(LONGEST).text == (
        "Bo phan Mot cua phuong Nguyen Thai Hoc: da tiep nhan ho so 19.05518.nop-261121-0001."
        " Hen tra ket qua: 25/11/2026."
    )


def test_a_dossier_without_a_limit_names_no_day() -> None:
    assert texted(Occasion("received", "H-1")).text == "Bo phan Mot cua: da tiep nhan ho so H-1."


def test_with_diacritics_it_is_wide_and_takes_more() -> None:
    said = texted(LONGEST, diacritics=True)
    assert (said.wide, said.segments) == (True, 2)
    assert "đã tiếp nhận hồ sơ" in said.text


@pytest.mark.parametrize(
    ("text", "wide", "segments"),
    [
        ("", False, 1),
        ("a" * 160, False, 1),
        ("a" * 161, False, 2),
        ("a" * 306, False, 2),
        ("a" * 307, False, 3),
        ("€" * 80, False, 1),
        ("€" * 81, False, 2),
        ("a" * 151 + "€" + "a" * 153, False, 2),
        ("a" * 152 + "€" + "a" * 152, False, 3),
        ("đ" * 70, True, 1),
        ("đ" * 71, True, 2),
        ("đ" * 134, True, 2),
        ("đ" * 135, True, 3),
        ("😀" * 35, True, 1),
        ("😀" * 36, True, 2),
        ("😀" * 66, True, 2),
        ("😀" * 67, True, 3),
    ],
)
def test_segments_are_counted_as_the_network_charges_them(text: str, wide: bool, segments: int) -> None:
    said = counted(text)
    assert (said.wide, said.segments) == (wide, segments)


def test_letters_that_come_in_pieces_are_joined_before_they_are_counted() -> None:
    assert counted("e\u0301" * 160).segments == 1


def test_every_vietnamese_letter_has_a_plain_one() -> None:
    assert plain("Đặng Thị Hữu Nghĩa ỡ Ự ỹ đ") == "Dang Thi Huu Nghia o U y d"

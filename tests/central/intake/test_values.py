"""What people type, held against the kind of its field."""

from datetime import date

import pytest

from central.intake.values import Fault, judge
from mqtt.forms import Field, Kind

TODAY = date(2026, 11, 26)


def judged(kind: Kind, text: str, **more: object) -> str | Fault:
    choices = ["Nam", "Nữ"] if kind == "choice" else []
    asked = Field(name="x", label="X", kind=kind, choices=choices, **more)  # type: ignore[arg-type]
    found = judge([asked], {"x": text}, TODAY)
    return found.faults.get("x") or found.good["x"]


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", "  Nguyễn   Thị  Nháp ", "Nguyễn Thị Nháp"),
        ("text", "Hoa\u0300", "Hoà"),
        ("text", "a\x00\u202eb", "ab"),
        ("long", "một\r\nhai", "một\nhai"),
        ("date", "2026-11-21", "21/11/2026"),
        ("date", "1/2/1950", "01/02/1950"),
        ("date", "21111985", "21/11/1985"),
        ("phone", "+84 912 345 678", "0912345678"),
        ("phone", "0912.345.678", "0912345678"),
        ("number", "1.500.000", "1500000"),
        ("choice", "Nữ", "Nữ"),
        ("yes", "on", "Có"),
        ("identity", "019 185 000 123", "019185000123"),
        ("text", "", ""),
    ],
)
def test_what_is_right_is_kept_in_one_form(kind: Kind, typed: str, kept: str) -> None:
    assert judged(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed", "why"),
    [
        ("date", "31/02/2026", "not_day"),
        ("date", "hôm qua", "not_day"),
        ("date", "01/01/1850", "day_too_far"),
        ("date", "01/01/2126", "day_too_far"),
        ("phone", "024 3825 3536", "not_phone"),
        ("phone", "+1 212 555 0100", "not_phone"),
        ("phone", "abc", "not_phone"),
        ("phone", "0912 345 678 ext. 5", "not_phone"),
        ("number", "hai", "not_number"),
        ("choice", "Khác", "not_choice"),
        ("yes", "off", "must_tick"),
        ("identity", "123456789", "not_identity"),
        ("identity", "919185000123", "not_identity"),
    ],
)
def test_what_is_wrong_is_told_by_its_reason(kind: Kind, typed: str, why: str) -> None:
    assert judged(kind, typed) == Fault(why)


def test_what_must_be_filled_in_may_not_be_blank() -> None:
    assert judged("text", " \t ", required=True) == Fault("missing")
    assert judged("yes", "", required=True) == Fault("must_tick")


def test_a_text_may_be_as_long_as_its_field_says() -> None:
    assert judged("text", "a" * 20, most=20) == "a" * 20
    assert judged("text", "a" * 21, most=20) == Fault("too_long", {"most": "20", "found": "21"})

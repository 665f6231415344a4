"""What the slips about dossiers say, and that every code fits the paper."""

import random
import string
from datetime import date

import pytest

from devices.paper import Barcode, Qr
from devices.raster import render
from firmware.receipts import STATE_WORDS, Apology, Receipt, apology_slip, bars_fit, receipt_slip
from mqtt.dossiers import State
from tests.bench import TurnedClock, ward
from tests.firmware.slips import words

NOW = TurnedClock().now()
SHORT, LONG = "19.05518-261123-0001", "000.00.06.G04.190701.0501"
WIDEST = 21
"""The longest text whose Code 128 surely fits 576 dots."""


def receipt(code: str = SHORT, due: date | None = date(2026, 8, 12), procedure: str = "Khai sinh") -> Receipt:
    return Receipt(code=code, procedure=procedure, due=due, counter=2, pin="7K4M", day="2026-11-23")


def test_a_receipt_says_what_its_owner_needs() -> None:
    assert words(receipt_slip(ward(), receipt(), NOW)) == [
        "UBND phường Sông Công",
        "Bộ phận Một cửa",
        "GIẤY TIẾP NHẬN HỒ SƠ",
        "Khai sinh",
        "Tiếp nhận: 08:00 23/11/2026",
        "Quầy 2",
        "Hẹn trả: 12/08/2026",
        "Mã hồ sơ",
        SHORT,
        SHORT,
        "Mã tra cứu: 7K4M",
        "Giữ kín mã này",
        "Quét mã hoặc nhập mã hồ sơ tại kiosk để xem hồ sơ đến đâu. Mã tra cứu chỉ in một lần.",
    ]


def test_without_a_date_the_officer_is_to_be_asked() -> None:
    assert "Hẹn trả: Hỏi cán bộ" in words(receipt_slip(ward(), receipt(due=None), NOW))


def test_a_short_code_has_bars_and_a_square_of_the_code_alone() -> None:
    blocks = receipt_slip(ward(), receipt(), NOW).blocks
    assert Barcode(SHORT) in blocks
    assert Qr(SHORT) in blocks


def test_a_code_too_wide_for_bars_has_a_square_and_its_letters() -> None:
    slip = receipt_slip(ward(), receipt(LONG), NOW)
    assert [block for block in slip.blocks if isinstance(block, Barcode)] == []
    assert words(slip).count(LONG) == 2


@pytest.mark.parametrize("dots", [576, 512, 384])
def test_whatever_the_code_the_receipt_can_be_drawn(dots: int) -> None:
    settings = ward(printer={"driver": "simulated", "dots": dots})
    dice = random.Random(20261123)
    letters = string.digits * 3 + string.ascii_uppercase + ".-/"
    codes = ["".join(dice.choices(letters, k=length)) for length in range(4, 65) for _ in range(3)]
    widths = {render(receipt_slip(settings, receipt(code), NOW), width_dots=dots).width for code in codes}
    assert widths == {dots}


def test_bars_are_left_out_only_where_they_may_not_fit() -> None:
    assert bars_fit("A" * WIDEST, 576)
    assert not bars_fit("A" * (WIDEST + 1), 576)


def test_the_longest_name_of_a_procedure_can_be_printed() -> None:
    assert render(receipt_slip(ward(), receipt(procedure="Thủ tục " * 75), NOW)).height < 3000


def test_an_apology_names_both_dates_and_the_reason() -> None:
    apology = Apology(
        code=LONG,
        procedure="Đăng ký khai sinh",
        promised=date(2026, 12, 1),
        due=date(2026, 12, 4),
        reason="Chờ xác minh",
        day="2026-12-01",
    )
    slip = apology_slip(ward(), apology, NOW)
    assert {
        "Xin lỗi bác, hồ sơ của bác chưa xong đúng hẹn.",
        "Đã hẹn: 01/12/2026",
        "Hẹn lại: 04/12/2026",
        "Lý do: Chờ xác minh",
        f"Mã hồ sơ: {LONG}",
    } <= set(words(slip))
    assert render(slip).width == 576


def test_every_national_state_has_words() -> None:
    assert set(STATE_WORDS) == set(State)

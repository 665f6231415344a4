"""VietQR payloads against the specification's examples, another library and an unforgiving reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vietnam_qr_pay import QRPay

from mqtt.vietqr import PaymentError, crc, payload, plain

DEMO = {"bank": "000000", "account": "0000000000", "name": "DEMO - KHONG CHUYEN TIEN"}
CODE = "19.05518.nop-261123-0001"
STATIC = "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN6304"
DYNAMIC = (
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN"
    "62340107NPS68690819thanh toan don hang6304"
)
LETTERS = st.text(
    st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"), min_size=1
)


def fields(text: str) -> dict[str, str]:
    """ID, two digits of length, so many letters; anything else is an error."""
    found: dict[str, str] = {}
    while text:
        id_, length, text = text[:2], text[2:4], text[4:]
        assert id_.isdecimal() and length.isdecimal() and id_ not in found
        value, text = text[: int(length)], text[int(length) :]
        assert len(value) == int(length) > 0
        found[id_] = value
    return found


def test_the_static_example_of_the_specification_comes_out_letter_for_letter() -> None:
    assert payload(bank="970403", account="0011012345678") == STATIC + "9E6F"


def test_the_checksums_of_the_specification_s_examples_are_right() -> None:
    """The printed static one names 12 letters where there are 13; its CRC is over what is printed."""
    printed = STATIC.replace("0113001101", "0112001101")
    assert f"{crc(printed.encode()):04X} {crc(DYNAMIC.encode()):04X}" == "F4E5 2E2E"
    assert crc(b"123456789") == 0x29B1


def test_the_dynamic_example_differs_only_by_its_bill_number() -> None:
    built = payload(bank="970403", account="0011012345678", dong=180_000, purpose="thanh toan don hang")
    theirs = fields(DYNAMIC + "2E2E")
    assert fields(built) == theirs | {"62": theirs["62"].removeprefix("0107NPS6869"), "63": built[-4:]}


def test_another_library_writes_the_same() -> None:
    theirs = QRPay.init_viet_qr("000000", "0000000000", "8000", CODE)
    theirs.merchant.name = DEMO["name"]
    assert payload(**DEMO, dong=8000, purpose=CODE) == theirs.build()


def test_another_library_reads_what_was_meant() -> None:
    read = QRPay(payload(**DEMO, dong=8000, purpose=CODE))
    assert (read.is_valid, read.amount, read.additional_data.purpose) == (True, "8000", CODE)
    assert (read.consumer.bank_bin, read.consumer.bank_number) == ("000000", "0000000000")


@given(account=LETTERS, dong=st.integers(1, 10**12 - 1), name=st.text(), purpose=st.text(max_size=8))
def test_whatever_is_written_reads_back(account: str, dong: int, name: str, purpose: str) -> None:
    text = payload(bank="000000", account=account[:19], name=name, dong=dong, purpose=plain(purpose)[:25])
    read = fields(text)
    to = fields(read["38"])
    assert list(read) == sorted(read)
    assert (read["01"], read["53"], read["54"], read["58"]) == ("12", "704", str(dong), "VN")
    assert (to["00"], fields(to["01"])["01"], to["02"]) == ("A000000727", account[:19], "QRIBFTTA")
    assert fields(read.get("62", "")).get("08", "") == plain(purpose)[:25]
    assert read["63"] == f"{crc(text[:-4].encode()):04X}"


def test_marks_are_taken_off_and_a_long_name_is_cut() -> None:
    assert plain("Phí  Đăng ký – Sông Công\n") == "Phi Dang ky Song Cong"
    named = payload(bank="000000", account="1", name="Ủy ban nhân dân phường Sông Công")
    assert fields(named)["59"] == "Uy ban nhan dan phuong So"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"bank": "9704"}, "bank '9704' is no BIN; write the six digits"),
        ({"bank": "０00000"}, "is no BIN"),
        ({"account": ""}, "account '' is none; write 1 to 19"),
        ({"account": "12 34"}, "account '12 34' is none"),
        ({"account": "1" * 20}, "write 1 to 19 letters and digits"),
        ({"dong": 0}, "amount 0 dong: a transfer has 1 to"),
        ({"dong": -1}, "amount -1 dong"),
        ({"dong": 10**12}, "amount 1000000000000 dong"),
        ({"purpose": "X" * 26}, "is longer than 25 letters; use a shorter code"),
    ],
)
def test_what_cannot_be_written_is_named(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(PaymentError, match=words):
        payload(**(DEMO | wrong))  # type: ignore[arg-type]

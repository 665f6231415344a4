"""Where a fee can be paid from a phone: on S6 and on the receipt, read back from the paper."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from devices.paper import Document, Qr
from devices.raster import render
from firmware import lookups as look
from firmware.lookups import ProcedureCard, Section, Transfer
from firmware.receipts import Receipt, receipt_slip
from firmware.transfers import transfer
from mqtt.catalogue import Fee, Procedure
from mqtt.vietqr import payload
from tests.bench import TurnedClock, ward
from tests.firmware.filing import FilingBench
from tests.firmware.guiding import publish
from tests.firmware.slips import words

ACCOUNT = {"bank": "000000", "account": "0000000000", "name": "DEMO - KHONG CHUYEN TIEN"}
CODE = "19.05518-261123-0001"
COPY = Procedure(code="2.000635", name="Cấp bản sao trích lục", field="Hộ tịch", fees=[Fee(dong=8000)])
PAGES = Procedure(
    code="2.000815",
    name="Chứng thực bản sao",
    field="Chứng thực",
    fees=[Fee(channel="direct", dong=2000, text="/trang"), Fee(channel="online", dong=1000)],
)
MILLIMETRE_DOTS = 8.0


@pytest.fixture
def office(tmp_path: Path) -> Iterator[FilingBench]:
    bench = FilingBench.opened(tmp_path, payment=ACCOUNT)
    publish(bench, COPY, PAGES)
    yield bench
    bench.store.close()
    bench.reader.close()


def of_copy(dong: int, purpose: str) -> str:
    return payload(**ACCOUNT, dong=dong, purpose=purpose)


def fee_section(bench: FilingBench, code: str) -> ProcedureCard:
    bench.touch(look.ProceduresAsked())
    bench.touch(look.ProcedureChosen(code))
    bench.touch(look.SectionChosen(Section.FEE))
    return bench.shows(ProcedureCard)


def scanned(png: bytes, folder: Path) -> str:
    picture = folder / "slip.png"
    picture.write_bytes(png)
    done = subprocess.run(["zbarimg", "--quiet", str(picture)], capture_output=True, timeout=300, check=True)
    return done.stdout.decode()


def test_the_fee_section_shows_where_to_pay_and_for_which_procedure(office: FilingBench) -> None:
    shown = fee_section(office, COPY.code)
    assert shown.lines == ("8.000 đồng",)
    assert shown.transfer == Transfer(
        of_copy(8000, COPY.code), 8000, ACCOUNT["name"], ACCOUNT["account"], COPY.code
    )


def test_no_other_section_asks_for_money(office: FilingBench) -> None:
    fee_section(office, COPY.code)
    office.touch(look.SectionChosen(Section.BRING))
    assert office.shows(ProcedureCard).transfer is None


def test_a_fee_by_the_page_has_no_code(office: FilingBench) -> None:
    shown = fee_section(office, PAGES.code)
    assert shown.lines == ("Nộp tại quầy: 2.000 đồng/trang", "Nộp trực tuyến: 1.000 đồng")
    assert shown.transfer is None


def test_a_ward_that_names_no_account_shows_none(tmp_path: Path) -> None:
    bench = FilingBench.opened(tmp_path)
    publish(bench, COPY)
    assert fee_section(bench, COPY.code).transfer is None


def test_the_printed_receipt_pays_the_fee_of_this_dossier(office: FilingBench, tmp_path: Path) -> None:
    code = office.received(COPY.code)
    office.print_slips()
    read = scanned(office.tape.last_png(), tmp_path).splitlines()
    assert f"QR-Code:{of_copy(8000, code)}" in read
    assert f"QR-Code:{code}" in read


@pytest.mark.parametrize(("channel", "asked"), [("direct", False), ("online", True)])
def test_the_fee_is_that_of_the_way_it_was_filed(office: FilingBench, channel: str, asked: bool) -> None:
    office.received(PAGES.code, channel)
    assert ("Lệ phí: 1.000 đồng" in office.slips()[-1]) is asked


def receipt(**more: Any) -> Receipt:
    return Receipt(**{"code": CODE, "procedure": "Khai sinh", "due": None, "counter": 2, **more})


@pytest.mark.parametrize("dots", [576, 512, 384])
def test_the_code_is_large_enough_on_any_paper_and_reads(dots: int, tmp_path: Path) -> None:
    settings = ward(payment=ACCOUNT, printer={"driver": "simulated", "dots": dots})
    slip = receipt_slip(settings, receipt(pin="7K4M", day="2026-11-23", fee=8000), TurnedClock().now())
    [_, code] = [block for block in slip.blocks if isinstance(block, Qr)]
    picture = render(slip, width_dots=dots)
    picture.save(tmp_path / "drawn.png")
    assert side_mm(code, dots) >= 25
    assert of_copy(8000, CODE) in scanned((tmp_path / "drawn.png").read_bytes(), tmp_path)


def side_mm(code: Qr, dots: int) -> float:
    """Without the quiet zone: the ink's own width."""
    box = Image.eval(render(Document((code,)), width_dots=dots).convert("L"), lambda ink: 255 - ink).getbbox()
    assert box is not None
    return (box[2] - box[0]) / MILLIMETRE_DOTS


def test_the_receipt_names_whose_account_it_is() -> None:
    slip = receipt_slip(
        ward(payment=ACCOUNT), receipt(pin="7K4M", day="2026-11-23", fee=150_000), TurnedClock().now()
    )
    assert words(slip)[-5:] == [
        of_copy(150_000, CODE),
        "Quét để chuyển khoản lệ phí",
        "Người nhận: DEMO - KHONG CHUYEN TIEN",
        "Số tài khoản: 0000000000",
        f"Nội dung: {CODE}",
    ]


def test_a_code_longer_than_banks_take_leaves_the_payment_out() -> None:
    assert transfer(ward(payment=ACCOUNT), 8000, "X" * 26) is None


FREE = Fee(channel="direct", dong=0)
WORDS = Fee(channel="direct", dong=8000, text="miễn cho hộ nghèo")


@pytest.mark.parametrize(
    ("fees", "due"),
    [
        ([], None),
        ([Fee(dong=8000)], 8000),
        ([Fee(channel="direct", dong=8000), Fee(channel="online", dong=4000)], 8000),
        ([Fee(channel="direct", dong=5000), Fee(dong=8000)], 5000),
        ([Fee(channel="online", dong=4000)], None),
        ([FREE], None),
        ([WORDS], None),
        ([Fee(channel="direct", text="Theo quy định của tỉnh")], None),
        ([Fee(channel="direct", dong=5000), Fee(channel="direct", dong=8000)], None),
    ],
)
def test_only_a_definite_fee_is_asked_for(fees: list[Fee], due: int | None) -> None:
    assert Procedure(code="1", name="Một", field="Hai", fees=fees).definite_fee("direct") == due

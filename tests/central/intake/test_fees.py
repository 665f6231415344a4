"""What filing from home costs: said before it is filed, shown as a VietQR code after it, and never taken."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from central.payment import Fees, payment_svg
from central.settings import Payment
from mqtt.catalogue import Fee, Procedure
from mqtt.vietqr import payload
from tests.central.conftest import Centre
from tests.central.intake.home import FORM, PROCEDURE, Home, at_home, filed
from tests.central.intake.kiosk_end import KioskEnd

ACCOUNT = Payment("19/05518", "970436", "0123456789", "DEMO - KHONG CHUYEN TIEN")
CODE = "19.05518.nop-261126-0001"


def costing(*fees: Fee) -> Procedure:
    return Procedure(code=PROCEDURE, name="Xác nhận", field="Hộ tịch", fees=list(fees))


@pytest.fixture
def priced(centre_on_sqlite: Centre, tmp_path: Path) -> Iterator[Home]:
    catalogue = {("19", PROCEDURE): costing(Fee(channel="online", dong=8000))}
    with at_home(centre_on_sqlite, tmp_path, Fees([ACCOUNT], lambda *key: catalogue.get(key))) as home:
        yield home


@pytest.fixture
def receipt(priced: Home) -> str:
    path: str = priced.file().headers["location"]
    return path


def test_the_fee_is_said_before_filing_and_the_code_comes_after(priced: Home) -> None:
    html = priced.web.get(FORM).text
    assert "8.000 đồng" in html and "Gửi hồ sơ xong mới có mã" in html
    assert "<svg" not in html


def test_the_receipt_transfers_this_dossiers_fee_to_the_wards_account(priced: Home, receipt: str) -> None:
    html = priced.web.get(receipt).text
    text = payload(bank="970436", account="0123456789", name=ACCOUNT.name, dong=8000, purpose=CODE)
    assert payment_svg(text) in html
    assert "Trang này không thu tiền" in html


@pytest.mark.parametrize("line", ["Vietcombank", "0123456789", ACCOUNT.name, "8.000 đồng", CODE])
def test_whoever_cannot_scan_types_what_stands_beside_it(priced: Home, receipt: str, line: str) -> None:
    assert f"<dd>{line}</dd>" in priced.web.get(receipt).text


def test_the_code_is_there_as_long_as_somebody_may_pay(priced: Home, receipt: str) -> None:
    page, kiosk = receipt.partition("?")[0], KioskEnd()
    kiosk.filed.append(filed(priced, CODE))
    priced.centre.receive(kiosk.has_all(), kiosk.moves(CODE, 1, 6))
    assert "vietqr" in priced.web.get(page).text
    priced.centre.receive(kiosk.moves(CODE, 6, 7))
    html = priced.web.get(page).text
    assert "Đã rút hồ sơ" in html and "vietqr" not in html and "8.000" not in html


def test_without_an_account_the_fee_is_paid_at_the_office(centre_on_sqlite: Centre, tmp_path: Path) -> None:
    with at_home(centre_on_sqlite, tmp_path, Fees([], lambda *_: costing(Fee(dong=8000)))) as home:
        html = home.web.get(home.file().headers["location"]).text
    assert "8.000 đồng" in html and "Nộp tại Bộ phận Một" in html and "<svg" not in html


@pytest.mark.parametrize(
    "fees", [[], [Fee(dong=0)], [Fee(dong=8000, text="/trang")], [Fee(channel="direct", dong=8000)]]
)
def test_nothing_is_said_of_a_fee_that_is_none_or_depends(
    centre_on_sqlite: Centre, tmp_path: Path, fees: list[Fee]
) -> None:
    with at_home(centre_on_sqlite, tmp_path, Fees([ACCOUNT], lambda *_: costing(*fees))) as home:
        assert "Lệ phí" not in home.web.get(FORM).text
        assert "vietqr" not in home.web.get(home.file().headers["location"]).text

"""A number booked on a phone, its code read off the phone's screen, and the slip printed at the kiosk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from central.__main__ import main as central
from central.booking.offices import WEEKDAYS
from central.sms.keys import make_keys
from tests import processes
from tests.journeys.conftest import Centre
from tests.journeys.kiosk import SETTINGS, Visit
from tests.journeys.paper import read_codes, read_text
from tests.webpage import click, text, type_into

pytestmark = pytest.mark.xdist_group("journeys")

OFFER = dict.fromkeys(WEEKDAYS, '["00:00-23:59"]')
LATE = "\n[booking]\nearly_minutes = 240\nlate_minutes = 240\n"


@pytest.fixture
def centre(tmp_path: Path, broker: int) -> Iterator[Centre]:
    """With the keys that booking needs, and a ward whose every hour may be booked."""
    assert central(["keys", "--out", str(tmp_path / "command")]) == 0
    make_keys(tmp_path / "sms.key")
    more = (
        f'[command]\nkey_file = "{tmp_path}/command/command-private.pem"\n'
        f'[sms]\nkey_file = "{tmp_path}/sms.key"\n'
    )
    hours = "\n".join(f"{day} = {spans}" for day, spans in OFFER.items())
    service = '[[services]]\ncode = "ho-tich"\nname = "Hộ tịch, chứng thực"\nminutes = 5'
    offer = f'ward = "19/05518"\npublic_holidays = false\n{service}\n[hours]\n{hours}\n'
    (tmp_path / "ward.toml").write_text(offer, encoding="utf-8")
    port = processes.free_port()
    with processes.centre_process(tmp_path, broker, port, more=more):
        places = ["--config", str(tmp_path / "central.toml"), "--data", str(tmp_path / "data")]
        assert central([*places, "booking", "set", str(tmp_path / "ward.toml")]) == 0
        yield Centre(port)


@pytest.fixture
def visit(tmp_path: Path, broker: int, centre: Centre) -> Iterator[Visit]:
    """Believes that centre, has a scanner, and takes bookings four hours around their slot."""
    folder = tmp_path / "kiosk"
    folder.mkdir()
    key = (
        f'\n[command]\nkey_file = "{tmp_path}/command/command-public.pem"\n[scanner]\ndriver = "simulated"\n'
    )
    visit = Visit(folder, broker, settings=SETTINGS + key + LATE)
    visit.start()
    yield visit
    visit.kill()


def book(browser: Chrome, web: int) -> None:
    """Touch by touch on a phone: the first service, day and time that are free."""
    browser.set_window_size(390, 844)
    browser.get(f"http://127.0.0.1:{web}/hen/05518")
    click(browser, ".offers:not(.days) a")
    click(browser, ".offers.days a")
    click(browser, ".slots a")
    type_into(browser, "#phone", "0912 345 678")
    click(browser, "button.main")


def test_a_number_booked_on_a_phone_is_printed_at_the_kiosk(
    visit: Visit, centre: Centre, browser: Chrome, tmp_path: Path
) -> None:
    book(browser, centre.web)
    processes.wait_until(lambda: text(browser, ".code") != "")
    digits = text(browser, ".code").replace(" ", "")
    picture = tmp_path / "phone.png"
    browser.find_element(By.CSS_SELECTOR, ".qr").screenshot(str(picture))
    [token] = read_codes(picture)
    visit.scan(token)
    visit.wait_for(lambda state: state["screen"] == "S4" and state["slips"] == 1, seconds=20)
    slip = tmp_path / "slip.png"
    slip.write_bytes(visit.get("paper.png"))
    assert "CÓ HẸN" in read_text(slip)
    centre.wait_for(tickets=1)
    [issued] = centre.events("ticket.issued")
    assert issued["data"]["booking"] == digits
    browser.refresh()
    assert "Hẹn này đã lấy số tại máy." in browser.page_source

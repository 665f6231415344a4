"""A cheap phone in somebody's hand: the real Chromium, 390 pixels wide, with JavaScript and without."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.central.intake.home import FORM, Home, document, picture
from tests.central.website import text, width
from tests.processes import wait_until

PATIENCE = 60


@pytest.fixture
def address(home_on_sqlite: Home) -> Iterator[str]:
    config = uvicorn.Config(home_on_sqlite.web.app, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=server.run, args=([door],))
        thread.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def phone(browser: Chrome) -> Chrome:
    width(browser, 390)
    return browser


def fill(phone: Chrome, /, **said: str) -> None:
    for name, typed in said.items():
        phone.find_element(By.NAME, name.replace("_", "-")).send_keys(typed)


def press(phone: Chrome, selector: str) -> None:
    """Wherever on the page it stands."""
    phone.execute_script(f"document.querySelector({selector!r}).click()")


def everything(phone: Chrome) -> None:
    fill(phone, name="Nguyễn Thị Nháp", phone="0912345678", can_cuoc="019185000123", ngay_sinh="21111985")
    press(phone, "input[name=cam-doan]")


def file(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return str(folder / name)


def shows(phone: Chrome, words: str) -> None:
    wait_until(lambda: words in text(phone, "main"), seconds=PATIENCE)


def test_a_paper_is_uploaded_while_one_types_and_the_dossier_is_sent(
    phone: Chrome, address: str, home_on_sqlite: Home, tmp_path: Path
) -> None:
    phone.get(address + FORM)
    everything(phone)
    assert phone.find_element(By.NAME, "ngay-sinh").get_attribute("value") == "21/11/1985"
    fill(phone, anh=file(tmp_path, "mat truoc.jpg", picture("JPEG")))
    shows(phone, "mat truoc.jpg")
    fill(phone, anh=file(tmp_path, "lie.pdf", b"MZ" + b"0" * 99))
    shows(phone, "Tệp lie.pdf không phải ảnh JPEG")
    home_on_sqlite.clock.passes(seconds=60)
    press(phone, "button[value=send]")
    shows(phone, "Đã gửi hồ sơ")
    assert text(phone, ".code") == home_on_sqlite.codes()[0] == "19.05518.nop-261126-0001"


def test_a_draft_is_still_there_when_the_page_is_opened_again(phone: Chrome, address: str) -> None:
    phone.get(address + FORM)
    fill(phone, name="Nguyễn Thị Nháp")
    shows(phone, "Đã tự lưu lúc")
    phone.get(address + FORM)
    assert phone.find_element(By.NAME, "name").get_attribute("value") == "Nguyễn Thị Nháp"


def test_everything_works_without_javascript(
    phone: Chrome, address: str, home_on_sqlite: Home, tmp_path: Path
) -> None:
    phone.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    phone.get(address + FORM)
    fill(phone, name="Nguyễn Thị Nháp", phone="0912345678", can_cuoc="01918500012", ngay_sinh="21/11/1985")
    fill(phone, anh=file(tmp_path, "giay.pdf", document()))
    home_on_sqlite.clock.passes(seconds=60)
    phone.find_element(By.CSS_SELECTOR, "button[value=send]").send_keys("\n")
    wait_until(lambda: bool(phone.find_elements(By.ID, "faults")), seconds=PATIENCE)
    assert [one.text for one in phone.find_elements(By.CSS_SELECTOR, "#faults a")] == [
        "Số căn cước",
        "Tôi cam đoan",
    ]
    fill(phone, can_cuoc="3")
    phone.find_element(By.NAME, "cam-doan").send_keys(" ")
    phone.find_element(By.CSS_SELECTOR, "button[value=send]").send_keys("\n")
    wait_until(lambda: bool(phone.find_elements(By.CSS_SELECTOR, ".code")), seconds=PATIENCE)
    assert len(home_on_sqlite.codes()) == 1


@pytest.mark.parametrize("pixels", [360, 390, 1280])
def test_no_page_is_wider_than_its_screen_and_what_is_touched_is_large(
    browser: Chrome, address: str, pixels: int
) -> None:
    width(browser, pixels)
    browser.get(address + FORM)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= pixels
    small = browser.execute_script(
        "return [...document.querySelectorAll('main button, main input, main select, main textarea')]"
        ".filter(one => !one.closest('.trap') && one.type !== 'hidden' && one.type !== 'file')"
        ".map(one => one.closest('.tick, .pick') ?? one).map(one => one.getBoundingClientRect().height)"
        ".filter(height => height > 0 && height < 44)"
    )
    assert small == []

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
from tests.central.website import width
from tests.processes import wait_until
from tests.webpage import shows, text, type_into

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


def goes_on(phone: Chrome, page: int) -> None:
    press(phone, ".actions .main")
    shows(phone, "main", f"Bước {page}/4")


def to_the_papers(phone: Chrome) -> None:
    fill(phone, name="Nguyễn Thị Nháp", phone="0912345678")
    goes_on(phone, 2)
    fill(phone, can_cuoc="019185000123", ngay_sinh="21111985")
    assert phone.find_element(By.NAME, "ngay-sinh").get_attribute("value") == "21/11/1985"
    goes_on(phone, 3)


def file(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return str(folder / name)


def touch(phone: Chrome, wish: str) -> None:
    """As a browser without JavaScript can be asked to."""
    type_into(phone, f".actions button[value={wish}]", "\n")


def test_a_paper_is_uploaded_while_one_types_and_the_dossier_is_sent(
    phone: Chrome, address: str, home_on_sqlite: Home, tmp_path: Path
) -> None:
    phone.get(address + FORM)
    to_the_papers(phone)
    fill(phone, anh=file(tmp_path, "mat truoc.jpg", picture("JPEG")))
    shows(phone, "main", "mat truoc.jpg")
    fill(phone, anh=file(tmp_path, "lie.pdf", b"MZ" + b"0" * 99))
    shows(phone, "main", "Tệp lie.pdf không phải ảnh JPEG")
    goes_on(phone, 4)
    press(phone, "input[name=cam-doan]")
    press(phone, "button[value=send]")
    shows(phone, "main", "Đã gửi hồ sơ")
    assert text(phone, ".code") == home_on_sqlite.codes()[0] == "19.05518.nop-261126-0001"


def test_a_draft_is_still_there_when_the_page_is_opened_again(phone: Chrome, address: str) -> None:
    phone.get(address + FORM)
    fill(phone, name="Nguyễn Thị Nháp")
    shows(phone, "main", "Đã tự lưu lúc")
    phone.get(address + FORM)
    assert phone.find_element(By.NAME, "name").get_attribute("value") == "Nguyễn Thị Nháp"


def test_everything_works_without_javascript(
    phone: Chrome, address: str, home_on_sqlite: Home, tmp_path: Path
) -> None:
    phone.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    phone.get(address + FORM)
    fill(phone, name="Nguyễn Thị Nháp", phone="0912345678\n")
    shows(phone, "main", "Bước 2/4")
    fill(phone, can_cuoc="01918500012", ngay_sinh="21/11/1985\n")
    wait_until(lambda: bool(phone.find_elements(By.ID, "faults")), seconds=PATIENCE)
    assert [one.text for one in phone.find_elements(By.CSS_SELECTOR, "#faults a")] == ["Số căn cước"]
    assert phone.switch_to.active_element.get_attribute("id") == "faults"
    fill(phone, can_cuoc="3\n")
    shows(phone, "main", "Bước 3/4")
    fill(phone, anh=file(tmp_path, "giay.pdf", document()))
    touch(phone, "next")
    shows(phone, "main", "Bước 4/4")
    phone.find_element(By.NAME, "cam-doan").send_keys(" ")
    touch(phone, "send")
    wait_until(lambda: bool(phone.find_elements(By.CSS_SELECTOR, ".code")), seconds=PATIENCE)
    assert len(home_on_sqlite.codes()) == 1


def test_going_back_in_the_browser_shows_the_pages_as_they_were_left(phone: Chrome, address: str) -> None:
    phone.get(address + FORM)
    press(phone, ".actions .main")
    shows(phone, "main", "Còn 2 chỗ cần xem lại")
    to_the_papers(phone)
    phone.back()
    shows(phone, "main", "Bước 2/4")
    assert phone.find_element(By.NAME, "can-cuoc").get_attribute("value") == "019185000123"
    phone.back()
    shows(phone, "main", "Bước 1/4")
    assert phone.find_element(By.NAME, "name").get_attribute("value") == "Nguyễn Thị Nháp"


def test_a_filed_dossier_is_not_filed_by_going_back(
    phone: Chrome, address: str, home_on_sqlite: Home, tmp_path: Path
) -> None:
    phone.get(address + FORM)
    to_the_papers(phone)
    fill(phone, anh=file(tmp_path, "giay.pdf", document()))
    goes_on(phone, 4)
    press(phone, "input[name=cam-doan]")
    press(phone, "button[value=send]")
    shows(phone, "main", "Đã gửi hồ sơ")
    phone.back()
    shows(phone, "main", "Hồ sơ này đã gửi rồi")
    assert len(home_on_sqlite.codes()) == 1


def test_the_next_page_waits_for_the_paper_that_is_on_its_way(
    phone: Chrome, address: str, tmp_path: Path
) -> None:
    phone.get(address + FORM)
    to_the_papers(phone)
    paper = file(tmp_path, "giay.pdf", document("x" * 200_000))
    slow = {"offline": False, "latency": 300, "downloadThroughput": -1, "uploadThroughput": 40_000}
    phone.execute_cdp_cmd("Network.enable", {})
    phone.execute_cdp_cmd("Network.emulateNetworkConditions", slow)
    fill(phone, anh=paper)
    press(phone, ".actions .main")
    shows(phone, "main", "Bước 4/4")
    assert "giay.pdf" in text(phone, "main")


@pytest.mark.parametrize("pixels", [360, 390, 1280])
@pytest.mark.parametrize("page", [1, 2, 3, 4])
def test_no_page_is_wider_than_its_screen_and_what_is_touched_is_large(
    browser: Chrome, address: str, pixels: int, page: int
) -> None:
    width(browser, pixels)
    browser.get(f"{address}{FORM}?buoc={page}")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= pixels
    small = browser.execute_script(
        "return [...document.querySelectorAll('main :is(button, input, select, textarea), .change')]"
        ".filter(one => !one.closest('.trap') && one.type !== 'hidden' && one.type !== 'file')"
        ".map(one => one.closest('.tick, .pick') ?? one).map(one => one.getBoundingClientRect().height)"
        ".filter(height => height > 0 && height < 48)"
    )
    assert small == []

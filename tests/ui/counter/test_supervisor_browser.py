"""The supervisor's page in a real browser: by keyboard alone, and what a refusal says."""

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from starlette.applications import Starlette

from firmware import console
from firmware.console import Refused, Why
from tests.processes import free_port, wait_until
from tests.ui.counter.stub import TOKEN
from tests.ui.counter.supervising import SESSION, Desk
from tests.ui.counter.supervising import desk as desk
from tests.webpage import shows, type_into
from ui.counter.app import Server
from ui.counter.live import Live


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    live, port = Live(), free_port()
    assert isinstance(desk.web.app, Starlette)
    server = Server(desk.web.app, live, "127.0.0.1", port)
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()


def test_a_rating_is_taken_back_and_the_office_closed_by_keyboard_alone(
    browser: Chrome, address: str, desk: Desk
) -> None:
    browser.set_window_size(1366, 768)
    browser.get(f"{address}/supervisor")
    browser.add_cookie({"name": "motcua", "value": TOKEN})
    browser.get(f"{address}/supervisor")
    browser.execute_script("document.querySelector('#closing').dataset.old = 'yes'")
    type_into(browser, "[data-void]", Keys.ENTER)
    browser.switch_to.active_element.send_keys("Bấm thử khi lau máy", Keys.ENTER)
    wait_until(lambda: len(desk.ward.asked) == 1)
    wait_until(lambda: not browser.find_elements(By.CSS_SELECTOR, "dialog[open], #closing[data-old]"))
    type_into(browser, "#closing [name=whole]", Keys.SPACE)
    type_into(browser, "#closing [name=reason]", "Họp", Keys.ENTER)
    wait_until(lambda: len(desk.ward.asked) == 2)
    assert desk.ward.asked == [
        console.VoidRating(session=SESSION, rating="r-2", reason="Bấm thử khi lau máy"),
        console.CloseSpecially(session=SESSION, day="2026-11-21", start=0, end=1440, reason="Họp"),
    ]
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")


def test_a_refusal_is_said_in_vietnamese_beside_the_button(browser: Chrome, address: str, desk: Desk) -> None:
    desk.ward.answer = Refused(Why.UNKNOWN_TICKET, "there is no ticket 'A999' today; look at the queue")
    browser.get(f"{address}/supervisor")
    browser.add_cookie({"name": "motcua", "value": TOKEN})
    browser.get(f"{address}/supervisor")
    type_into(browser, "#reprint [name=number]", "a999", Keys.ENTER)
    shows(browser, "#reprint [data-problem]", "Hôm nay không có số này.")
    assert desk.ward.asked == [console.PrintTicketAgain(session=SESSION, number="A999")]

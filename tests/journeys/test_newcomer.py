"""A newcomer types `make run` and opens the page: everything is done by mouse in a real browser."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By

from tests import processes
from tests.webpage import text

pytestmark = pytest.mark.xdist_group("journeys")


@pytest.fixture
def page(tmp_path: Path) -> Iterator[str]:
    """The address that the demo prints; at the end it must stop on Ctrl-C."""
    command = [sys.executable, "-m", "provisioning.demo", "--data", str(tmp_path / "demo")]
    command += ["--port", str(processes.lasting_port())]
    with subprocess.Popen(command, cwd=processes.ROOT, stdout=subprocess.PIPE, text=True) as demo:
        try:
            yield _greeted(demo)
            demo.send_signal(signal.SIGINT)
            rest, _ = demo.communicate(timeout=60)
        finally:
            demo.kill()
    assert demo.returncode == 0
    assert "Stopped." in rest


def _greeted(demo: "subprocess.Popen[str]") -> str:
    assert demo.stdout is not None
    for line in demo.stdout:
        if address := re.search(r"http\S+/bench", line):
            return address[0]
    raise AssertionError("the demo ended before it greeted; it says why above")


class Newcomer:
    """Eyes and a mouse before the bench page."""

    def __init__(self, browser: Chrome, address: str) -> None:
        self.browser = browser
        browser.set_window_size(1600, 1000)
        browser.get(address)

    def waits_for(self, selector: str, words: str) -> None:
        processes.wait_until(lambda: words in text(self.browser, selector), seconds=20)

    def touches(self, across: float, down: float, then: str) -> None:
        """A click on the picture of the screen, at fractions from its top left corner."""
        picture = self.browser.find_element(By.ID, "screen")
        width, height = picture.size["width"], picture.size["height"]
        mouse = ActionChains(self.browser)
        mouse.move_to_element_with_offset(picture, (across - 0.5) * width, (down - 0.5) * height)
        mouse.click().perform()
        self.waits_for("#s-screen", then)

    def centre_reads(self, words: str) -> None:
        self.browser.switch_to.frame(self.browser.find_element(By.TAG_NAME, "iframe"))
        self.waits_for("#feed", words)
        self.browser.switch_to.default_content()


def test_a_newcomer_uses_the_ward_in_one_page(browser: Chrome, page: str) -> None:
    newcomer = Newcomer(browser, page)
    newcomer.waits_for("#s-screen", "S0")
    newcomer.touches(0.5, 0.5, then="S1")
    newcomer.waits_for("#s-network", "up")
    browser.find_element(By.ID, "network").click()
    newcomer.waits_for("#s-network", "down")
    browser.find_element(By.CSS_SELECTOR, "[data-press='1']").click()
    newcomer.waits_for("#s-screen", "S11")
    newcomer.waits_for("#s-backlog", "1")
    browser.find_element(By.ID, "network").click()
    newcomer.waits_for("#s-backlog", "0")
    newcomer.centre_reads("19/05518/k1")
    assert len(browser.find_elements(By.CSS_SELECTOR, ".lamp.lit")) <= 1


def test_the_paper_appears_on_the_page(browser: Chrome, page: str) -> None:
    newcomer = Newcomer(browser, page)
    newcomer.waits_for("#s-screen", "S0")
    newcomer.touches(0.5, 0.5, then="S1")
    newcomer.touches(0.5, 0.2, then="S2")
    newcomer.touches(0.5, 0.3, then="S4")
    processes.wait_until(lambda: len(browser.find_elements(By.CSS_SELECTOR, "#slip img")) == 1)
    newcomer.centre_reads("001")


def test_the_kiosk_of_a_blocks_common_room_is_one_click_away(browser: Chrome, page: str) -> None:
    newcomer = Newcomer(browser, page)
    browser.find_element(By.LINK_TEXT, "Kiosk kia · The other kiosk").click()
    newcomer.waits_for("h1", "Nhà văn hóa tổ dân phố số 5")
    newcomer.waits_for("#s-screen", "S0")
    assert browser.find_elements(By.CSS_SELECTOR, "[data-press]") == []
    newcomer.touches(0.5, 0.5, then="S1")
    newcomer.touches(0.5, 0.7, then="S16")


def test_a_port_in_use_is_said_with_the_remedy(tmp_path: Path) -> None:
    port = processes.free_port()
    with processes.broker(tmp_path, port):
        command = [sys.executable, "-m", "provisioning.demo", "--data", str(tmp_path), "--port", str(port)]
        ended = subprocess.run(
            command, cwd=processes.ROOT, capture_output=True, text=True, timeout=30, check=False
        )
    assert ended.returncode == 2
    assert f"port {port} is in use" in ended.stderr
    assert "make run PORT=" in ended.stderr

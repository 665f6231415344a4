"""The live page in a real browser: it moves without a reload and finds the centre again after a restart.

Apart because it needs Chromium and is slower than the rest.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from mqtt.client import Broker, Client, Outgoing
from tests.processes import broker, centre_process, free_port, stop, wait_until
from tests.central.wire import tickets

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="chromium and chromium-driver are not installed"
)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for argument in (*QUIET, f"--user-data-dir={tmp_path / 'profile'}", "--window-size=480,900"):
        options.add_argument(argument)
    browser = Chrome(options=options, service=Service(DRIVER))
    yield browser
    browser.quit()


def text(browser: Chrome, selector: str) -> str:
    found: str = browser.execute_script(f"return document.querySelector({selector!r})?.textContent ?? ''")
    return found.strip()


def test_the_page_moves_by_itself_and_survives_a_restart(tmp_path: Path, browser: Chrome) -> None:
    mqtt_port, web_port = free_port(), free_port()
    kiosk = Client(Broker("127.0.0.1", mqtt_port), "kiosk-of-the-page")
    frame = tickets(1, 50)
    with broker(tmp_path, mqtt_port):
        kiosk.start()
        wait_until(lambda: kiosk.up)
        with centre_process(tmp_path, mqtt_port, web_port) as process:
            browser.get(f"http://127.0.0.1:{web_port}/")
            wait_until(lambda: text(browser, "#link") == "Trực tiếp")
            kiosk.publish(Outgoing(frame.topic, frame.payload))
            wait_until(lambda: "19/05518/k1" in text(browser, "#kiosks"))
            wait_until(lambda: "A050" in text(browser, "#feed"))
            stop(process, seconds=5)
        wait_until(lambda: text(browser, "#link").startswith("Mất kết nối"))
        with centre_process(tmp_path, mqtt_port, web_port):
            wait_until(lambda: text(browser, "#link") == "Trực tiếp", seconds=15)
        kiosk.stop()


def test_the_page_fits_a_narrow_frame(tmp_path: Path, browser: Chrome) -> None:
    mqtt_port, web_port = free_port(), free_port()
    with broker(tmp_path, mqtt_port), centre_process(tmp_path, mqtt_port, web_port):
        frame = f'<iframe width=480 height=800 src="http://127.0.0.1:{web_port}/?lang=en"></iframe>'
        page = tmp_path / "portal.html"
        page.write_text(frame, encoding="utf-8")
        browser.get(page.as_uri())
        browser.switch_to.frame(0)
        wait_until(lambda: text(browser, "#link") == "Live")
        assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")

"""The live page in a real browser: it moves without a reload and finds the centre again after a restart.

Apart because it needs Chromium and is slower than the rest.
"""

from pathlib import Path

from selenium.webdriver import Chrome

from mqtt.broker import Broker
from mqtt.client import Client, Outgoing
from tests.central.wire import tickets
from tests.processes import broker, centre_process, free_port, stop, wait_until
from tests.webpage import text


def test_the_page_moves_by_itself_and_survives_a_restart(tmp_path: Path, browser: Chrome) -> None:
    mqtt_port, web_port = free_port(), free_port()
    kiosk = Client(Broker("127.0.0.1", mqtt_port), "kiosk-of-the-page")
    frame = tickets(1, 50)
    with broker(tmp_path, mqtt_port):
        kiosk.start()
        wait_until(lambda: kiosk.up)
        with centre_process(tmp_path, mqtt_port, web_port) as process:
            browser.get(f"http://127.0.0.1:{web_port}/live")
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
        frame = f'<iframe width=480 height=800 src="http://127.0.0.1:{web_port}/live?lang=en"></iframe>'
        page = tmp_path / "portal.html"
        page.write_text(frame, encoding="utf-8")
        browser.get(page.as_uri())
        browser.switch_to.frame(0)
        wait_until(lambda: text(browser, "#link") == "Live")
        assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")

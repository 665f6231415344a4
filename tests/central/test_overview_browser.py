"""The analytics pages in a real browser: they move without a reload, and lead on by a click.

Apart because it needs Chromium and is slower than the rest.
"""

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.central.conftest import Centre
from tests.central.stats.office import issued, presses, told
from tests.central.website import a_day, website, width
from tests.central.wire import NOW
from tests.processes import wait_until
from tests.webpage import click, text


@pytest.fixture
def site(centre_on_sqlite: Centre) -> Iterator[str]:
    centre_on_sqlite.receive(*a_day())
    with website(centre_on_sqlite.reader, lambda: NOW) as address:
        yield address


def test_a_press_appears_on_the_open_page_without_a_reload(
    centre_on_sqlite: Centre, site: str, browser: Chrome
) -> None:
    browser.get(f"{site}/?province=19")
    wait_until(lambda: text(browser, "#link") == "Trực tiếp")
    browser.execute_script("window.opened = true")
    assert text(browser, "[data-watch=presses]") == "39"
    centre_on_sqlite.receive(*told(presses("very_satisfied", 1), after=500))
    wait_until(lambda: text(browser, "[data-watch=presses]") == "40", seconds=20)
    assert browser.execute_script("return window.opened")


def test_what_a_reader_opened_stays_open_while_the_page_moves(
    centre_on_sqlite: Centre, site: str, browser: Chrome
) -> None:
    browser.get(f"{site}/?province=19&ward=05518")
    wait_until(lambda: text(browser, "#link") == "Trực tiếp")
    click(browser, "#trend-table summary")
    browser.execute_script("document.querySelector('#trend .main-svg').mark = 1")
    centre_on_sqlite.receive(*told(issued(3), after=500))
    wait_until(lambda: text(browser, "#trend-table tbody td") == "43", seconds=20)
    assert browser.execute_script("return document.querySelector('#trend-table').open")
    assert browser.execute_script("return document.querySelector('#trend .main-svg').mark") == 1


def test_a_click_leads_from_the_country_to_a_kiosk_and_back(site: str, browser: Chrome) -> None:
    browser.get(f"{site}/")
    click(browser, ".tiles a[href='/?province=19']")
    wait_until(lambda: text(browser, "h1") == "Tỉnh Thái Nguyên")
    click(browser, ".tiles a[href$='ward=05518']")
    wait_until(lambda: text(browser, "h1") == "Phường Sông Công")
    assert "cb01" in text(browser, "#officers")
    click(browser, "#kiosks a[href$='kiosk=k1']")
    wait_until(lambda: text(browser, "h1") == "Phường Sông Công, k1")
    click(browser, ".crumbs a[href='/?province=19']")
    wait_until(lambda: text(browser, "h1") == "Tỉnh Thái Nguyên")


def test_a_bar_leads_to_its_day(site: str, browser: Chrome) -> None:
    width(browser, 1280)
    browser.get(f"{site}/trends?province=19&from=2026-11-20&to=2026-11-21")
    wait_until(lambda: bool(browser.find_elements(By.CSS_SELECTOR, "#trend .bars .point path")))
    place = browser.execute_script(
        "const bars = document.querySelectorAll('#trend .bars .point path');"
        "const box = bars[bars.length - 1].getBoundingClientRect();"
        "return [box.x + box.width / 2, box.y + box.height / 2]"
    )
    for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
        event = {"type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1}
        browser.execute_cdp_cmd("Input.dispatchMouseEvent", event)
    wait_until(lambda: browser.current_url == f"{site}/?province=19&from=2026-11-21&to=2026-11-21")

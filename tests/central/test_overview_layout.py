"""The analytics pages from a phone to a wall: nothing scrolls sideways, nothing complains, charts are drawn.

One centre and one browser for all, because nobody changes anything here.
"""

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from central.settings import Store
from tests.central.conftest import Centre
from tests.central.website import a_day, website, width
from tests.central.wire import NOW
from tests.conftest import chromium
from tests.processes import wait_until

PAGES = ("/", "/?province=19", "/?province=19&ward=05518", "/ranking?province=19", "/trends", "/find?q=song")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    centre = Centre(Store(), tmp_path_factory.mktemp("centre"))
    centre.receive(*a_day())
    with website(centre.reader, lambda: NOW) as address:
        yield address
    centre.stop()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with chromium(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


def complaints(browser: Chrome) -> list[str]:
    """What stands in the console, since it was last asked."""
    entries = browser.execute("getLog", {"type": "browser"})["value"]
    return [entry["message"] for entry in entries]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("pixels", [360, 390, 768, 1920])
def test_no_page_scrolls_sideways_or_complains(site: str, browser: Chrome, page: str, pixels: int) -> None:
    width(browser, pixels)
    browser.get(site + page)
    wait_until(lambda: browser.execute_script("return document.readyState") == "complete")
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    assert complaints(browser) == []


@pytest.mark.parametrize(
    ("page", "marks"),
    [
        ("/?province=19", "#trend .main-svg .bars .point path"),
        ("/?province=19&ward=05518", "#trend .main-svg .scatterlayer .points path"),
        ("/trends?province=19", "#heat .main-svg .heatmaplayer image"),
        ("/ranking?province=19", "svg.whisker rect.dot"),
    ],
)
def test_charts_are_really_drawn(site: str, browser: Chrome, page: str, marks: str) -> None:
    browser.get(site + page)
    wait_until(lambda: bool(browser.find_elements(By.CSS_SELECTOR, marks)))

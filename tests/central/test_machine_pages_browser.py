"""The pages of machines, alerts, quarantine and Decision 766 in a real browser, wide and narrow.

Apart because it needs Chromium and is slower than the rest.
"""

from collections.abc import Iterator

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from mqtt.dossiers import State
from tests.central.browsing import PROVINCIAL, alert, dossier, kiosk, listening, rejection, writing
from tests.central.conftest import Centre
from tests.processes import wait_until
from tests.webpage import click, shows

ADDRESSES = (
    "/fleet",
    "/fleet/19/05518/k1",
    "/alerts",
    "/alerts?shelf=past",
    "/quarantine",
    "/quarantine/1",
    "/decision766",
)
HERE = "19/05518/k1"


@pytest.fixture
def address(centre: Centre) -> Iterator[str]:
    """A centre with something on every page."""
    kiosk(centre, HERE, paper="fault", temperature_c=83.4, missing=3, version="1.4.2-rc.1+build.20261126")
    kiosk(centre, "19/05521/k12", "lost", seen=90)
    alert(centre, HERE, "paper", "out_of_paper")
    alert(centre, HERE, "tamper", "conflict wrong_kiosk")
    alert(centre, "19/05521/k12", "offline", "2026-11-26T00:30:00.000Z", opened=900, cleared=30, by="Minh")
    rejection(
        centre,
        "malformed: JSON is malformed",
        payload=b"\x00\xff" * 40 + b"<script>document.title = 1</script>",
    )
    dossier(centre, "H1", State.IN_PROGRESS, received="2026-11-05", due="2026-11-10")
    dossier(centre, "H2", State.FINISHED, received="2026-11-05", due="2026-11-10", finished_day="2026-11-06")
    with writing(centre.store) as desk, listening(centre, PROVINCIAL, desk) as address:
        yield address


def look_at(browser: Chrome, address: str, *, width: int) -> None:
    """Opens a page in a window of that width, a phone's too, which no real window is."""
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get(address)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("width", [1440, 390, 360])
def test_no_page_is_wider_than_the_window_or_complains(
    address: str, browser: Chrome, width: int, language: str
) -> None:
    found = [_faults(browser, f"{address}{path}", width, language) for path in ADDRESSES]
    assert found == [(path.split("?")[0], []) for path in ADDRESSES]


def test_an_alert_is_acknowledged_by_a_press_and_leaves_the_list(
    centre: Centre, address: str, browser: Chrome
) -> None:
    look_at(browser, f"{address}/alerts?kind=paper", width=390)
    browser.find_element(By.CSS_SELECTOR, "td.act button").click()
    wait_until(lambda: "Không có cảnh báo nào đang chờ" in browser.page_source)
    assert browser.current_url == f"{address}/alerts?kind=paper"
    assert browser.find_element(By.CSS_SELECTOR, ".badge").text == "1"
    assert centre.rows("SELECT acknowledged_by FROM alert WHERE kind = 'paper'") == [("Trần Lan",)]


def test_a_kiosk_is_found_by_its_wards_name_and_opened(address: str, browser: Chrome) -> None:
    look_at(browser, f"{address}/fleet", width=1440)
    browser.find_element(By.CSS_SELECTOR, "main [name=q]").send_keys("sông công\n")
    wait_until(lambda: "q=" in browser.current_url)
    click(browser, "tbody a.kiosk")
    shows(browser, "h1", "Phường Sông Công")
    shows(browser, "main", "hết giấy")


def test_the_period_of_what_is_over_keeps_the_list(address: str, browser: Chrome) -> None:
    look_at(browser, f"{address}/alerts?shelf=past", width=1440)
    browser.find_element(By.CSS_SELECTOR, "form.period button").click()
    wait_until(lambda: "from=" in browser.current_url)
    shows(browser, "main", "Minh")


def test_a_formula_opens_by_the_keyboard(address: str, browser: Chrome) -> None:
    look_at(browser, f"{address}/decision766", width=390)
    summary = browser.find_element(By.TAG_NAME, "summary")
    summary.send_keys("\n")
    assert "Hồ sơ chưa xong mà đã quá hạn nằm ở mẫu số" in browser.find_element(By.TAG_NAME, "details").text


def _faults(browser: Chrome, address: str, width: int, language: str) -> tuple[str, list[str]]:
    """The page's path, and what is wrong with it."""
    look_at(browser, f"{address}{'&' if '?' in address else '?'}lang={language}", width=width)
    wide = browser.execute_script("return document.documentElement.scrollWidth > window.innerWidth")
    said = [entry["message"] for entry in browser.get_log("browser")]  # type: ignore[no-untyped-call]
    path = str(browser.execute_script("return location.pathname"))
    return path, [*(["too wide"] if wide else []), *said]

"""Pictures of the centre's pages, as a province's chairman opens them: 1440 and 390 px wide, in Vietnamese.

`python -m tests.dashboard_pictures build/screens`. Owns the addresses. Refuses assertions and what is shown
(`tests.country_at_work`).
"""

import sys
import tempfile
from pathlib import Path
from typing import Final

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from central.dashboard.shell import MENU
from tests.country_at_work import PASSWORD, VIEWER, country_at_work
from tests.processes import wait_until
from tests.ui.counter.gallery import chromium

WIDTHS: Final = (1440, 390)
LONGEST: Final = 2700
"""Three screens."""
PAGES: Final = {
    **{name: "/" if name == MENU[0] else f"/{name}" for name in MENU},
    "overview-province": "/?province=19",
    "overview-ward": "/?province=19&ward=05518",
    "trends-province": "/trends?province=19",
    "live-province": "/live?province=19",
    "decision766-province": "/decision766?province=19",
    "ranking-wards": "/ranking?of=ward&by=p90",
    "kiosk": "/fleet/19/05518/k1",
    "publish-ward": "/publish?province=19&ward=05518",
    "find": "/find?q=song",
}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, country_at_work(Path(data)) as centre, chromium() as browser:
        _sign_in(browser, centre)
        for width in WIDTHS:
            for name, path in PAGES.items():
                _picture(browser, f"{centre}{path}", width)
                browser.save_screenshot(str(folder / f"centre-{name}-{width}.png"))
    sys.stdout.write(f"{len(PAGES) * len(WIDTHS)} pictures of pages in {folder}\n")


def _sign_in(browser: Chrome, centre: str) -> None:
    browser.get(f"{centre}/signin?lang=vi")
    browser.find_element(By.NAME, "name").send_keys(VIEWER.name)
    browser.find_element(By.NAME, "password").send_keys(PASSWORD)
    browser.find_element(By.CSS_SELECTOR, ".enter").click()
    wait_until(lambda: bool(browser.find_elements(By.CSS_SELECTOR, ".who")))


def _picture(browser: Chrome, url: str, width: int) -> None:
    """The whole page, up to three screens long."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(url)
    height = min(int(browser.execute_script("return document.documentElement.scrollHeight")), LONGEST)
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {**size, "height": height})


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/screens"))

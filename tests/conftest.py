"""Fixtures that several rooms' tests share: a kiosk on the bench, and a real browser."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from tests.bench import KioskBench

hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")
"""How fast something is stands in `make bench`; a busy machine fails no test."""

CHROMIUM = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[KioskBench]:
    bench = KioskBench(tmp_path)
    yield bench
    bench.store.close()
    bench.reader.close()


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Chrome]:
    """One browser, as wide as a phone; tests resize it."""
    with chromium(tmp_path / "profile") as browser:
        yield browser


@contextmanager
def chromium(profile: Path) -> Iterator[Chrome]:
    """Debian's Chromium without a screen, with cookies of its own."""
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert binary and driver, "Chromium is missing; run: apt-get install chromium chromium-driver"
    options = ChromeOptions()
    options.binary_location = binary
    for argument in (*CHROMIUM, f"--user-data-dir={profile}", "--window-size=480,900"):
        options.add_argument(argument)
    browser = Chrome(options=options, service=Service(driver))
    try:
        yield browser
    finally:
        browser.quit()

"""Signing in with a real browser at the real process: by password, by the province's provider, from a link.

Apart because it needs Chromium, which alone knows what a strict cookie is.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.central.account_command import add
from tests.central.provider import CLIENT, SECRET
from tests.central.signed import PASSWORD
from tests.processes import answers, broker, centre_process, free_port, running, wait_until
from tests.webpage import shows, text


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[str]:
    """A centre whose provider is, for a browser, another site; its address."""
    mqtt_port, web_port, provider_port = free_port(), free_port(), free_port()
    (tmp_path / "secret").write_text(SECRET)
    oidc = f'[oidc]\nissuer = "http://localhost:{provider_port}"\nclient_id = "{CLIENT}"\n'
    oidc += f'client_secret_file = "{tmp_path / "secret"}"\n'
    provider = (sys.executable, "-m", "tests.central.provider", str(provider_port))
    with (
        broker(tmp_path, mqtt_port),
        running(*provider, log=tmp_path / "provider.log"),
        centre_process(tmp_path, mqtt_port, web_port, sign_in=True, more=oidc),
    ):
        wait_until(lambda: answers(provider_port))
        assert add(tmp_path / "data", "lan", "--role", "ward", "--area", "19/05518").returncode == 0
        yield f"http://127.0.0.1:{web_port}"


def who(browser: Chrome) -> str:
    """The name at the top of the page, if anybody is signed in."""
    return text(browser, ".who span")


def test_by_password_and_out_again(browser: Chrome, centre: str) -> None:
    browser.get(f"{centre}/data?lang=vi")
    browser.find_element(By.NAME, "name").send_keys("lan")
    browser.find_element(By.NAME, "password").send_keys("không phải")
    browser.find_element(By.CSS_SELECTOR, ".enter").click()
    shows(browser, "#problem", "chưa đúng")
    assert browser.find_element(By.NAME, "name").get_attribute("value") == "lan"
    browser.find_element(By.NAME, "password").send_keys(PASSWORD)
    browser.find_element(By.ID, "show").click()
    assert browser.find_element(By.NAME, "password").get_attribute("type") == "text"
    browser.find_element(By.CSS_SELECTOR, ".enter").click()
    wait_until(lambda: who(browser) == "lan")
    assert browser.current_url == f"{centre}/data?lang=vi"
    browser.find_element(By.CSS_SELECTOR, ".who button").click()
    wait_until(lambda: browser.current_url == f"{centre}/signin")
    browser.get(f"{centre}/data")
    assert "/signin?next=%2Fdata" in browser.current_url


def test_by_the_provinces_provider_and_then_from_a_link_on_another_site(
    browser: Chrome, centre: str, tmp_path: Path
) -> None:
    browser.get(f"{centre}/data")
    browser.find_element(By.CSS_SELECTOR, ".other").click()
    wait_until(lambda: who(browser) == "lan")
    assert browser.current_url == f"{centre}/data"
    portal = tmp_path / "portal.html"
    portal.write_text(f'<a id="in" href="{centre}/data?ward=05518">x</a>', "utf-8")
    browser.get(portal.as_uri())
    browser.find_element(By.ID, "in").click()
    wait_until(lambda: who(browser) == "lan")
    assert browser.current_url == f"{centre}/data?ward=05518"


def test_the_form_fits_a_phone_and_needs_no_mouse(browser: Chrome, centre: str) -> None:
    browser.get(f"{centre}/signin")
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    assert browser.switch_to.active_element.get_attribute("name") == "name"
    browser.switch_to.active_element.send_keys(f"lan\ue004{PASSWORD}\ue007")
    wait_until(lambda: who(browser) == "lan")

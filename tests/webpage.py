"""What a test does with a page that may go away, or draw itself anew, between two words to the browser.

Owns looking again. Everything waits until it could be done, and fails after `ANSWER_SECONDS`.
"""

from collections.abc import Callable

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    NoSuchElementException,
    StaleElementReferenceException,
    WebDriverException,
)
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.processes import wait_until

NOT_YET = (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    NoSuchElementException,
    StaleElementReferenceException,
)

LEFT_BEHIND = "node with given id"
"""The driver's other word for a stale element where the page changes (SeleniumHQ/selenium#15401)."""


def text(browser: Chrome, selector: str) -> str:
    """At one stroke, hidden or not; empty where there is no such thing."""
    found: str = browser.execute_script(f"return document.querySelector({selector!r})?.textContent ?? ''")
    return found.strip()


def shows(browser: Chrome, selector: str, words: str) -> None:
    """Where it can be seen; without JavaScript as well."""
    _once_it_stands(browser, selector, lambda there: words in there.text)


def click(browser: Chrome, selector: str) -> None:
    def clicked(there: WebElement) -> bool:
        there.click()
        return True

    _once_it_stands(browser, selector, clicked)


def type_into(browser: Chrome, selector: str, *keys: str) -> None:
    def typed(there: WebElement) -> bool:
        there.send_keys(*keys)
        return True

    _once_it_stands(browser, selector, typed)


def _once_it_stands(browser: Chrome, selector: str, done: Callable[[WebElement], bool]) -> None:
    def tried() -> bool:
        try:
            return done(browser.find_element(By.CSS_SELECTOR, selector))
        except NOT_YET:
            return False
        except WebDriverException as fault:
            if LEFT_BEHIND in (fault.msg or "").lower():
                return False
            raise

    wait_until(tried)

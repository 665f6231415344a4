"""An officer at a counter: a real browser, a keyboard, and nothing else.

Owns signing in and pressing the console's keys. Refuses the API: what an officer cannot see is not asserted.
"""

import json
import urllib.request
from dataclasses import dataclass
from typing import Any

from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.keys import Keys

from tests.processes import ANSWER_SECONDS, wait_until

PIN = "246810"
NOBODY = "Chưa gọi ai"


@dataclass(slots=True)
class Clerk:
    """An officer without a browser: the same requests, for journeys that are about something else."""

    web: int
    cookie: str = ""

    def signs_in(self, officer: str, counter: int) -> None:
        self.asks("session", {"officer": officer, "pin": PIN, "counter": counter})

    def serves_next(self, officer: str, counter: int) -> str:
        """Sign in, call whoever is next, and be done with them; returns the number."""
        self.signs_in(officer, counter)
        called = self.asks(f"counters/{counter}/call", {})
        self.asks(f"counters/{counter}/serve", {})
        return str(called["ticket"]["number"])

    def asks(self, path: str, body: dict[str, Any]) -> Any:
        """The answer to one request; HTTPError where it was refused."""
        headers = {"Content-Type": "application/json", "Cookie": self.cookie}
        address = f"http://127.0.0.1:{self.web}/api/v1/{path}"
        request = urllib.request.Request(address, json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            self.cookie = answer.headers.get("set-cookie", self.cookie).partition(";")[0]
            return json.loads(answer.read())


@dataclass(slots=True)
class Page:
    """Eyes before one page."""

    browser: Chrome
    address: str

    def open(self) -> None:
        self.browser.set_window_size(1366, 768)
        self.browser.get(self.address)

    def reads(self, selector: str) -> str:
        """What can be seen there; nothing where it is hidden."""
        found: str = self.browser.execute_script(
            "const one = document.querySelector(arguments[0]);"
            "return one && one.checkVisibility() ? one.innerText : ''",
            selector,
        )
        return found.strip()

    def waits_for(self, selector: str, words: str, *, seconds: float = ANSWER_SECONDS) -> None:
        wait_until(lambda: words in self.reads(selector), seconds=seconds)


@dataclass(slots=True)
class Officer(Page):
    """`signs_in` once; then each key is one letter."""

    id: str = ""
    counter: int = 0

    def signs_in(self) -> None:
        self.open()
        self.waits_for("#sign-in", "Đăng nhập")
        wait_until(lambda: self.browser.execute_script("return document.activeElement.id") == "officer")
        self.types(self.id, Keys.TAB, str(self.counter), Keys.TAB, PIN, Keys.ENTER)
        self.waits_for("#number", NOBODY)

    def types(self, *keys: str) -> None:
        ActionChains(self.browser).send_keys(*keys).perform()

    def presses(self, key: str, act: str, then: str) -> None:
        """A letter, once its key can be pressed; the big number must then read so."""
        wait_until(lambda: self._can_press(act), seconds=20)
        self.types(key)
        self.waits_for("#number", then)

    def calls(self, number: str) -> None:
        self.presses("g", "call", number)

    def serves(self) -> None:
        self.presses("x", "serve", NOBODY)

    def serves_next(self, number: str) -> None:
        self.calls(number)
        self.serves()

    def marks_no_show(self) -> None:
        self.presses("v", "no-show", NOBODY)

    def takes_back(self) -> None:
        """The first of those who did not come is back."""
        self.waits_for("#no-show", "Trả lại")
        self.browser.execute_script("document.querySelector('#no-show button').click()")
        wait_until(lambda: "Trả lại" not in self.reads("#no-show"))

    def _can_press(self, act: str) -> bool:
        found: bool = self.browser.execute_script(
            "const key = document.querySelector(`#keys [data-act=${arguments[0]}]`);"
            "return key.checkVisibility() && !key.disabled",
            act,
        )
        return found

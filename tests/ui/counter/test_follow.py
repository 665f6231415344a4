"""A ticket on its owner's phone: what it says in each state, and what a stranger's guess is told."""

from dataclasses import replace
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from starlette.testclient import TestClient

from firmware.pages import Followed
from tests.processes import free_port
from tests.ui.counter.stub import Ward
from tests.webpage import shows
from ui.counter.app import Server, build
from ui.counter.live import Live

TOKEN = "0123456789abcdef0123"
WAITING = Followed("A012", "Hộ tịch, chứng thực", "Civil status", "waiting", 4, 15, None, (1, 2))
CALLED = replace(WAITING, state="called", ahead=0, minutes=None, counter=2)


def phone(ticket: Followed | None = WAITING) -> TestClient:
    known = {TOKEN: ticket}
    office = replace(Ward().office(), follow=known.get)
    return TestClient(build(office, Live(), None), raise_server_exceptions=False)


def shown(page: str) -> list[str]:
    """The states whose words a phone would show."""
    parts = [part.partition('"') for part in page.split('data-when="')[1:]]
    return [state for state, _, rest in parts if not rest.startswith(" hidden")]


def test_a_phone_gets_the_ticket_as_json_and_leaves_no_trace_of_its_address() -> None:
    answer = phone().get(f"/api/v1/tickets/{TOKEN}")
    assert answer.json() == {
        "number": "A012",
        "service": "Hộ tịch, chứng thực",
        "service_en": "Civil status",
        "state": "waiting",
        "ahead": 4,
        "minutes": 15,
        "counter": None,
        "counters": [1, 2],
    }
    assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer")


STRANGE = [
    "ffffffffffffffffffff",
    "A012",
    "0123456789ABCDEF0123",
    TOKEN + "0",
    "%00",
    "' OR 1=1 --",
    "x" * 900,
]


@pytest.mark.parametrize("token", STRANGE)
def test_every_wrong_token_gets_the_same_answer(token: str) -> None:
    answer, usual = phone().get(f"/api/v1/tickets/{token}"), phone().get(f"/api/v1/tickets/{'0' * 20}")
    assert (answer.status_code, answer.json()) == (404, usual.json())
    assert answer.json()["code"] == "unknown_ticket"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("token", STRANGE)
def test_every_wrong_page_is_the_same_page(token: str) -> None:
    answer, usual = phone().get(f"/t/{token}"), phone().get(f"/t/{'0' * 20}")
    assert (answer.status_code, answer.text) == (404, usual.text)
    assert "Không thấy số này" in answer.text
    assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer")


@pytest.mark.parametrize("state", ["waiting", "called", "held", "no_show", "served", "closed"])
def test_each_state_has_its_own_words_even_without_scripts(state: str) -> None:
    page = phone(replace(WAITING, state=state)).get(f"/t/{TOKEN}").text
    assert shown(page) == [state]
    assert '<p class="number">A012</p>' in page


def test_the_page_is_vietnamese_with_small_english_or_the_other_way_round() -> None:
    vietnamese, english = phone().get(f"/t/{TOKEN}").text, phone().get(f"/t/{TOKEN}?lang=en").text
    assert '<html lang="vi">' in vietnamese
    assert '<span lang="vi">Trước bác còn <b data-fill="ahead">4</b> người</span>' in vietnamese
    assert '<html lang="en">' in english
    assert '<span lang="en">People ahead of you: <b data-fill="ahead">4</b></span>' in english


def test_without_an_estimate_no_minutes_are_promised() -> None:
    page = phone(replace(WAITING, minutes=None)).get(f"/t/{TOKEN}").text
    assert "data-guess hidden" in page


def test_whoever_is_next_reads_that() -> None:
    page = phone(replace(WAITING, ahead=0)).get(f"/t/{TOKEN}").text
    assert 'data-line="some" hidden' in page
    assert 'data-line="next" >' in page


def test_what_the_settings_say_is_never_markup() -> None:
    page = (
        phone(replace(WAITING, service="<script>alert(1)</script>", service_en="<i>")).get(f"/t/{TOKEN}").text
    )
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;i&gt;" in page


def test_a_ticket_is_only_looked_at_never_changed_here() -> None:
    assert phone().post(f"/api/v1/tickets/{TOKEN}", json={}).status_code == 405


# ---------------------------------------------------------------- in a real browser


def test_a_phone_hears_the_call_and_says_when_it_hears_nothing(browser: Chrome, tmp_path: Path) -> None:
    known = {TOKEN: WAITING}
    live = Live()
    port = free_port()
    office = replace(Ward().office(), follow=known.get)
    server = Server(build(office, live, None), live, "127.0.0.1", port)
    server.start()
    browser.get(f"http://127.0.0.1:{port}/t/{TOKEN}")
    shows(browser, "main", "Trước bác còn 4 người")
    known[TOKEN] = replace(WAITING, ahead=3, minutes=11)
    again(browser)
    shows(browser, "main", "Trước bác còn 3 người")
    known[TOKEN] = CALLED
    again(browser)
    shows(browser, "main", "MỜI ĐẾN QUẦY")
    assert (browser.title[:1], "Trước bác" in browser.find_element(By.TAG_NAME, "main").text) == ("●", False)
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    server.stop()
    again(browser)
    shows(browser, "main", "Mất kết nối")
    assert "MỜI ĐẾN QUẦY" in browser.find_element(By.TAG_NAME, "main").text


def again(browser: Chrome) -> None:
    """The page asks when it comes back to the front, as after its five seconds."""
    browser.execute_script("document.dispatchEvent(new Event('visibilitychange'))")

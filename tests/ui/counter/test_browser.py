"""The console and the board in a real browser: hands on the keyboard, eyes on the hall's TV.

Apart because it needs Chromium and is slower than the rest.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.keys import Keys

from firmware import pages
from firmware.console import NotRecordedError, Refused, Why
from firmware.waiting import BOOKED
from tests.processes import ANSWER_SECONDS, free_port, wait_until
from tests.ui.counter.core import SmallCore
from tests.ui.counter.stub import Ward, a_queue, served, ticket
from ui.counter.live import Live

CAP_HEIGHT = 0.714  # of Noto Sans: how much of the font size a digit is high


class Hand:
    """Eyes and a keyboard before one page; no mouse."""

    def __init__(self, browser: Chrome, address: str) -> None:
        self.browser = browser
        browser.set_window_size(1366, 768)
        browser.get(address)

    def types(self, *keys: str) -> None:
        ActionChains(self.browser).send_keys(*keys).perform()

    def reads(self, selector: str) -> str:
        """What a person can see there; nothing where it is hidden."""
        found: str = self.browser.execute_script(
            "const one = document.querySelector(arguments[0]);"
            "return one && one.checkVisibility() ? one.textContent : ''",
            selector,
        )
        return found.strip()

    def waits_for(self, selector: str, words: str, *, seconds: float = ANSWER_SECONDS) -> None:
        wait_until(lambda: words in self.reads(selector), seconds=seconds)

    def signs_in(self) -> None:
        self.waits_for("#sign-in", "Đăng nhập")
        wait_until(lambda: self.focused() == "officer")
        self.types("cb01", Keys.TAB, "2", Keys.TAB, "1234", Keys.ENTER)
        self.waits_for("#where", "Quầy 2")
        self.waits_for("#number", "Chưa gọi ai")

    def focused(self) -> str:
        found: str = self.browser.execute_script("return document.activeElement.id")
        return found

    def can_press(self, act: str) -> bool:
        found: bool = self.browser.execute_script(
            "return !document.querySelector(`#keys [data-act=${arguments[0]}]`).disabled", act
        )
        return found


class Office:
    """A small ward that lives, and its address."""

    def __init__(self) -> None:
        self.ward = Ward()
        self.live = Live()
        self.port = free_port()
        self.ward.answer = SmallCore(self.ward, self.live)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def url(office: Office) -> Iterator[str]:
    with served(office.ward.office(), office.live, office.port) as address:
        yield address


def test_an_officer_signs_in_calls_and_serves_without_a_mouse(browser: Chrome, url: str) -> None:
    hand = Hand(browser, f"{url}/console")
    hand.signs_in()
    assert hand.can_press("call")
    assert not hand.can_press("serve")
    hand.types("g")
    hand.waits_for("#number", "A013")
    hand.waits_for("#priority", "ƯU TIÊN Người cao tuổi")
    hand.waits_for("#times", "Đã chờ 12 phút")
    wait_until(lambda: hand.can_press("serve"))
    assert not hand.can_press("call")
    hand.types("x")
    hand.waits_for("#number", "Chưa gọi ai")
    hand.waits_for("#said", "Đã xong A013")


def test_an_officer_sees_who_booked_a_time(browser: Chrome, office: Office, url: str) -> None:
    office.ward.queue = replace(a_queue(), tickets=(ticket("A101", "ho-tich", 10, priority=BOOKED),))
    hand = Hand(browser, f"{url}/console")
    hand.signs_in()
    hand.waits_for(".ticket em", "CÓ HẸN GIỜ")
    hand.types("g")
    hand.waits_for("#number", "A101")
    assert hand.reads("#priority") == "CÓ HẸN GIỜ"


def test_a_ticket_is_held_with_a_reason_and_called_again_by_keyboard(browser: Chrome, url: str) -> None:
    hand = Hand(browser, f"{url}/console")
    hand.signs_in()
    hand.types("g")
    wait_until(lambda: hand.can_press("hold"))
    hand.types("i")
    hand.waits_for("#choose-title", "Giữ số A013 vì sao?")
    hand.types(Keys.ESCAPE)
    wait_until(lambda: hand.reads("#choose-title") == "" and hand.can_press("hold"))
    hand.types("i")
    hand.waits_for("#choose-title", "A013")
    hand.types("2")
    hand.waits_for("#held .rows", "Bổ sung giấy tờ")
    hand.waits_for("#number", "Chưa gọi ai")


def test_letters_typed_into_a_reason_are_no_commands(browser: Chrome, office: Office, url: str) -> None:
    hand = Hand(browser, f"{url}/console")
    hand.signs_in()
    hand.types("n")
    hand.waits_for("#choose-title", "Tạm nghỉ vì sao?")
    browser.execute_script("document.getElementById('other').focus()")
    hand.types("gxl", Keys.ENTER)
    hand.waits_for("#number", "Tạm nghỉ")
    hand.waits_for("#service", "gxl")
    assert [type(one).__name__ for one in office.ward.asked] == ["SignIn", "Pause"]


def test_what_the_kiosk_did_not_record_is_shown_as_not_done(
    browser: Chrome, office: Office, url: str
) -> None:
    hand = Hand(browser, f"{url}/console")
    hand.signs_in()
    living, office.ward.answer = office.ward.answer, NotRecordedError("the kiosk was busy")
    hand.types("g")
    hand.waits_for("#not-done", "CHƯA THỰC HIỆN: Gọi tiếp")
    hand.waits_for("#not-done", "Bấm lại")
    assert hand.reads("#number") == "Chưa gọi ai"
    office.ward.answer = living
    wait_until(lambda: hand.can_press("call"))
    hand.types("g")
    hand.waits_for("#number", "A013")
    assert hand.reads("#not-done") == ""


def test_an_ended_session_leads_back_to_the_sign_in(browser: Chrome, office: Office, url: str) -> None:
    hand = Hand(browser, f"{url}/console")
    hand.signs_in()
    office.ward.people.clear()
    seats = tuple(replace(one, officer="", name="") for one in office.ward.queue.counters)
    office.ward.queue = replace(office.ward.queue, counters=seats)
    office.live.changed()
    hand.waits_for("#over", "Phiên làm việc đã kết thúc")
    assert hand.focused() == "pin"


def test_a_call_for_help_is_answered_by_one_key(browser: Chrome, office: Office, url: str) -> None:
    hand = Hand(browser, f"{url}/console")
    hand.signs_in()
    office.ward.news = {**office.ward.news, "help": True, "screen": "S2"}
    office.live.changed()
    hand.waits_for("#help", "chọn lĩnh vực")
    hand.types("d")
    wait_until(lambda: type(office.ward.asked[-1]).__name__ == "HelpAnswered")


def test_a_call_for_help_shows_even_before_anybody_signed_in(
    browser: Chrome, office: Office, url: str
) -> None:
    office.ward.news = {**office.ward.news, "help": True, "screen": "S1"}
    hand = Hand(browser, f"{url}/console")
    hand.waits_for("#help", "Có người cần giúp ở kiosk")
    hand.waits_for("#sign-in", "Đăng nhập")


def test_a_counter_in_use_offers_to_take_over(browser: Chrome, office: Office, url: str) -> None:
    office.ward.answer = Refused(Why.COUNTER_TAKEN, "counter 2 is in use by cb02")
    hand = Hand(browser, f"{url}/console")
    wait_until(lambda: hand.focused() == "officer")
    hand.types("cb01", Keys.TAB, "2", Keys.TAB, "1234", Keys.ENTER)
    hand.waits_for("#refused", "Vào thay")
    wait_until(lambda: hand.focused() == "take-over")
    office.ward.answer = SmallCore(office.ward, office.live)
    hand.types(Keys.ENTER)
    hand.waits_for("#where", "Quầy 2")
    assert office.ward.asked[-1].take_over


def test_a_call_shows_on_the_open_board(browser: Chrome, office: Office, url: str) -> None:
    hand = Hand(browser, f"{url}/board")
    hand.waits_for("#serving", "A011")
    seats = [replace(one, number="A013", calls=9) for one in office.ward.board.serving if one.counter == 2]
    others = [one for one in office.ward.board.serving if one.counter != 2]
    office.ward.board = replace(office.ward.board, serving=(*seats, *others))
    office.live.changed()
    hand.waits_for("[data-counter='2'].fresh .number", "A013")


@pytest.mark.parametrize("width_mm", [1210.0, 941.0, 1430.0])
@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720)])
def test_the_boards_digits_are_100_mm_high_on_every_tv(
    browser: Chrome, office: Office, url: str, width_mm: float, size: tuple[int, int]
) -> None:
    office.ward.board = replace(office.ward.board, width_mm=width_mm)
    metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get(f"{url}/board")
    wait_until(lambda: len(browser.find_elements("css selector", ".call .counter")) == 3)
    pixels = browser.execute_script(
        "return [...document.querySelectorAll('.call:not(.idle) .number, .call .counter')]"
        ".map((one) => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(pixels) * CAP_HEIGHT * width_mm / size[0] >= 100
    overflowing = browser.execute_script(
        "return [...document.querySelectorAll('.call .number')]"
        ".filter((one) => one.scrollWidth > one.clientWidth).length"
    )
    assert overflowing == 0


def test_more_counters_than_fit_take_turns_by_themselves(browser: Chrome, office: Office, url: str) -> None:
    calls = tuple(pages.NowServing(number, f"A{number:03}", False, 1) for number in range(1, 10))
    office.ward.board = replace(office.ward.board, serving=calls)
    hand = Hand(browser, f"{url}/board")
    hand.waits_for("#serving", "A001")
    hand.waits_for("#serving", "A009", seconds=35)


def test_the_board_keeps_its_numbers_and_comes_back_after_the_kiosk_restarted(
    browser: Chrome, office: Office
) -> None:
    with served(office.ward.office(), office.live, office.port) as address:
        hand = Hand(browser, f"{address}/board")
        hand.waits_for("#serving", "A011")
    hand.waits_for("#lost", "Mất kết nối")
    assert "A011" in hand.reads("#serving")
    office.ward.board = replace(office.ward.board, marquee="Sau khi khởi động lại")
    with served(office.ward.office(), Live(), office.port):
        hand.waits_for("#marquee", "Sau khi khởi động lại", seconds=15)
        wait_until(lambda: hand.reads("#lost") == "")


def test_the_console_says_when_it_hears_nothing_and_comes_back_alone(browser: Chrome, office: Office) -> None:
    with served(office.ward.office(), office.live, office.port) as address:
        hand = Hand(browser, f"{address}/console")
        hand.signs_in()
    hand.waits_for("#link", "Mất kết nối")
    hand.types("g")
    hand.waits_for("#not-done", "Không nối được với kiosk")
    with served(office.ward.office(), Live(), office.port):
        hand.waits_for("#link", "Đang kết nối", seconds=15)
        hand.types("g")
        hand.waits_for("#number", "A013")


def test_the_console_speaks_english_and_remembers_it(browser: Chrome, url: str) -> None:
    hand = Hand(browser, f"{url}/console")
    hand.signs_in()
    browser.find_element("id", "language").click()
    hand.waits_for("#keys", "Call next")
    browser.refresh()
    hand.waits_for("#keys", "Call next")


def test_the_console_fits_a_phone(browser: Chrome, url: str) -> None:
    hand = Hand(browser, f"{url}/console")
    metrics = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    hand.signs_in()
    assert browser.execute_script("return document.documentElement.scrollWidth") == 390
    small = browser.execute_script(
        "return [...document.querySelectorAll('button')].filter((one) => one.checkVisibility()"
        " && Math.min(one.clientWidth, one.clientHeight) < 38).map((one) => one.textContent)"
    )
    assert small == []


def test_an_officer_sees_own_ratings_of_days_that_are_over(office: Office, browser: Chrome) -> None:
    with served(office.ward.office(), office.live, office.port):
        officer = Hand(browser, f"http://127.0.0.1:{office.port}/console")
        officer.signs_in()
        browser.execute_script("document.getElementById('own').click()")
        officer.waits_for("#figures-until", "Tính đến hết ngày")
        assert "766" in officer.reads("#figures")
        officer.types(Keys.ENTER)
        wait_until(lambda: officer.reads("#figures-until") == "")

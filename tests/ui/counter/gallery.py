"""Pictures of the web pages in a real browser: `python -m tests.ui.counter.gallery build/screens/web`.

Owns one full morning's data and the shots. Refuses assertions: these pictures are for people to judge.
"""

import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from selenium.webdriver import ActionChains, Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.keys import Keys

from firmware import pages
from firmware.console import NotRecordedError
from firmware.settings import PRIORITIES
from firmware.waiting import BOOKED
from tests.ui.counter import core, stub
from ui.counter.live import Live

SERVICES = (
    ("ho-tich", "A", "Hộ tịch, chứng thực", "Civil status, certification"),
    ("dat-dai", "B", "Đất đai, xây dựng", "Land, construction"),
    ("kinh-doanh", "C", "Đăng ký hộ kinh doanh", "Household business"),
    ("xa-hoi", "D", "Lao động, thương binh và xã hội", "Labour and social affairs"),
    ("thue", "E", "Thuế, phí và lệ phí", "Taxes and fees"),
)
WIDE, LAPTOP, OLD, PHONE = (1920, 1080), (1366, 768), (1024, 768), (390, 844)


def ago(minutes: int) -> str:
    return f"{datetime.now(UTC) - timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%S.000Z}"


def a_ticket(number: str, service: str, minutes: int, **more: Any) -> pages.QueuedTicket:
    return replace(stub.ticket(number, service, 0, **more), issued_at=ago(minutes))


def morning(counters: int) -> stub.Ward:
    """A busy office of invented people."""
    ward = stub.Ward()
    ward.queue = pages.Queue("2026-11-20", _tickets(), _counters(), _services(), _priorities())
    numbers = ["A012", "A011", "C002", None, "D004", "B005", "E001", None, "A010", "B003", "C001", "D003"]
    ward.board = pages.Board(
        "Trung tâm Phục vụ hành chính công phường Sông Công",
        tuple(pages.NowServing(i + 1, numbers[i], i == 3, 1) for i in range(counters)),
        tuple(
            pages.PastCall(number, counter, ago(minutes))
            for number, counter, minutes in (
                ("A012", 1, 0),
                ("A011", 2, 3),
                ("C002", 3, 6),
                ("D004", 5, 9),
                ("B005", 6, 12),
            )
        ),
        tuple(
            pages.NextNumbers(letter, vi, en, tuple(f"{letter}{13 + i:03}" for i in range(size)), size + 2)
            for (_, letter, vi, en), size in zip(SERVICES, (4, 3, 1, 2, 0), strict=True)
        ),
        ("Nộp hồ sơ chứng thực trước 16 giờ 30", "Sáng thứ Bảy vẫn làm việc"),
        "Miễn lệ phí đăng ký khai sinh, kết hôn đúng hạn. Không ai được thu khoản nào ngoài biên lai.",
        1210.0,
    )
    return ward


def _tickets() -> tuple[pages.QueuedTicket, ...]:
    return (
        a_ticket("A013", "ho-tich", 31, priority="elderly"),
        a_ticket("A014", "ho-tich", 29, priority=BOOKED),
        a_ticket("B006", "dat-dai", 26),
        a_ticket("A015", "ho-tich", 22, priority="child"),
        a_ticket("B007", "dat-dai", 18, counter=2),
        a_ticket("A016", "ho-tich", 12),
        a_ticket("A017", "ho-tich", 7),
        a_ticket("B008", "dat-dai", 4, returned=True),
        a_ticket("C003", "kinh-doanh", 24),
        a_ticket("D005", "xa-hoi", 15, priority="disabled"),
        a_ticket("A009", "ho-tich", 47, state="held", reason="Đi phô tô giấy tờ"),
        a_ticket("B004", "dat-dai", 40, state="held", reason="Bổ sung giấy tờ"),
        a_ticket("A007", "ho-tich", 62, state="no_show"),
    )


def _counters() -> tuple[pages.CounterNow, ...]:
    called = {"called_at": ago(6)}
    return (
        stub.counter(1, name="Trần Văn Thử", officer="cb02", number="A011", service="ho-tich", **called),
        stub.counter(2, name="Nguyễn Thị Mẫu", officer="cb01"),
        stub.counter(3, name="Lê Ví Dụ", officer="cb03", number="C002", service="kinh-doanh", **called),
        stub.counter(4, name="Phạm Thị Giả Định", officer="cb04", paused="Đi lấy hồ sơ"),
        stub.counter(5, services=("thue",)),
    )


def _services() -> tuple[pages.ServiceNow, ...]:
    return tuple(pages.ServiceNow(code, letter, vi, en, 3, 8) for code, letter, vi, en in SERVICES)


def _priorities() -> tuple[pages.PriorityName, ...]:
    return tuple(pages.PriorityName(one.code, one.name, one.name_en) for one in PRIORITIES)


class Camera:
    """One browser, one folder."""

    def __init__(self, browser: Chrome, folder: Path) -> None:
        self.browser = browser
        self._folder = folder

    def size(self, size: tuple[int, int]) -> None:
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size == PHONE}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def types(self, *keys: str) -> None:
        ActionChains(self.browser).send_keys(*keys).perform()
        self.rest()

    def shoots(self, name: str) -> None:
        self.rest()
        self.browser.save_screenshot(str(self._folder / f"{name}.png"))

    def rest(self, seconds: float = 0.5) -> None:
        threading.Event().wait(seconds)


def the_board(camera: Camera) -> None:
    ward, live = morning(4), Live()
    with stub.served(ward.office(), live) as url:
        camera.size(WIDE)
        camera.browser.get(f"{url}/board")
        camera.shoots("board-1920")
        called = replace(ward.board.serving[1], number="A013", calls=2)
        serving = (ward.board.serving[0], called, *ward.board.serving[2:])
        last = (pages.PastCall("A013", 2, ago(0)), *ward.board.last[:4])
        ward.board = replace(ward.board, serving=serving, last=last)
        live.changed()
        camera.rest(1.2)
        camera.shoots("board-call-1920")
        camera.size((1280, 720))
        camera.browser.get(f"{url}/board?lang=en")
        camera.shoots("board-1280-en")
        camera.size(WIDE)
        ward.board = morning(12).board
        live.changed()
        camera.browser.get(f"{url}/board")
        camera.shoots("board-12-counters")
        ward.board = replace(ward.board, width_mm=941.0)
        live.changed()
        camera.browser.get(f"{url}/board")
        camera.shoots("board-43-inch")
    camera.rest(1.5)
    camera.shoots("board-lost")


def the_console(camera: Camera) -> None:
    ward, live = morning(5), Live()
    living = core.SmallCore(ward, live)
    ward.answer = living
    with stub.served(ward.office(), live) as url:
        camera.size(LAPTOP)
        camera.browser.get(f"{url}/console")
        camera.shoots("console-signin-1366")
        camera.types("cb01", Keys.TAB, "2", Keys.TAB, "1234", Keys.ENTER)
        camera.shoots("console-idle-1366")
        camera.types("g")
        camera.shoots("console-serving-1366")
        for name, size in (("1024", OLD), ("390", PHONE), ("1366x640", (1366, 640))):
            camera.size(size)
            camera.shoots(f"console-serving-{name}")
        camera.size(LAPTOP)
        camera.types("c")
        camera.shoots("console-transfer-1366")
        camera.types(Keys.ESCAPE)
        camera.types("i")
        camera.shoots("console-hold-1366")
        camera.types("1")
        ward.news = {**ward.news, "help": True, "screen": "S2", "printer": "out_of_paper"}
        live.changed()
        ward.answer = NotRecordedError("the kiosk was busy")
        camera.types("g")
        camera.shoots("console-not-done-1366")
        ward.answer = living
        ward.news = {**ward.news, "help": False, "printer": ""}
        live.changed()
        camera.types("n")
        camera.types("1")
        camera.shoots("console-paused-1366")
        camera.types("n")
        camera.browser.find_element("id", "language").click()
        camera.shoots("console-english-1366")
        camera.browser.get(f"{url}/")
        camera.shoots("front-door-1366")


@contextmanager
def chromium() -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    with TemporaryDirectory() as profile:
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}"):
            options.add_argument(argument)
        browser = Chrome(options=options, service=Service(shutil.which("chromedriver")))
        try:
            yield browser
        finally:
            browser.quit()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    core.AT = ago(0)
    with chromium() as browser:
        the_console(Camera(browser, folder))
        the_board(Camera(browser, folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

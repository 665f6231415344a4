"""A ward around stubs: an office whose answers the test chooses, its pages, and a real server.

Owns the stub `Office` and serving it. Refuses rules: whatever is asked is noted, and answered
as told.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.testclient import TestClient

from firmware import console, figures, pages
from firmware.console import Answer, Done, Locked, Refused, Signed
from tests.processes import answers, free_port, wait_until
from ui.counter.app import Office, Server, build
from ui.counter.bench import Bench
from ui.counter.live import Live

OFFICE = "UBND phường Sông Công"
HANH = Signed("cb01", "Nguyễn Thị Mẫu", 2, supervisor=False)
CHIEF = Signed("cb09", "Lê Thị Trưởng", None, supervisor=True)
TOKEN = "a token that a browser holds"
PRIORITY = "elderly"


def ticket(number: str, service: str, minute: int, **more: Any) -> pages.QueuedTicket:
    at = f"2026-11-21T02:{minute:02}:00.000Z"
    plain = pages.QueuedTicket(number, service, None, "waiting", at, None, "", False)
    return replace(plain, **more)


def counter(place: int, **more: Any) -> pages.CounterNow:
    empty = pages.CounterNow(place, "", "", "", None, None, None, None, ("ho-tich", "dat-dai"))
    return replace(empty, **more)


def a_queue() -> pages.Queue:
    return pages.Queue(
        "2026-11-21",
        (
            ticket("A013", "ho-tich", 10, priority=PRIORITY),
            ticket("B002", "dat-dai", 12),
            ticket("C001", "thue", 13),
            ticket("A009", "ho-tich", 1, state="held", reason="Đi phô tô giấy tờ"),
            ticket("A007", "ho-tich", 0, state="no_show"),
        ),
        (
            counter(1, officer="cb02", name="Trần Văn Thử", number="A011", service="ho-tich"),
            counter(2, officer="cb01", name="Nguyễn Thị Mẫu"),
            counter(3, services=("thue",)),
        ),
        (
            pages.ServiceNow("ho-tich", "A", "Hộ tịch, chứng thực", "Civil status, certification", 1, 8),
            pages.ServiceNow("dat-dai", "B", "Đất đai, xây dựng", "Land, construction", 1, None),
            pages.ServiceNow("thue", "C", "Thuế, phí", "Taxes, fees", 1, None),
        ),
        (pages.PriorityName(PRIORITY, "Người cao tuổi", "Older person"),),
    )


def a_board() -> pages.Board:
    return pages.Board(
        OFFICE,
        (
            pages.NowServing(1, "A011", False, 1),
            pages.NowServing(2, None, False, 0),
            pages.NowServing(3, None, True, 0),
        ),
        (pages.PastCall("A011", 1, "2026-11-21T02:20:00.000Z"),),
        (pages.NextNumbers("A", "Hộ tịch, chứng thực", "Civil status", ("A013",), 1),),
        ("Nộp hồ sơ chứng thực trước 16:30",),
        "Miễn lệ phí đăng ký khai sinh đúng hạn",
        1210.0,
    )


@dataclass(slots=True)
class Ward:
    """One office; `answer` is what the core says next, `asked` what reached it."""

    answer: Answer | Exception | Callable[[Any], Answer] = field(default_factory=Done)
    admits: bool | Locked = True
    people: dict[str, Signed] = field(default_factory=dict)
    queue: pages.Queue = field(default_factory=a_queue)
    board: pages.Board = field(default_factory=a_board)
    news: dict[str, Any] = field(
        default_factory=lambda: {
            "help": False,
            "screen": "S0",
            "printer": "",
            "paper_low": False,
            "online": True,
            "backlog": 0,
        }
    )
    asked: list[Any] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.people.setdefault(hashlib.sha256(TOKEN.encode()).hexdigest(), HANH)

    def office(self) -> Office:
        return Office(
            name=OFFICE,
            counters=(1, 2, 3),
            ask=self.ask,
            admit=lambda officer, pin: self.admits,
            who=self.people.get,
            news=lambda: self._draws("kiosk", self.news),
            board=lambda: self._draws("board", self.board),
            queue=lambda: self._draws("queue", self.queue),
            follow=lambda number: None,
            report=_no_report,
            ratings=lambda day: (),
            closings=lambda: (),
            own=lambda officer: figures.OwnFigures("2026-11-20", 0, None),
            find=lambda words, limit: (),
            procedure=lambda code: None,
            procedures=lambda: (),
        )

    def ask(self, wish: Any) -> Answer:
        self.asked.append(wish)
        answer = self.answer(wish) if callable(self.answer) else self.answer
        if isinstance(answer, Exception):
            raise answer
        self._remember(wish, answer)
        return answer

    def web(self, live: Live | None = None, bench: Bench | None = None) -> TestClient:
        """A browser without a session."""
        return TestClient(build(self.office(), live or Live(), bench), raise_server_exceptions=False)

    def console(self) -> TestClient:
        """A browser with one."""
        web = self.web()
        web.cookies.set("motcua", TOKEN)
        return web

    def ticket(self, number: str, service: str, state: str, reason: str) -> pages.QueuedTicket:
        return ticket(number, service, 20, state=state, reason=reason)

    def _remember(self, wish: Any, answer: Answer) -> None:
        match wish:
            case console.SignIn() if not isinstance(answer, Refused):
                self.people[wish.session] = replace(HANH, officer=wish.officer, counter=wish.counter)
            case console.SignOut():
                self.people.pop(wish.session, None)

    def _draws(self, name: str, value: Any) -> Any:
        self.drawn.append(name)
        return value


def _no_report(day: str) -> figures.DayReport:
    none = figures.Spell(0, None, None, None)
    row = figures.ReportRow("", "", 0, 0, 0, 0, none, none)
    return figures.DayReport(OFFICE, day or "2026-11-21", row, (), (), (), (), (), 0)


@contextmanager
def served(office: Office, live: Live, port: int | None = None) -> Iterator[str]:
    """The address of a real server on the loopback, gone afterwards."""
    port = port or free_port()
    server = Server(build(office, live, None), live, "127.0.0.1", port)
    server.start()
    try:
        wait_until(lambda: answers(port))
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()

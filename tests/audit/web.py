"""The audit of the ward's pages: each in a real Chromium, in its situations and sizes.

Owns the situations: who is signed in, what just happened. Refuses rules (`web_rules`) and data of its own:
the morning, the small core and the day's figures are those of the pages' tests and pictures.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.keys import Keys

from firmware.console import Call, Signed
from firmware.guidebook import make_guide
from firmware.notices import Notices
from firmware.pages import FiledAttachment, FiledLine, FiledPage, FiledTurn, Followed
from tests.audit import web_rules
from tests.audit.rules import Place, Tally
from tests.bench import ward
from tests.firmware.guiding import ALL as PROCEDURES
from tests.processes import wait_until
from tests.ui.counter import gallery, stub
from tests.ui.counter.core import SmallCore
from tests.ui.counter.supervising import CLOSINGS, FULL, PRESSES
from ui.counter.app import Office
from ui.counter.guard import session_named
from ui.counter.live import Live

Size = tuple[int, int]
LAPTOP, OLD, PHONE, TV, SMALL_TV = (1366, 768), (1024, 768), (390, 844), (1920, 1080), (1280, 720)
DESKS: Final = (LAPTOP, OLD, PHONE)
TOKENS: Final = {
    name: f"{number:020x}"
    for number, name in enumerate(("waiting", "called", "held", "no_show", "served", "closed"))
}
NOTICES: Final = Notices(ward(), lambda: make_guide(1, "2026-11-20T02:00:00.000Z", PROCEDURES, "2026-11-21"))
CODE: Final = "19.05518.nop-261122-000"
TICKET: Final = Followed("A012", "Hộ tịch, chứng thực", "Civil status", "waiting", 4, 15, None, (1, 2))

FILED: Final = (
    FiledLine(CODE, "1.001193", "Đăng ký khai sinh", 5, 2, gallery.ago(50), None, "supplement", (2, 3)),
    FiledLine(f"{CODE}2", "1.001193", "Đăng ký khai sinh", 1, 1, gallery.ago(3), None, "new", (2, 3, 5)),
    FiledLine(f"{CODE}3", "2.000815", "Chứng thực bản sao", 2, 1, gallery.ago(900), "2026-12-01", "", (4,)),
)
PAPERS: Final = (FiledAttachment("Giấy chứng sinh", "giay-chung-sinh.pdf", "application/pdf", 90_000),)
TURN: Final = FiledTurn(1, gallery.ago(60), gallery.ago(50), "Nguyễn Văn Mẫu", "", (("Trẻ", "Bé"),), PAPERS)
FILING: Final = FiledPage(CODE, "1.001193", "Đăng ký khai sinh", 1, None, False, (2, 3, 5), (TURN,))


@dataclass(frozen=True, slots=True)
class Situation:
    """A page as somebody finds it: `ready` is what it shows by then, `keys` what is typed first."""

    name: str
    path: str
    ready: str
    sizes: tuple[Size, ...] = DESKS
    who: Signed | None = None
    keys: tuple[tuple[str, str], ...] = ()
    """Keys, each with what the page shows after it."""
    language: str = "vi"
    board_mm: float | None = None
    counters: int = 5
    trouble: bool = False
    call: bool = False
    """Somebody is called to counter 2 after the page is ready."""


def _console(name: str, *keys: tuple[str, str], **more: bool) -> Situation:
    ready = "#desk:not([hidden]) #keys button:not(:disabled)"
    return Situation(f"console-{name}", "/console", ready, who=stub.HANH, keys=keys, **more)  # type: ignore[arg-type]


def _board(
    name: str, width_mm: float, counters: int, language: str = "vi", *, call: bool = False
) -> Situation:
    return Situation(
        f"board-{name}",
        f"/board?lang={language}",
        ".call .counter",
        (TV, SMALL_TV),
        language=language,
        board_mm=width_mm,
        counters=counters,
        call=call,
    )


TO_THE_FIRST: Final = ((Keys.TAB * 6 + Keys.ENTER, "#filing[open]"),)
CALLED: Final = ("g", "#keys [data-act=serve]:not(:disabled)")
SITUATIONS: Final = (
    Situation("front-door", "/", "h1"),
    Situation("console-sign-in", "/console", "#sign-in:not([hidden]) [data-word]:not(:empty)"),
    _console("idle"),
    _console("serving", CALLED),
    _console("hold", CALLED, ("i", "#choose[open]")),
    _console("transfer", CALLED, ("c", "#choose[open]")),
    _console("trouble", trouble=True),
    _board("4-counters", 1210.0, 4),
    _board("call", 1210.0, 4, call=True),
    _board("12-counters", 1210.0, 12),
    _board("43-inch", 941.0, 4),
    _board("english", 1210.0, 4, "en"),
    Situation("supervisor-sign-in", "/supervisor", "#sign-in"),
    Situation("supervisor", "/supervisor", "#figures", who=stub.CHIEF),
    Situation("supervisor-english", "/supervisor?lang=en", "#figures", who=stub.CHIEF, language="en"),
    Situation("procedures", "/procedures", "main ul"),
    Situation("procedures-found", "/procedures?q=khai+sinh", "main ul"),
    Situation("procedure", "/procedures/1.001193", "article"),
    Situation("dossiers-sign-in", "/dossiers", "h1"),
    Situation("dossiers", "/dossiers", "#filed [data-filing]", who=stub.HANH),
    Situation("dossiers-filed", "/dossiers", "#filed [data-filing]", who=stub.HANH, keys=TO_THE_FIRST),
    *(
        Situation(f"follow-{state}", f"/t/{token}", "#fresh:not(:empty)", (PHONE,))
        for state, token in TOKENS.items()
    ),
    Situation(
        "follow-english", f"/t/{TOKENS['waiting']}?lang=en", "#fresh:not(:empty)", (PHONE,), language="en"
    ),
    Situation("follow-unknown", "/t/ffffffffffffffffffff", "h1", (PHONE,)),
)


def audit_web(tally: Tally, folder: Path | None) -> None:
    """Holds all situations against the rules; with a folder, pictures of them go there."""
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    with gallery.chromium() as browser:
        for situation in SITUATIONS:
            with opened(browser, situation):
                look(browser, situation, tally, folder)


def look(browser: Chrome, situation: Situation, tally: Tally, folder: Path | None) -> None:
    for size in situation.sizes:
        resize(browser, size)
        shown = f"{size[0]}×{size[1]}"
        found = web_rules.findings(browser, situation.language, situation.board_mm)
        tally.add(Place("web", shown, situation.name), found)
        if folder:
            browser.save_screenshot(str(folder / f"{situation.name}-{size[0]}.png"))
    resize(browser, situation.sizes[0])
    if situation.board_mm is None:
        tally.add(Place("web", "keyboard", situation.name), web_rules.keyboard(browser))


@contextmanager
def opened(browser: Chrome, situation: Situation) -> Iterator[None]:
    """The page at its first size, ready, in an office of its own."""
    ward, live = gallery.morning(situation.counters), Live()
    ward.answer = SmallCore(ward, live)
    ward.people = {session_named(stub.TOKEN): situation.who} if situation.who else {}
    if situation.board_mm:
        ward.board = replace(ward.board, width_mm=situation.board_mm)
    if situation.trouble:
        ward.news = {
            **ward.news,
            "help": True,
            "screen": "S2",
            "printer": "out_of_paper",
            "online": False,
            "filed": 2,
        }
    with stub.served(full(ward), live) as url:
        resize(browser, situation.sizes[0])
        browser.get(f"{url}/healthz")
        browser.add_cookie({"name": "motcua", "value": stub.TOKEN})
        browser.get(url + situation.path)
        wait_for(browser, situation.ready)
        if situation.call:
            ward.ask(Call(session="cb01", counter=2, number=None))
            wait_for(browser, ".call.fresh")
        for key, after in situation.keys:
            ActionChains(browser).send_keys(key).perform()
            wait_for(browser, after)
        yield
        browser.get("about:blank")


def full(ward: stub.Ward) -> Office:
    """The ward's office with figures to look at and a ticket in each state."""
    followed = {
        token: replace(TICKET, state=state, counter=2 if state == "called" else None)
        for state, token in TOKENS.items()
    }
    return replace(
        ward.office(),
        report=lambda day: replace(FULL, day=day or FULL.day),
        ratings=lambda day: PRESSES,
        closings=lambda: CLOSINGS,
        follow=followed.get,
        find=NOTICES.find,
        procedure=NOTICES.page,
        procedures=NOTICES.pages,
        filed=lambda: FILED,
        filing=lambda code: replace(FILING, code=code),
    )


def resize(browser: Chrome, size: Size) -> None:
    metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size == PHONE}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def wait_for(browser: Chrome, selector: str) -> None:
    wait_until(
        lambda: bool(
            browser.execute_script("return document.querySelector(arguments[0])?.checkVisibility()", selector)
        )
    )

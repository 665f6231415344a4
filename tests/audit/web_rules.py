"""What is measured on a web page: order and focus, sizes, contrast, names, digits.

Owns the rules over what `page.js` reports. Refuses to open pages: that is done by `web`.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.keys import Keys

from tests.audit.motion_rules import FLASHES
from tests.audit.rules import Finding

PAGE_JS: Final = (Path(__file__).parent / "page.js").read_text(encoding="utf-8")
TARGET_PX: Final = 24
TEXT: Final = 4.5
TEXT_ON_BOARD: Final = 7.0
RING: Final = 3.0
DIGITS_MM: Final = 100

Ask = Callable[[str], Any]


def asker(browser: Chrome) -> Ask:
    """Calls one function of `page.js` in the page that is open."""
    return lambda question: browser.execute_script(f"{PAGE_JS}\nreturn {question}()")


def findings(browser: Chrome, language: str, board_mm: float | None = None) -> Iterator[Finding]:
    """Everything that can be seen without touching the page; `board_mm` is the width of the hall's TV."""
    page = asker(browser)("measure")
    yield Finding("W8", "html lang", page["lang"], language, page["lang"] == language)
    yield Finding("W10", "h1", page["headings"], "1", page["headings"] == 1)
    wide = f"{page['wide']} px in {page['window']}"
    yield Finding("W7", "page", wide, "no wider than the window", page["wide"] <= page["window"])
    for name, size in page["controls"]:
        yield Finding("W3", name, size, f"≥ {TARGET_PX} px", size >= TARGET_PX)
    for name, label in page["names"]:
        yield Finding("W9", name, label[:30] or "nothing", "a label", bool(label))
    least = TEXT if board_mm is None else TEXT_ON_BOARD
    for words, ratio in page["texts"]:
        yield Finding("W6", words, float(ratio), f"≥ {least:g}:1", ratio >= least - 0.005)
    for name, milliseconds in page["moving"]:
        hertz = 1000 / milliseconds if milliseconds else 0.0
        yield Finding("C6", name, hertz, f"≤ {FLASHES} Hz", hertz <= FLASHES)
    for digits, share in page["digits"] if board_mm else ():
        height = share * (board_mm or 0)
        yield Finding("W5", digits, float(height), f"≥ {DIGITS_MM} mm", height >= DIGITS_MM)


def keyboard(browser: Chrome) -> Iterator[Finding]:
    """Tab from the first control on until it comes round, or leaves the page."""
    ask = asker(browser)
    names = ask("prepare")
    visited, rings = _tabbed(browser, ask, most=4 * len(names) + 8)
    first = visited[0] if visited else 0
    order = [*range(first, len(names)), *range(first)]
    for index, name in enumerate(names):
        reached = index in visited
        yield Finding("W1", name, "reached" if reached else "never reached", "reached by Tab", reached)
        if reached:
            yield Finding(
                "W2", name, float(rings[index]), f"a ring of {RING:g}:1", rings[index] >= RING - 0.005
            )
    told = " ".join(map(str, visited))
    yield Finding("W1", "order", told, " ".join(map(str, order)), visited == order)


def _tabbed(browser: Chrome, ask: Ask, most: int) -> tuple[list[int], dict[int, float]]:
    """The controls in the order in which Tab reaches them, each once, and the contrast of its ring.

    A date holds the focus for several Tabs, a list that scrolls for one. A dialog begins where it chose.
    """
    visited: list[int] = []
    rings: dict[int, float] = {}
    index, ring = ask("focused")
    for _step in range(most):
        if index >= 0 and index not in rings:
            visited.append(index)
            rings[index] = ring
        elif index >= 0 and index != visited[-1]:
            break
        ActionChains(browser).send_keys(Keys.TAB).perform()
        index, ring = ask("focused")
        if index == -2 and visited:
            break
    return visited, rings

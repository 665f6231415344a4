"""From an event on a kiosk to the pixel of an open dashboard, while a country's morning arrives.

Owns the morning: 3,000 presses a second from 3,000 kiosks, each a message of its own, and one kiosk whose
tickets are watched, from when the centre has got to know them all. Refuses to look often: a MutationObserver
in a real Chromium notes when the page's own script had put the number in, at the frame that draws it. Both
ends read the same machine's clock.
"""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Final

from msgspec import Raw
from selenium.webdriver import Chrome

from central.measures import HANOI
from central.simulate.moments import uuid7
from mqtt.facts import KIND_OF, Fact, RatingGiven, TicketIssued, stream_of
from mqtt.messages import Event, Frame, State, encode, instant
from mqtt.scalars import Level
from mqtt.topics import KioskName
from tests.benches.central.frames import Message, kiosks
from tests.benches.central.ground import Ground, Size, durable_server, ground
from tests.benches.central.ingest import wait_for
from tests.benches.central.packets import UNANSWERED, Sender
from tests.benches.table import Figure, Reach, quantile
from tests.conftest import chromium

KIOSKS: Final = 3_000
EVENTS_A_SECOND: Final = 3_000
SLICES: Final = 50
"""Of a second, so that they arrive evenly."""
BETWEEN_SECONDS: Final = 0.37
WARMING_SECONDS: Final = 5.0
PAGES: Final = (("the country", "/live"), ("a province", "/live?province=19"))
WATCHED: Final = KioskName("19", "05518", "k9")
_WATCH: Final = """
window.seen = [];
new MutationObserver(() => {
  const number = document.querySelector('[data-watch="tickets"]').textContent.replace(/[^0-9]/g, "");
  requestAnimationFrame(() => window.seen.push([Number(number), performance.timeOrigin + performance.now()]));
}).observe(document.body, { subtree: true, childList: true, characterData: true });
"""
Seen = list[tuple[int, float]]


def measure(folder: Path, size: Size) -> list[Figure]:
    tickets = size.of(small=20, whole=400)
    with (
        durable_server() as server,
        ground(folder, server, "pixel") as here,
        chromium(folder / "profile") as browser,
        _morning(here) as morning,
    ):
        return [
            figure
            for number, (where, path) in enumerate(PAGES)
            for figure in _page(here, browser, morning, path, where, number * tickets, tickets)
        ]


def _page(
    here: Ground, browser: Chrome, morning: "Morning", path: str, where: str, first: int, tickets: int
) -> list[Figure]:
    browser.get(f"http://127.0.0.1:{here.page}{path}")
    browser.execute_script(_WATCH)
    time.sleep(WARMING_SECONDS)
    wait_for(lambda: morning.sent - here.committed < EVENTS_A_SECOND)
    before, began = morning.sent, time.monotonic()
    sent = _take_tickets(here.link, first, tickets)
    wait_for(lambda: bool(_arrived(browser, first + tickets)))
    arriving = (morning.sent - before) / (time.monotonic() - began)
    seen: Seen = browser.execute_script("return window.seen")
    delays = [_first(seen, number) - at for number, at in sent.items()]
    sys.stderr.write(f"{path}: {arriving:.0f} events/s, {len(seen)} changes seen\n")
    name = f"event to pixel, {where}"
    return [
        Figure(f"{name}, p50", "ms", quantile(delays, 0.5)),
        Figure(f"{name}, p99", "ms", quantile(delays, 0.99), reach=Reach(1000)),
        Figure(f"{name}, longest of {tickets}", "ms", max(delays)),
        Figure(f"{name}: arriving meanwhile", "events/s", arriving),
    ]


def _take_tickets(link: int, first: int, tickets: int) -> dict[int, float]:
    """The number that the page will show -> when its ticket was taken, in milliseconds of Unix time."""
    sender, sent = Sender(link, f"watched-{first}"), {}
    for seq in range(first + 1, first + tickets + 1):
        message = single(WATCHED, seq, TicketIssued(day=today(), number=f"A{seq:03}", service="ho-tich"))
        sent[seq] = time.time() * 1000
        sender.send([message])
        time.sleep(BETWEEN_SECONDS)
    sender.close()
    return sent


def _arrived(browser: Chrome, number: int) -> bool:
    last: int = browser.execute_script("return window.seen.length ? window.seen.at(-1)[0] : 0")
    return last >= number


def _first(seen: Seen, number: int) -> float:
    return next(at for shown, at in seen if shown >= number)


def single(name: KioskName, seq: int, fact: Fact) -> Message:
    """A frame of one event, as a kiosk sends it the moment it happens."""
    at = int(time.time() * 1000)
    event_id = uuid7(at, seq * 0x9E3779B97F4A7C15 % 2**72)
    event = Event(seq, event_id, KIND_OF[type(fact)], _now(), "synced", Raw(encode(fact)))
    return name.topic(stream_of(event.kind)), encode(Frame(1, str(name), "9f3c9f3c9f3c9f3c", [event]))


def today() -> str:
    return datetime.now(HANOI).date().isoformat()


def _now() -> str:
    return instant(datetime.now(HANOI))


class Morning:
    """Presses from everywhere, until it is over."""

    def __init__(self, link: int) -> None:
        self.sent = 0
        self.over = threading.Event()
        self._names = kiosks(KIOSKS)
        self._sender = Sender(link, "morning")
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._sender.send((name.topic("state"), _online()) for name in self._names)
        self._thread.start()

    def stop(self) -> None:
        self.over.set()
        self._thread.join()
        self._sender.close()

    def _run(self) -> None:
        began = time.monotonic()
        presses = self._presses()
        for turn in count(1):
            some = (next(presses) for _ in range(EVENTS_A_SECOND // SLICES))
            self._sender.send(some, unanswered=UNANSWERED)
            self.sent += EVENTS_A_SECOND // SLICES
            if self.over.wait(max(0.0, began + turn / SLICES - time.monotonic())):
                return

    def _presses(self) -> Iterator[Message]:
        scale: list[Level] = ["very_satisfied", "satisfied", "unsatisfied"]
        fact = RatingGiven(day=today(), level="satisfied", scale=scale, officer="cb01", source="button")
        for seq in count(1):
            for name in self._names:
                yield single(name, seq, fact)


@contextmanager
def _morning(here: Ground) -> Iterator[Morning]:
    morning = Morning(here.link)
    morning.start()
    try:
        yield morning
    finally:
        morning.stop()


def _online() -> bytes:
    return encode(State("online", "9f3c9f3c9f3c9f3c", "b1", "1.0.0", _now(), 0))

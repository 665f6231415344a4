"""A full hall: twenty consoles and three boards open, numbers called, and somebody at the screen.

Owns the real kiosk process over a database with people waiting in it. Refuses shortcuts: each call is a
request over the LAN with an officer's session, and has arrived when every board's open page was told of it.
"""

import asyncio
import time
from pathlib import Path
from typing import Any, Final

from firmware import events
from firmware.store import Reader
from tests.bench import KioskBench, TurnedClock, ward
from tests.benches.lan import Browser, Stream
from tests.benches.table import Figure, Reach, quantile
from tests.journeys.kiosk import Visit
from tests.processes import broker, free_port

CONSOLES: Final = 20
BOARDS: Final = 3
CALLS: Final = 1_000
LOAD_SECONDS: Final = 60
CALLS_A_SECOND: Final = 10
TOUCHES: Final = 60
LOOK_SECONDS: Final = 0.02
"""Between two looks at the screen: looking all the time would be a load of its own."""
PIN: Final = "246810"

SETTINGS: Final = """
[kiosk]
province = "19"
ward = "05518"
id = "k1"
name = "UBND phường Sông Công"
[mqtt]
host = "127.0.0.1"
port = {broker}
[clock]
trust = "always"
[screen]
profile = "21.5"
fullscreen = false
[web]
port = {web}
[bench]
enabled = true
[[services]]
code = "a"
letter = "A"
name = "Hộ tịch, chứng thực"
[[services]]
code = "b"
letter = "B"
name = "Đất đai, xây dựng"
""" + "".join(
    f'[[officers]]\nid = "cb{n:02}"\nname = "Cán bộ {n}"\ncounter = {n}\n' for n in range(1, CONSOLES + 1)
)


def measure(folder: Path) -> list[Figure]:
    (folder / "broker").mkdir()
    (folder / "kiosk").mkdir()
    _fill(folder / "kiosk", CALLS + LOAD_SECONDS * CALLS_A_SECOND)
    port = free_port()
    with broker(folder / "broker", port):
        visit = Visit(folder / "kiosk", port, settings=SETTINGS, module="tests.benches.timed_kiosk")
        visit.set_pins([f"cb{n:02}" for n in range(1, CONSOLES + 1)], PIN)
        visit.start()
        try:
            figures = asyncio.run(_Hall(visit).measure())
        finally:
            visit.stop(seconds=10)
    return figures + _core(folder / "kiosk" / "asked.txt")


def _core(asked: Path) -> list[Figure]:
    """What the core itself took for the last calls, those at ten a second, from the inbox to the answer."""
    busy = [float(line) for line in asked.read_text().split()][-LOAD_SECONDS * CALLS_A_SECOND :]
    return [
        Figure("10 calls/s: core p50", "ms", _ms(busy, 0.5)),
        Figure("10 calls/s: core p99", "ms", _ms(busy, 0.99), reach=Reach(50)),
    ]


def _fill(folder: Path, people: int) -> None:
    """Everybody who will be called has taken a number before; today, because only today's can be called."""
    services = [{"code": code, "letter": code.upper(), "name": code} for code in ("a", "b")]
    bench = KioskBench(
        folder, ward(services=services, printer={"driver": "absent"}), clock=TurnedClock.today()
    )
    for turn in range(people):
        bench.touch(events.HomeAsked())
        bench.touch(events.ServicesAsked())
        bench.touch(events.TicketRequested("ab"[turn % 2]))
    bench.store.close()
    bench.reader.close()


class _Hall:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._boards = [Stream(visit.web, "/api/v1/live?only=board", words=_on_board) for _ in range(BOARDS)]
        self._consoles: list[Browser] = []
        self._touch = 0

    async def measure(self) -> list[Figure]:
        calm = await self._touches()
        await self._open()
        one_by_one = [await self._call_and_see(turn % CONSOLES) for turn in range(CALLS)]
        touching = asyncio.create_task(self._touches())
        answers = [one async for one in self._load()]
        busy = await touching
        numbers = [number for number, _ in answers]
        assert len(set(numbers)) == len(numbers) == LOAD_SECONDS * CALLS_A_SECOND, "a number was called twice"
        assert self._recorded() == CALLS + len(numbers), "a call that was answered is not in the ledger"
        answered = [seconds for _, seconds in answers]
        return [
            Figure("call to board p50", "ms", _ms(one_by_one, 0.5)),
            Figure("call to board p99", "ms", _ms(one_by_one, 0.99), reach=Reach(250)),
            Figure("call to board longest", "ms", _ms(one_by_one, 1), reach=Reach(1000)),
            Figure("10 calls/s: answer over the LAN p99", "ms", _ms(answered, 0.99)),
            Figure(
                "10 calls/s: touch p99", "ms", _ms(busy, 0.99), _ms(calm, 0.99), Reach(1.5, of_ratio=True)
            ),
        ]

    async def _open(self) -> None:
        """Sign everybody in, and leave all pages open."""
        self._consoles = [Browser(self._visit.web) for _ in range(CONSOLES)]
        for place, one in enumerate(self._consoles, start=1):
            body = {"officer": f"cb{place:02}", "pin": PIN, "counter": place}
            status, answer = await one.ask("POST", "/api/v1/session", body)
            assert status == 200, answer
        pages = [Stream(self._visit.web, "/api/v1/live", one.cookie) for one in self._consoles]
        self._listening = [asyncio.create_task(page.listen()) for page in [*pages, *self._boards]]

    async def _call_and_see(self, place: int) -> float:
        """Seconds from the officer's click until every board was told."""
        began = time.monotonic()
        number = await self._call(place)
        seen = [await board.until(number) for board in self._boards]
        await self._consoles[place].ask("POST", f"/api/v1/counters/{place + 1}/serve", {})
        return max(seen) - began

    async def _call(self, place: int) -> str:
        status, answer = await self._consoles[place].ask("POST", f"/api/v1/counters/{place + 1}/call", {})
        assert status == 200, answer
        return str(answer["ticket"]["number"])

    async def _load(self) -> Any:
        """Ten calls a second, each followed by its end; yields (number, seconds until the answer)."""
        began = time.monotonic()
        for turn in range(LOAD_SECONDS * CALLS_A_SECOND):
            await asyncio.sleep(max(0.0, began + turn / CALLS_A_SECOND - time.monotonic()))
            place = turn % CONSOLES
            asked = time.monotonic()
            number = await self._call(place)
            yield number, time.monotonic() - asked
            await self._consoles[place].ask("POST", f"/api/v1/counters/{place + 1}/serve", {})

    async def _touches(self) -> list[float]:
        """Seconds from a finger's release to the next screen, as a browser at the bench sees it."""
        hand = Browser(self._visit.web)
        while await self._screen(hand) != "S1":
            await hand.ask("POST", "/bench/touch", {"id": "start"})
            await hand.ask("POST", "/bench/touch", {"id": "home"})
        steps = [("home", "S1") if turn % 2 else ("ticket", "S2") for turn in range(TOUCHES)]
        times = [await self._touch_once(hand, *step) for step in steps]
        hand.close()
        return times

    async def _touch_once(self, hand: Browser, target: str, then: str) -> float:
        """To and fro between S1 and S2, in places far enough apart not to be one strike."""
        _, state = await hand.ask("GET", "/bench/state")
        [box] = [one for one in state["targets"] if one["id"] == target]
        await asyncio.sleep(0.6)
        began = time.monotonic()
        await hand.ask("POST", "/bench/touch", {"x": box["x"] + box["w"] / 2, "y": box["y"] + box["h"] / 2})
        async with asyncio.timeout(10):
            while await self._screen(hand) != then:
                await asyncio.sleep(LOOK_SECONDS)
        return time.monotonic() - began

    async def _screen(self, hand: Browser) -> str:
        _, state = await hand.ask("GET", "/bench/state")
        return str(state["screen"])

    def _recorded(self) -> int:
        reader = Reader(self._visit.folder / "kiosk.db")
        [(called,)] = reader.rows("SELECT count(*) FROM ledger WHERE kind = 'ticket.called'")
        reader.close()
        return int(called)


def _ms(seconds: list[float], share: float) -> float:
    return quantile(seconds, share) * 1e3


def _on_board(board: dict[str, Any]) -> list[str]:
    return [one["number"] for one in board.get("serving", []) if one["number"]]

"""One ticket on disk: number, print job and ledger row through the core, beside bare SQLite.

Owns the rounds and what counts as written. Refuses printing, which is two more commits for each slip. The
peer runs the same statements on the same schema with the same pragmas: the ratio is the price of our code.
"""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from devices.paper import encode as encode_slip
from firmware.events import HomeAsked, ServicesAsked, TicketRequested
from firmware.ledger import uuid7
from firmware.paper import ticket_slip
from firmware.store import PRAGMAS, Store
from firmware.tickets import Ticket
from mqtt.facts import TicketIssued
from mqtt.messages import encode, instant
from tests.bench import WARD, KioskBench, TurnedClock, ward
from tests.benches.table import Figure, Reach, quantile

TICKETS: Final = 500
REST_SECONDS: Final = 0.005
"""Commits in one burst share a flush of the disk; people do not come in bursts."""

SERVICES: Final = [
    {**service, "bring": ["Căn cước công dân", "Bản chính giấy tờ cần chứng thực"]}
    for service in WARD["services"]
]

PLACE: Final = "day = ? AND service = ?"


def measure(folder: Path) -> list[Figure]:
    peer, ours = Peer(folder / "peer"), Ours(folder / "ours")
    sides: tuple[Ours | Peer, ...] = (ours, peer)
    took: dict[object, list[float]] = {side: [] for side in sides}
    wrote = dict.fromkeys(sides, 0)
    for turn in range(TICKETS):
        service = SERVICES[turn % len(SERVICES)]["code"]
        for side in sides:
            side.before_ticket()
            time.sleep(REST_SECONDS)
            seconds, count = _timed(side.ticket, service)
            took[side].append(seconds * 1000)
            wrote[side] += count
    for side in sides:
        wrote[side] += _timed(side.close)[1]
    return [
        *(_speed(name, share, took[ours], took[peer]) for name, share in (("p50", 0.5), ("p99", 0.99))),
        Figure("ticket written", "kB", _each(wrote[ours]), _each(wrote[peer]), Reach(10)),
    ]


def _speed(name: str, share: float, ours: list[float], peer: list[float]) -> Figure:
    reach = Reach(2, of_ratio=True) if name == "p50" else None
    return Figure(f"ticket committed {name}", "ms", quantile(ours, share), quantile(peer, share), reach)


def _each(count: int) -> float:
    """Kilobytes a ticket; checkpoints are in it, since they are part of what the card endures."""
    if not count:
        raise RuntimeError("nothing was written: build/ is in memory; put the source on a disk")
    return count / TICKETS / 1000


def _timed(act: Callable[..., None], *arguments: object) -> tuple[float, int]:
    """Seconds taken and bytes that this process sent to a disk meanwhile."""
    before = _written()
    started = time.perf_counter()
    act(*arguments)
    seconds = time.perf_counter() - started
    return seconds, _written() - before


def _written() -> int:
    """Whole pages of the system's cache made dirty, without the file system's own journal; see proc(5)."""
    lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes"))


class Ours:
    """The core as tests use it: real database, real decisions."""

    def __init__(self, folder: Path) -> None:
        self._kiosk = KioskBench(folder, ward(services=SERVICES))

    def before_ticket(self) -> None:
        self._kiosk.touch(HomeAsked())
        self._kiosk.touch(ServicesAsked())

    def ticket(self, service: str) -> None:
        self._kiosk.core.handle(TicketRequested(service))

    def close(self) -> None:
        self._kiosk.reader.close()
        self._kiosk.store.close()


class Peer:
    """The statements that `take.ticket_requested` ends in, by hand, with their texts ready.

    Made first: a `Store` binds the tables, and the last one made has them.
    """

    def __init__(self, folder: Path) -> None:
        now = TurnedClock().now()
        store = Store(folder / "peer.db", now)
        store.close()
        self._database = sqlite3.connect(store.path, isolation_level=None)
        for name, value in PRAGMAS.items():
            self._database.execute(f"PRAGMA {name} = {value}")
        self._day, self._at = now.date.isoformat(), instant(now.wall)
        self._database.execute("INSERT INTO business_day VALUES (1, ?)", (self._day,))
        settings = ward(services=SERVICES)
        ticket = Ticket("A000", self._day, settings.services[0].code, None, 10, None)
        self._slip = encode_slip(ticket_slip(settings, settings.services[0], ticket, None, now)).decode()
        self._fact = encode(TicketIssued(day=self._day, number="A000", service=ticket.service)).decode()
        self._id = str(uuid7(now))

    def before_ticket(self) -> None:
        """Nothing: a screen is not written down."""

    def ticket(self, service: str) -> None:
        ask, day, at = self._database.execute, self._day, self._at
        ask("BEGIN")
        ask("SELECT id, day FROM business_day LIMIT 1").fetchall()
        [(last,)] = ask(f"SELECT ifnull(max(number), 0) FROM ticket WHERE {PLACE}", (day, service)).fetchall()
        waiting = f"SELECT count(*) FROM ticket WHERE {PLACE} AND state = 'waiting'"
        ask(waiting, (day, service)).fetchall()
        label = f"A{last + 1:03}"
        insert = (
            "INSERT INTO ticket (day, service, number, label, state, issued_at) VALUES (?, ?, ?, ?, ?, ?)"
        )
        ask(insert, (day, service, last + 1, label, "waiting", at))
        fact = self._fact.replace("A000", label)
        row = (self._id, "ticket.issued", at, "synced", fact)
        ask("INSERT INTO ledger (id, kind, at, clock, data) VALUES (?, ?, ?, ?, ?)", row)
        job = "INSERT INTO print_job (day, document, ticket, reprint, queued_at) VALUES (?, ?, ?, 0, ?)"
        ask(job, (day, self._slip.replace("A000", label), label, at))
        ask("COMMIT")

    def close(self) -> None:
        self._database.close()

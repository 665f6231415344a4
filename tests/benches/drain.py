"""A long absence caught up: 50,000 waiting rows until the centre's word covers them, beside mosquitto_pub.

Owns the kiosk's half as it runs in a ward, without its screen, and a real broker and centre. Refuses
shortcuts: our side reads, packs, publishes, commits at the centre and hears the answer; the peer only
publishes, to nobody.
"""

import getpass
import queue
import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from firmware import ledger
from firmware.clock import Now, SystemClock
from firmware.core import Core, Faces
from firmware.health import vitals
from firmware.neighbours import Neighbours
from firmware.pins import Pins
from firmware.selftest import Gauges
from firmware.store import Reader, Store
from firmware.technician import Desk
from firmware.uplink import Identity, UplinkTurn
from firmware.worker import Worker
from mqtt.broker import Broker
from mqtt.client import Arrival, Client
from mqtt.facts import TicketIssued
from mqtt.topics import KioskName
from provisioning.broker import memory
from tests.bench import ward
from tests.benches.table import Figure, Reach
from tests.processes import MOSQUITTO, answers, centre_process, free_port, running, wait_until

EVENTS: Final = 50_000
ROUNDS: Final = 3
LONGEST_SECONDS: Final = 120.0
ROW: Final = msgspec.json.Encoder()
NAME: Final = KioskName("19", "05518", "k1")


def measure(folder: Path) -> list[Figure]:
    clock = SystemClock(always_trusted=True)
    lines = _fill(folder / "filled", clock.now())
    ours, peer = [], []
    for turn in range(ROUNDS):
        ours.append(_ours(_fresh(folder, f"ours{turn}"), folder / "filled" / "kiosk.db", clock))
        peer.append(_peer(_fresh(folder, f"peer{turn}"), lines))
    per_second = (EVENTS / statistics.median(ours), EVENTS / statistics.median(peer))
    return [
        Figure("backlog drained", "events/s", *per_second, Reach(0.5, at_least=True, of_ratio=True)),
        Figure("backlog drained, stretch", "events/s", *per_second, Reach(2, at_least=True, of_ratio=True)),
    ]


def _fresh(folder: Path, name: str) -> Path:
    """A folder with room for the broker's own memory."""
    fresh = folder / name
    (fresh / "broker").mkdir(parents=True)
    return fresh


def _fill(folder: Path, now: Now) -> Path:
    """Write the backlog as the kiosk would have; returns a file with the same events, one a line."""
    store = Store(folder / "kiosk.db", now)
    with store.transaction():
        for turn in range(EVENTS):
            number = f"{'ABCDE'[turn % 5]}{turn // 5 % 999 + 1:03}"
            ledger.append(TicketIssued(day=now.date.isoformat(), number=number, service="ho-tich"), now)
    store.close()
    reader = Reader(store.path)
    rows = ledger.after(reader, 0, EVENTS)
    reader.close()
    lines = folder / "lines.txt"
    lines.write_bytes(b"".join(ROW.encode(row) + b"\n" for row in rows))
    return lines


# ---------------------------------------------------------------- ours


def _ours(folder: Path, filled: Path, clock: SystemClock) -> float:
    """Seconds from connecting until the core has noted the centre's last word."""
    shutil.copy(filled, folder / "kiosk.db")
    port = free_port()
    with _broker(folder, port), centre_process(folder, port, free_port()):
        kiosk = Kiosk(folder, port, clock)
        started = time.perf_counter()
        kiosk.start()
        try:
            wait_until(lambda: kiosk.acknowledged >= EVENTS, seconds=LONGEST_SECONDS)
            return time.perf_counter() - started
        finally:
            kiosk.close()


class Kiosk:
    """The parts of `firmware.kiosk.Kiosk` that a backlog passes through."""

    def __init__(self, folder: Path, port: int, clock: SystemClock) -> None:
        self._store = Store(folder / "kiosk.db", clock.now())
        self._reader = Reader(self._store.path)
        gauges = Gauges(lambda: vitals(folder), lambda: True)
        desk = Desk(
            Pins(folder / "pins.json"), gauges, lambda: ledger.progress(self._reader), lambda: Neighbours()
        )
        faces = Faces(show=lambda _: None, light=lambda _: None, committed=lambda: self._uplink.wake())
        self._core = Core(ward(), self._store, clock, faces, boot="boot0001", desk=desk)
        self._client = Client(
            Broker("127.0.0.1", port),
            str(NAME),
            subscriptions=[(NAME.topic("ack"), 1)],
            wake=lambda: self._uplink.wake(),
        )
        turn = UplinkTurn(
            self._client,
            lambda: _arrived(self._client.inbox),
            Reader(self._store.path),
            Identity(NAME, self._store.epoch, "boot0001"),
            self._core.send,
            lambda: vitals(folder),
            lambda: "absent",
        )
        self._uplink = Worker("uplink", turn, clock)

    @property
    def acknowledged(self) -> int:
        return ledger.progress(self._reader).acknowledged

    def start(self) -> None:
        self._core.start()
        self._uplink.start()
        self._client.start()

    def close(self) -> None:
        self._uplink.stop()
        self._client.stop()
        self._core.stop()
        self._reader.close()
        self._store.close()


def _arrived(inbox: "queue.SimpleQueue[Arrival]") -> Iterator[Arrival]:
    while not inbox.empty():
        yield inbox.get_nowait()


# ---------------------------------------------------------------- the peer


def _peer(folder: Path, lines: Path) -> float:
    """Seconds until mosquitto_pub has the broker's word for every line."""
    port = free_port()
    command = (
        "mosquitto_pub",
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
        "-q",
        "1",
        "-l",
        "-t",
        NAME.topic("ticket"),
    )
    with _broker(folder, port), lines.open("rb") as source:
        started = time.perf_counter()
        subprocess.run(command, stdin=source, check=True, timeout=LONGEST_SECONDS)
        return time.perf_counter() - started


@contextmanager
def _broker(folder: Path, port: int) -> Iterator[None]:
    assert MOSQUITTO, "mosquitto is not installed; apt-get install mosquitto"
    door = f"listener {port} 127.0.0.1\nuser {getpass.getuser()}\nallow_anonymous true\n"
    configuration = folder / "mosquitto.conf"
    configuration.write_text(door + memory(folder), encoding="utf-8")
    with running(MOSQUITTO, "-c", str(configuration), log=folder / "mosquitto.log"):
        wait_until(lambda: answers(port))
        yield

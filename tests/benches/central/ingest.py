"""Frames of 50 from the broker into PostgreSQL, durably, beside collectd and beside the centre's own sink.

Owns the rounds. Refuses shortcuts on our side: judged, counted, committed to the disk, answered.
The clock stops when the last row is committed, on both sides; the same load sends, the same server keeps.
"""

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from mqtt.topics import KioskName
from tests.benches.central import collectd, sink
from tests.benches.central.frames import Message, backlog
from tests.benches.central.ground import Size, durable_server, ground
from tests.benches.central.packets import Sender
from tests.benches.table import Figure, Reach
from tests.postgres import Server

KIOSKS: Final = 200
ROUNDS: Final = 3
LOOK_SECONDS: Final = 0.1
LONGEST_SECONDS: Final = 300.0


def measure(folder: Path, size: Size) -> list[Figure]:
    frames = backlog(KIOSKS, size.of(small=3, whole=30))
    values = size.of(small=10_000, whole=60_000)
    shares = _halves(frames)
    ours, two, peer, own, bare, costs = [], [], [], [], [], []
    with durable_server() as server:
        for turn in range(size.of(small=1, whole=ROUNDS)):
            rate, cost = _ours(folder, server, f"ours{turn}", frames, [()])
            ours.append(rate)
            costs.append(cost)
            two.append(_ours(folder, server, f"two{turn}", frames, shares)[0])
            if collectd.PROGRAM:
                peer.append(collectd.rows_a_second(folder, server, f"peer{turn}", values))
            own.append(sink.rows_a_second(server, f"sink{turn}", frames))
            bare.append(sink.copied_a_second(server, f"bare{turn}", frames))
            last = [f"{side[-1]:.0f}" for side in (ours, two, peer, own, bare) if side]
            sys.stderr.write(f"round {turn + 1}: {', '.join(last)} rows/s\n")
    return _figures(ours, two, peer, own, bare) + _costs(costs)


def _figures(
    ours: list[float], two: list[float], peer: list[float], own: list[float], bare: list[float]
) -> list[Figure]:
    rows, both, into_store = map(statistics.median, (ours, two, own))
    theirs = statistics.median(peer) if peer else None
    name = "durable ingest, frames of 50, peer collectd"
    return [
        Figure(name, "rows/s", rows, theirs, Reach(4, at_least=True, of_ratio=True)),
        Figure(f"{name}, stretch", "rows/s", rows, theirs, Reach(5, at_least=True, of_ratio=True)),
        Figure(
            "durable ingest, two centres, peer collectd",
            "rows/s",
            both,
            theirs,
            Reach(4, at_least=True, of_ratio=True),
        ),
        Figure(
            "durable ingest, peer its own sink: the same rows and sums, ready made, no MQTT",
            "rows/s",
            rows,
            into_store,
            Reach(0.75, at_least=True, of_ratio=True),
        ),
        Figure(
            "durable ingest, two centres, peer the same sink",
            "rows/s",
            both,
            into_store,
            Reach(0.75, at_least=True, of_ratio=True),
        ),
        Figure(
            "the sink itself, peer COPY and merge of bare events, no sums",
            "rows/s",
            into_store,
            statistics.median(bare),
        ),
    ]


def _costs(costs: list[tuple[float, float]]) -> list[Figure]:
    centre, server = (statistics.median(side) for side in zip(*costs, strict=True))
    return [
        Figure("processor time for a row, centre", "µs", centre),
        Figure("processor time for a row, PostgreSQL", "µs", server),
    ]


def _ours(
    folder: Path, server: Server, name: str, frames: list[Message], shares: list[tuple[str, ...]]
) -> tuple[float, tuple[float, float]]:
    """Rows a second, and microseconds of a processor for each row at the centre and in PostgreSQL."""
    rows = len(frames) * 50
    with ground(folder, server, name, shares=shares) as here:
        before = here.seconds_used
        began = time.perf_counter()
        sender = Sender(here.link, "load")
        sender.send(frames)
        wait_for(lambda: here.committed >= rows)
        seconds = time.perf_counter() - began
        used = [(after - then) / rows * 1e6 for after, then in zip(here.seconds_used, before, strict=True)]
        sender.close()
    return rows / seconds, (used[0], used[1])


def _halves(frames: list[Message]) -> list[tuple[str, ...]]:
    """The provinces for each of two centres, so that both get about as much."""
    found = Counter(
        KioskName.parse(topic.split("/", 2)[2].rpartition("/")[0]).province for topic, _ in frames
    )
    by_size = [province for province, _ in found.most_common()]
    return [tuple(sorted(by_size[::2])), tuple(sorted(by_size[1::2]))]


def wait_for(ready: Callable[[], bool], *, seconds: float = LONGEST_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not ready within {seconds:.0f} s")
        time.sleep(LOOK_SECONDS)

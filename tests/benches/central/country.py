"""A country's day, ten million events, from the simulator over a broker into PostgreSQL, and then its pages.

Owns the watch over time, memory and what an event costs while the store grows. Refuses to trust: totals are
held against the simulator's truth by the product's own command. The simulator's time counts as ours.
"""

import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from tests.benches.central import curve, pages
from tests.benches.central.ground import Ground, Size, durable_server, ground, memory_mb
from tests.benches.table import Figure, Reach
from tests.processes import ROOT, running

DAY: Final = "2026-11-16"
"""A Monday: every office is open."""
PLAN: Final = ("--days", "1", "--from", DAY, "--officers", "5-6", "--connections", "8")
LOOK_SECONDS: Final = 2.0
MINUTES: Final = 15
FLAT: Final = 1.25
SKIPPED: Final = 100_000
"""Before so many events caches are cold, and a rate over few of them says little."""
PICTURE: Final = ROOT / "build" / "cost-of-an-event.svg"


def measure(folder: Path, size: Size) -> list[Figure]:
    wards, each = size.of(small=200, whole=3_050), size.of(small=1, whole=4)
    plan = ("--wards", str(wards), "--kiosks-per-ward", str(each), *PLAN)
    with durable_server() as server, ground(folder, server, "country") as here:
        began = time.monotonic()
        watched = _replay(here, plan)
        seconds = time.monotonic() - began
        most = memory_mb(here.centres[0], "VmHWM")
        compared, differ = _check(here)
        costs = curve.costs(watched, SKIPPED if size is Size.WHOLE else SKIPPED // 10)
        curve.draw(costs, PICTURE)
        sys.stderr.write(f"what an event costs: {PICTURE.relative_to(ROOT)}\n")
        events = here.committed
        return [
            Figure(f"country day of {events:,} events replayed", "min", seconds / 60, reach=Reach(MINUTES)),
            Figure("country day", "events/s", events / seconds),
            Figure(f"of {compared:,} figures differ from the truth", "", differ, reach=Reach(0)),
            Figure("memory of the centre at most", "MB", most, reach=Reach(1000)),
            Figure(
                "processor time for an event, last tenth, peer first tenth",
                "µs",
                *curve.ends(costs),
                Reach(FLAT, of_ratio=True),
            ),
            *pages.measure(here.page, DAY, size),
        ]


def _replay(here: Ground, plan: tuple[str, ...]) -> list[curve.Point]:
    """Until the simulator has the centre's word on everything."""
    command = (sys.executable, "-m", "central", "simulate", *plan, "--host", "127.0.0.1")
    where = ("--port", str(here.link), "--truth", str(here.folder / "truth.json"))
    points = [(0, *here.seconds_used)]
    with running(*command, *where, log=here.folder / "simulate.log") as simulating:
        while simulating.poll() is None:
            time.sleep(LOOK_SECONDS)
            points.append((here.committed, *here.seconds_used))
    if simulating.returncode:
        raise RuntimeError((here.folder / "simulate.log").read_text()[-2000:])
    return points


def _check(here: Ground) -> tuple[int, int]:
    """How many figures were compared, and how many differ."""
    config = ("--config", str(here.folder / "centre0" / "central.toml"))
    command = [sys.executable, "-m", "central", "check-truth", str(here.folder / "truth.json"), *config]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    last = told.stdout.strip().splitlines()[-1:]
    if not last:
        raise RuntimeError(f"check-truth: {told.stderr}")
    words = last[0].split()
    sys.stderr.write(f"{told.stdout[:2000]}")
    return int(words[1]), int(words[3])

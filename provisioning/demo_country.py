"""`make demo-country`: a province of 50 invented offices at work, and the centre's page that shows them.

Owns the settings, the order of starting and stopping, and when the offices open: something must happen
while somebody looks, be it Sunday or night. Refuses shortcuts: broker, centre and simulator are the ones a
province runs, and every event goes over the wire. The broker lets everybody in and listens on this machine
only; wards are real ones, what happens in them is invented and marked as demo.
"""

import argparse
import getpass
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final

from provisioning.demo_processes import (
    DemoError,
    answers,
    free,
    free_from,
    listens,
    start,
    stop_all,
    wait_until_up,
)

PROVINCE: Final = "19"
WARDS: Final = 50
DAYS: Final = 15
FAULTS: Final = "outage,clock,crash,lost"
HANOI: Final = timezone(timedelta(hours=7))
USUAL: Final = "07:30"
SATURDAY: Final = 5


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="motcua-demo-country", description="A demo province at work.")
    parser.add_argument(
        "--data", type=Path, default=Path("build/demo-country"), help="its logs and its store"
    )
    parser.add_argument("--port", type=int, default=8080, help="port of the page to open (default: 8080)")
    parser.add_argument("--wards", type=int, default=WARDS, help=f"default: {WARDS}")
    parser.add_argument("--days", type=int, default=DAYS, help=f"with today (default: {DAYS})")
    arguments = parser.parse_args(argv)
    try:
        port = free(arguments.port, "demo-country")
        return _live(arguments.data.resolve(), port, arguments.wards, arguments.days)
    except DemoError as error:
        print(f"motcua-demo-country: {error}", file=sys.stderr)  # noqa: T201
        return 2


def opening(now: datetime) -> str:
    """When the demo's offices open: as usual while offices are open, else so that now is the peak."""
    local = now.astimezone(HANOI)
    if "08:30" <= f"{local:%H:%M}" < "16:00":
        return USUAL
    midnight = local.replace(hour=0, minute=0)
    return f"{max(midnight, local - timedelta(minutes=100)):%H:%M}"


def _live(data: Path, port: int, wards: int, days: int) -> int:
    """Run until Ctrl-C, SIGTERM, or until one of the processes gives up."""
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    link, now = free_from(port + 1), datetime.now(HANOI)
    commands = _commands(data, link, port, plan(now, wards, days))
    ready: dict[str, Callable[[], bool]] = {
        "broker": lambda: listens(link),
        "centre": lambda: answers(f"http://127.0.0.1:{port}/healthz"),
        "offices": lambda: True,
    }
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            running[name] = start(name, command, data)
            wait_until_up(name, running[name], ready[name], data, ending)
        _greet(data, port, wards, days, now)
        while not ending.wait(0.5):
            for name, process in running.items():
                if process.poll() is not None:
                    raise DemoError(f"{name} stopped by itself; see {data / name}.log")
    finally:
        stop_all(running)
    print("\nStopped. The next start begins anew; logs are in", data)  # noqa: T201
    return 0


def plan(now: datetime, wards: int, days: int) -> list[str]:
    """What the simulator is told; on a weekend its offices know none."""
    weekend = ["--every-day"] if now.weekday() >= SATURDAY else []
    size = ["--wards", str(wards), "--days", str(days)]
    return ["--live", "--province", PROVINCE, *size, "--faults", FAULTS, "--opens", opening(now), *weekend]


def _commands(data: Path, link: int, port: int, plan: Sequence[str]) -> dict[str, list[str]]:
    """Write the settings anew, forget the last demo, and say how each process is started, in order."""
    mosquitto = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if mosquitto is None:
        raise DemoError("mosquitto is not installed; run: sudo apt-get install mosquitto")
    store = data / "centre"
    if store.exists():
        shutil.rmtree(store)
    data.mkdir(parents=True, exist_ok=True)
    (data / "mosquitto.conf").write_text(_broker(link), "utf-8")
    (data / "centre.toml").write_text(
        f'[mqtt]\nhost = "127.0.0.1"\nport = {link}\n\n[web]\nhost = "127.0.0.1"\nport = {port}\n\n'
        "[sign_in]\nrequired = false\n",
        "utf-8",
    )
    centre = [sys.executable, "-m", "central", "--config", str(data / "centre.toml"), "--data", str(store)]
    return {
        "broker": [mosquitto, "-c", str(data / "mosquitto.conf")],
        "centre": centre,
        "offices": [*centre, "simulate", *plan],
    }


def _broker(link: int) -> str:
    """Without memory: the simulated kiosks keep what was not acknowledged, as real ones do."""
    return f"""\
listener {link} 127.0.0.1
user {getpass.getuser()}
allow_anonymous true
persistence false
max_inflight_messages 1000
max_queued_messages 100000
max_queued_bytes 536870912
"""


def _greet(data: Path, port: int, wards: int, days: int, now: datetime) -> None:
    opens = opening(now)
    shifted = f"  It is {now:%H:%M}: these offices opened at {opens}, so that something happens."
    lines = (
        "",
        f"  {wards} invented offices of province {PROVINCE} are at work. Open this page in a browser:",
        "",
        f"      http://127.0.0.1:{port}/",
        "",
        f"  The last {days - 1} days fill in within a minute or so; then it goes on as time passes.",
        *([shifted] if opens != USUAL else []),
        f"  Logs and data:         {data}",
        "",
        "  Ctrl-C stops everything.",
        "",
    )
    print("\n".join(lines), flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())

"""`make run`: a whole ward on one machine: broker, centre and two kiosks, each a real process.

Owns the demo's settings, ports and the order of starting and stopping. Refuses shortcuts: the processes are
the ones a ward runs, only the devices are simulated. All data here is invented and marked as demo.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from string import Template
from typing import Final

from provisioning.demo_papers import prepare
from provisioning.demo_processes import (
    READY_SECONDS,
    DemoError,
    answers,
    free,
    free_from,
    listens,
    start,
    stop_all,
    wait_until_up,
)
from provisioning.errors import ProvisionError

TEMPLATES: Final = Path(__file__).parent / "demo_ward"
DEMO_PIN: Final = "246810"
PEOPLE: Final = ("technician", "cb01", "cb02", "cb03", "cb04", "truong")
PROVINCE: Final = "19"
PYTHON: Final = (sys.executable, "-m")
STAGES: Final = (("broker",), ("centre",), ("kiosk", "point"))
"""What is started at once; each waits for those before it."""
START_AGAIN: Final = 75
"""How a kiosk ends that wants to be started anew, as with settings that the centre sent."""


@dataclass(frozen=True, slots=True)
class Ports:
    """`kiosk` is the ward's own, `point` the one in a block's common room."""

    kiosk: int
    point: int
    centre: int
    broker: int
    centre_link: int


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="motcua-demo", description="One demo ward, from touch to centre.")
    parser.add_argument("--data", type=Path, default=Path("build/demo"), help="where the demo keeps its data")
    parser.add_argument("--port", type=int, default=8080, help="port of the page to open (default: 8080)")
    arguments = parser.parse_args(argv)
    try:
        return _live(arguments.data.resolve(), _ports(arguments.port))
    except (DemoError, subprocess.SubprocessError) as error:
        print(f"motcua-demo: {error}", file=sys.stderr)  # noqa: T201
        return 2


def _ports(asked: int) -> Ports:
    """All of them neighbours of the page's, so that demos on different pages do not meet."""
    kiosk, point = free(asked, "run"), free_from(asked + 1)
    centre = free_from(max(asked + 10, point + 1))
    broker = free_from(centre + 1)
    return Ports(kiosk, point, centre, broker, free_from(broker + 1))


def _live(data: Path, ports: Ports) -> int:
    """Run until Ctrl-C, SIGTERM, or until one of the processes gives up."""
    stop = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    commands = _commands(data, ports)
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for stage in STAGES:
            for name in stage:
                running[name] = start(name, commands[name], data)
            for name in stage:
                wait_until_up(name, running[name], partial(_is_up, name, ports), data, stop)
        _publish_procedures(data)
        _greet(ports, data)
        while not stop.wait(0.5):
            for name, process in running.items():
                if process.poll() == START_AGAIN:
                    running[name] = start(name, commands[name], data)
                elif process.poll() is not None:
                    raise DemoError(f"{name} stopped by itself; see {data / name}.log")
    finally:
        stop_all(running)
    print("\nStopped. The demo's data stays in", data)  # noqa: T201
    return 0


def _commands(data: Path, ports: Ports) -> dict[str, list[str]]:
    """Write the settings anew and say how each process is started."""
    mosquitto = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if mosquitto is None:
        raise DemoError("mosquitto is not installed; run: sudo apt-get install mosquitto")
    data.mkdir(parents=True, exist_ok=True)
    try:
        broker = prepare(data, ports.broker, ports.centre_link, now=datetime.now(UTC))
    except ProvisionError as error:
        raise DemoError(str(error)) from error
    _write_settings(data, ports)
    _set_pins(data / "kiosk", PEOPLE)
    _set_pins(data / "point", PEOPLE[:1])
    programs = {"centre": "central", "kiosk": "firmware", "point": "firmware"}
    return {"broker": [mosquitto, "-c", str(broker)]} | {
        name: [*PYTHON, program, "--config", str(data / f"{name}.toml"), "--data", str(data / name)]
        for name, program in programs.items()
    }


def _write_settings(data: Path, ports: Ports) -> None:
    words = {f"{name}_port": str(port) for name, port in asdict(ports).items()}
    words |= {"data": str(data), "sms_key": _sms_key(data)}
    for name in ("centre.toml", "kiosk.toml", "point.toml"):
        (data / name).write_text(Template((TEMPLATES / name).read_text("utf-8")).substitute(words), "utf-8")
    if not (data / "command").exists():
        _central("keys", "--out", str(data / "command"))


def _central(*words: str) -> str:
    """What a command of the centre says."""
    command = [*PYTHON, "central", *words]
    done = subprocess.run(command, check=True, timeout=READY_SECONDS, stdout=subprocess.PIPE, text=True)
    return done.stdout


def _sms_key(data: Path) -> str:
    """The public key of the demo's centre, made at its first start."""
    keys, said = data / "sms-keys.toml", data / "sms-key.txt"
    if not keys.exists():
        said.write_text(_central("sms", "key", str(keys)), "utf-8")
    (key,) = re.findall(r'^  key = "(.+)"$', said.read_text("utf-8"), re.MULTILINE)
    return str(key)


def _set_pins(kiosk: Path, people: Sequence[str]) -> None:
    command = [*PYTHON, "firmware", "--data", str(kiosk), "set-pin", *people]
    lines = f"{DEMO_PIN}\n" * len(people)
    subprocess.run(
        command, input=lines.encode(), check=True, timeout=READY_SECONDS, stdout=subprocess.DEVNULL
    )


def _publish_procedures(data: Path) -> None:
    """The real procedures of the project and invented hours to book, by the commands of a province."""
    central = [*PYTHON, "central", "--config", str(data / "centre.toml"), "--data", str(data / "centre")]
    files = [str(file) for file in sorted((TEMPLATES / "procedures").iterdir())]
    forms = [str(file) for file in sorted((TEMPLATES / "forms").iterdir())]
    for command in (
        ["import-procedures", *files],
        ["forms", *forms],
        ["publish", "catalogue", "--province", PROVINCE],
        ["booking", "set", str(TEMPLATES / "booking.toml")],
    ):
        done = subprocess.run(
            [*central, *command], capture_output=True, text=True, timeout=READY_SECONDS, check=False
        )
        (data / "procedures.log").write_text(done.stdout + done.stderr, "utf-8")
        if done.returncode != 0:
            raise DemoError(f"the centre refused {command[0]}; see {data / 'procedures'}.log")


def _is_up(name: str, ports: Ports) -> bool:
    match name:
        case "broker":
            return listens(ports.broker)
        case "centre":
            return answers(f"http://127.0.0.1:{ports.centre}/healthz")
        case _:
            return answers(f"http://127.0.0.1:{getattr(ports, name)}/bench/screen.png")


def _greet(ports: Ports, data: Path) -> None:
    lines = (
        "",
        "  Một Cửa Kiosk runs. Open this page in a browser:",
        "",
        f"      http://127.0.0.1:{ports.kiosk}/bench",
        "",
        f"  A block's common room: http://127.0.0.1:{ports.point}/bench (no counters, no officers)",
        f"  Officers call numbers: http://127.0.0.1:{ports.kiosk}/console (cb01 to cb04)",
        f"  The hall's board:      http://127.0.0.1:{ports.kiosk}/board",
        f"  The supervisor:        http://127.0.0.1:{ports.kiosk}/supervisor  (truong)",
        f"  Procedures:            http://127.0.0.1:{ports.kiosk}/procedures",
        f"  Dossiers, at a counter: http://127.0.0.1:{ports.kiosk}/dossiers",
        f"  Filing from home:      http://127.0.0.1:{ports.centre}/nop/05518",
        f"  Book from home:        http://127.0.0.1:{ports.centre}/hen/05518",
        f"  The centre:            http://127.0.0.1:{ports.centre}/",
        f"  SMS to people at home: {data / 'sms'} (files; nothing is sent)",
        "  Technician: touch the kiosk's clock five times",
        f"  Every demo PIN:        {DEMO_PIN}",
        f"  Logs and data:         {data}",
        "",
        "  Ctrl-C stops everything.",
        "",
    )
    print("\n".join(lines), flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())

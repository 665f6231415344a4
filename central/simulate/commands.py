"""`motcua-central simulate` and `check-truth`: their words, what they print and how they end.

Owns the options. Refuses playing (`running`) and comparing (`checking`). 0: done; 1: the centre did not
take everything, or differs from the truth; 2: not begun.
"""

import argparse
import re
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from central.measures import HANOI
from central.settings import Store, read_settings
from central.simulate.asking import HttpCentre, NoAnswer, StoreCentre
from central.simulate.book import Book, TruthError, read_truth
from central.simulate.checking import Centre, Verdict, differences
from central.simulate.lines import LineError
from central.simulate.moments import HOUR, MINUTE
from central.simulate.pace import AtOnce, Live, Pace, Times
from central.simulate.plan import OPENING, Plan, PlanError, choose_kiosks
from central.simulate.post import Lines, NotTaken, Nowhere, Way
from central.simulate.running import BEAT, Simulation
from central.simulate.troubles import FAULTS
from central.store.database import open_reading
from mqtt.broker import Broker

COMMANDS: Final = ("simulate", "check-truth")
SHOWN: Final = 50


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> list[argparse.ArgumentParser]:
    """The two commands; the caller adds the options that all commands share."""
    simulating = commands.add_parser("simulate", help="play invented wards over the real wire")
    _add_plan(simulating)
    _add_way(simulating)
    checking = commands.add_parser("check-truth", help="compare the centre with what simulate --truth wrote")
    checking.add_argument("truth", type=Path, metavar="FILE")
    checking.add_argument(
        "--url", help="the centre's page, http://127.0.0.1:8090; default: its store in --data"
    )
    return [simulating, checking]


def run(arguments: argparse.Namespace) -> int:
    if arguments.command == "check-truth":
        return _check(arguments)
    return _simulate(arguments)


def _add_plan(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--wards", type=_count, required=True, metavar="N")
    parser.add_argument("--days", type=_count, required=True, metavar="D")
    parser.add_argument("--province", help="its first wards; default: spread over the country")
    parser.add_argument("--kiosks-per-ward", type=_count, default=1, metavar="N")
    parser.add_argument("--from", dest="first_day", type=_day, metavar="DAY", help="default: ends yesterday")
    parser.add_argument("--seed", type=int, default=1, help="the same seed, the same events (default: 1)")
    parser.add_argument("--faults", type=_faults, default=frozenset(), help=f"all, none, {', '.join(FAULTS)}")
    parser.add_argument("--officers", type=_officers, default=(2, 6), metavar="2-6", help="in each office")
    parser.add_argument("--opens", type=_hour, default=OPENING, metavar="07:30")
    parser.add_argument("--every-day", action="store_true", help="no weekends")
    parser.add_argument("--truth", type=Path, metavar="FILE", help="what really happened, for check-truth")


def _add_way(parser: argparse.ArgumentParser) -> None:
    pace = parser.add_mutually_exclusive_group()
    pace.add_argument("--speed", type=_speed, default=0.0, metavar="X", help="times real time; 0: at once")
    pace.add_argument("--live", action="store_true", help="the last day is today, then as time passes")
    parser.add_argument("--host", default="127.0.0.1", help="the broker, if no --config names it")
    parser.add_argument("--port", type=_count, default=1883)
    parser.add_argument("--connections", type=_count, default=4, metavar="N")
    parser.add_argument("--one-connection-each", action="store_true", help="with each kiosk's own Will")
    parser.add_argument("--dry-run", action="store_true", help="count, and send nothing")


def _simulate(arguments: argparse.Namespace) -> int:
    try:
        plan = _plan(arguments, datetime.now(HANOI).date())
        names = choose_kiosks(arguments.wards, arguments.kiosks_per_ward, arguments.province)
        broker = _broker(arguments)
    except PlanError as error:
        return _say(f"motcua-central: {error}", 2)
    pace, beat = _pace(arguments, plan)
    began = time.monotonic()
    with Book(arguments.truth, f"motcua-central simulate, seed {plan.seed}") as book:
        simulation = Simulation(plan, names, book, pace, beat_every=beat)
        _stop_on_signals(simulation.stopping)
        try:
            _run(simulation, broker, arguments)
        except (NotTaken, LineError) as error:
            return _say(f"motcua-central: {error}", 1)
    seconds = time.monotonic() - began
    sys.stdout.write(
        f"simulated {simulation.events} events of {len(names)} kiosks on {book.days} kiosk days"
        f" in {seconds:.1f} s, {simulation.events / seconds:.0f} events/s\n"
    )
    return 0


def _run(simulation: Simulation, broker: Broker | None, arguments: argparse.Namespace) -> None:
    if broker is None:
        simulation.run(Nowhere())
        return
    way = Way(broker, arguments.connections, arguments.one_connection_each)
    lines = Lines(way, simulation.kiosks)
    try:
        simulation.run(lines)
    finally:
        lines.close()


def _plan(arguments: argparse.Namespace, today: date) -> Plan:
    days: int = arguments.days
    first = arguments.first_day or today - timedelta(days=days - 1 if arguments.live else days)
    return Plan(
        seed=arguments.seed,
        first_day=first,
        days=None if arguments.live else days,
        faults=arguments.faults,
        officers=arguments.officers,
        opening=arguments.opens,
        every_day=arguments.every_day,
    )


def _pace(arguments: argparse.Namespace, plan: Plan) -> tuple[Pace, int]:
    """And how often a kiosk's heart beats, in its own time."""
    if arguments.live:
        return Live(plan, lambda: datetime.now(UTC)), BEAT
    if arguments.speed:
        return Times(arguments.speed), int(BEAT * max(arguments.speed, 1))
    return AtOnce(plan), BEAT


def _broker(arguments: argparse.Namespace) -> Broker | None:
    """None: nothing is sent. The broker must be there at the start; later it may come and go."""
    if arguments.dry_run:
        return None
    if arguments.config is not None:
        broker = read_settings(arguments.config).mqtt.broker()
    else:
        broker = Broker(arguments.host, arguments.port)
    try:
        socket.create_connection((broker.host, broker.port), 5).close()
    except OSError as error:
        raise PlanError(
            f"broker {broker.host}:{broker.port}: {error}; give --config, or --host and --port"
        ) from error
    return broker


def _check(arguments: argparse.Namespace) -> int:
    verdict = Verdict()
    try:
        truth = read_truth(arguments.truth)
        with _centre(arguments) as centre:
            for number, difference in enumerate(differences(truth, centre, verdict)):
                if number < SHOWN:
                    sys.stdout.write(f"{difference}\n")
    except (TruthError, NoAnswer) as error:
        return _say(f"motcua-central: {error}", 2)
    sys.stdout.write(f"compared {verdict.compared} figures, {verdict.differences} differ\n")
    return 1 if verdict.differences or not verdict.compared else 0


@contextmanager
def _centre(arguments: argparse.Namespace) -> Iterator[Centre]:
    if arguments.url:
        yield HttpCentre(arguments.url)
        return
    store = read_settings(arguments.config).store if arguments.config is not None else Store()
    reader = open_reading(store, arguments.data)
    with reader:
        yield StoreCentre(reader)


def _say(text: str, code: int) -> int:
    sys.stderr.write(f"{text}\n")
    return code


def _stop_on_signals(stopping: threading.Event) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())


# ---------------------------------------------------------------- what may be typed


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: give a whole number from 1 on")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r}: give a day such as 2026-11-16") from error


def _hour(text: str) -> int:
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r}: give a time of day such as 07:30")
    return int(found[1]) * HOUR + int(found[2]) * MINUTE


def _faults(text: str) -> frozenset[str]:
    named = {word for word in text.split(",") if word not in ("", "none")}
    if "all" in named:
        return frozenset(FAULTS)
    if unknown := sorted(named - set(FAULTS)):
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: give all, none, or of {', '.join(FAULTS)}")
    return frozenset(named)


def _officers(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([1-6])(?:-([1-6]))?", text)
    if found is None or int(found[1]) > int(found[2] or found[1]):
        raise argparse.ArgumentTypeError(f"{text!r}: give 1 to 6, or a span such as 2-6")
    return int(found[1]), int(found[2] or found[1])


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = -1.0
    if not 0 <= speed < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r}: give 0, or how many times real time")
    return speed

"""A country to look at: one province played by the simulator over the real wire, the others as made-up sums.

Owns the day and the processes; the pages are those of a real centre, with sign-in. Refuses assertions and
pictures. What happens is invented; wards are real ones. Things happen while one looks, be it Sunday or night.
"""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from central.dashboard.viewer import Viewer
from central.measures import HANOI, spread
from central.settings import Store as Wanted
from central.store.database import Store, open_reading, open_store
from central.store.models import Event
from mqtt.messages import Health, encode, instant
from mqtt.wards import read_units
from provisioning.demo_country import PROVINCE, SATURDAY, plan
from tests.processes import ROOT, broker, centre_process, free_port, running, wait_until

VIEWER: Final = Viewer("tran.lan", "national")
PASSWORD: Final = "chỉ để vẽ hình 2026"
EPOCH: Final = "9f3c9f3c9f3c9f3c"
DAYS: Final = 14
WARDS: Final = 50
LONGEST_SECONDS: Final = 600.0
SETTINGS: Final = """
[alerts]
offline_minutes = 60
[command]
key_file = "{keys}/command-private.pem"
"""


@contextmanager
def country_at_work(folder: Path) -> Iterator[str]:
    """The address of its centre, once the days gone by and something of today have arrived."""
    mqtt_port, web_port, data = free_port(), free_port(), folder / "data"
    _central(data, "keys", "--out", str(folder / "keys"))
    store = open_store(Wanted(), data)
    store.claim()
    with store.transaction():
        _fill(store, datetime.now(UTC))
    store.close()
    _central(data, "account", "add", VIEWER.name, "--role", "national", "--password-stdin", say=PASSWORD)
    played = (
        "simulate",
        "--host",
        "127.0.0.1",
        "--port",
        str(mqtt_port),
        *plan(datetime.now(HANOI), WARDS, DAYS),
    )
    more = SETTINGS.format(keys=folder / "keys")
    with (
        broker(folder, mqtt_port),
        centre_process(folder, mqtt_port, web_port, sign_in=True, more=more, seconds=60),
        running(sys.executable, "-m", "central", *played, log=folder / "simulate.log"),
    ):
        wait_until(lambda: _tickets_today(data) > WARDS, seconds=LONGEST_SECONDS)
        yield f"http://127.0.0.1:{web_port}"


def _central(data: Path, *words: str, say: str = "") -> None:
    command = (sys.executable, "-m", "central", *words)
    more = () if words[0] == "keys" else ("--data", str(data))
    subprocess.run(
        (*command, *more), cwd=ROOT, input=f"{say}\n", text=True, timeout=60, check=True, capture_output=True
    )


def _tickets_today(data: Path) -> int:
    reader, today = open_reading(Wanted(), data), datetime.now(HANOI).date().isoformat()
    issued = Event.select().where((Event.kind == "ticket.issued") & (Event.day == today))
    with reader:
        found: int = issued.bind(reader).count()
    return found


def _fill(store: Store, now: datetime) -> None:
    """Every ward of the other provinces: a kiosk, and a believable crowd on each working day."""
    dice = random.Random(19)
    crowds = [_crowd(dice) for _ in range(60)]
    wards = [f"{ward.province}/{ward.code}" for ward in read_units().wards if ward.province != PROVINCE]
    today = now.astimezone(HANOI).date()
    for day in (today - timedelta(days=number) for number in range(DAYS)):
        if day.weekday() < SATURDAY or day == today:
            _fill_day(store, day, wards, dice, crowds, alone=day == today)
    for ward in wards:
        _kiosk(store, f"{ward}/k1", dice, now)


def _fill_day(
    store: Store,
    day: date,
    wards: list[str],
    dice: random.Random,
    crowds: list[Counter[str]],
    *,
    alone: bool,
) -> None:
    provinces: dict[str, Counter[str]] = {}
    for ward in wards:
        crowd = dice.choice(crowds)
        provinces.setdefault(ward[:2], Counter()).update(crowd)
        if alone:
            _add(store, f"{ward}/k1", day, crowd)
    for province, crowd in provinces.items():
        _add(store, province, day, crowd)


def _add(store: Store, area: str, day: date, crowd: Counter[str]) -> None:
    rows = [(area, day.isoformat(), measure, value) for measure, value in crowd.items()]
    store.executemany("INSERT INTO figure (area, day, measure, value) VALUES (?, ?, ?, ?)", rows)


def _crowd(dice: random.Random) -> Counter[str]:
    """A morning and an afternoon of one office."""
    crowd: Counter[str] = Counter()
    slowness, goodness = dice.uniform(240, 1100), dice.uniform(0.86, 0.99)
    for _ in range(dice.randint(50, 180)):
        hour = dice.choice((7, 8, 8, 8, 9, 9, 9, 10, 10, 11, 13, 14, 14))
        waited, served = int(dice.lognormvariate(0, 0.7) * slowness), int(dice.lognormvariate(0, 0.6) * 400)
        crowd.update(["tickets", f"hour:{hour:02}", f"tickets@{hour:02}"])
        if dice.random() < 0.06:
            crowd["no_shows"] += 1
            continue
        crowd.update(["served", spread("wait", waited), spread("service", served), f"waits@{hour:02}"])
        crowd[f"waited_seconds@{hour:02}"] += waited
        if dice.random() < 0.4:
            pleased = ("very_satisfied", "satisfied")[dice.random() < 0.35]
            level = pleased if dice.random() < goodness else "unsatisfied"
            crowd.update([f"rating:{level}", f"{level}@{hour:02}"])
            reason = dice.choice(("attitude", "long_wait", "long_wait", "unclear", "many_trips"))
            crowd.update([f"reason:{reason}"] * (level == "unsatisfied"))
    return crowd


def _kiosk(store: Store, kiosk: str, dice: random.Random, now: datetime) -> None:
    lost = dice.random() < 0.025
    at = instant(now - timedelta(minutes=dice.randint(65, 4000) if lost else 0))
    health = Health(
        at=at,
        epoch=EPOCH,
        seq_high=300,
        backlog=0,
        version="1.0.0",
        clock="synced",
        paper="ok" if dice.random() < 0.97 else "near_end",
        disk_free_mb=dice.randint(6000, 20_000),
        temperature_c=float(dice.randint(44, 66)),
        catalogue_version=dice.choice([1_795_000_000_000] * 20 + [1_794_000_000_000]),
        dossiers_version=1_795_000_000_000,
        config_version=0,
    )
    row = (kiosk, "lost" if lost else "online", EPOCH, "1.0.0", at, encode(health).decode())
    columns = "kiosk, state, epoch, version, last_seen_at, health"
    store.execute(f"INSERT INTO kiosk ({columns}) VALUES (?, ?, ?, ?, ?, ?)", row)

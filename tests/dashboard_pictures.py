"""Pictures of the centre's pages: each in Vietnamese, 1440 and 390 px wide, over a made-up country day.

`python -m tests.dashboard_pictures build/screens`. Owns the day: every ward has a kiosk and a believable
crowd, the same in each run. Refuses assertions.
"""

import random
import socket
import sys
import tempfile
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

import uvicorn
from selenium.webdriver import Chrome

from central.dashboard.api import Pulse
from central.dashboard.app import build
from central.dashboard.shell import MENU
from central.dashboard.viewer import Viewer
from central.measures import spread
from central.settings import Store as Wanted
from central.store.database import Store, open_store
from mqtt.messages import Health, encode
from mqtt.wards import read_units
from tests.central.browsing import _as
from tests.ui.counter.gallery import chromium

NOW: Final = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
AT: Final = "2026-11-20T07:59:40.000Z"
EPOCH: Final = "9f3c9f3c9f3c9f3c"
DAYS: Final = 14
WIDTHS: Final = (1440, 390)
PAGES: Final = {
    **{name: "/" if name == MENU[0] else f"/{name}" for name in MENU},
    "overview-province": "/?province=19",
    "overview-ward": "/?province=19&ward=05518",
    "ranking-wards": "/ranking?of=ward&by=p90",
    "kiosk": "/fleet/19/05518/k1",
    "publish-ward": "/publish?province=19&ward=05518",
    "find": "/find?q=song",
}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        store = open_store(Wanted(), Path(data))
        store.claim()
        with store.transaction():
            _fill(store)
        _draw(store, folder)
        store.close()
    sys.stdout.write(f"{len(PAGES) * len(WIDTHS)} pictures of pages in {folder}\n")


def _fill(store: Store) -> None:
    dice = random.Random(19)
    crowds = [_crowd(dice) for _ in range(60)]
    wards = [f"{ward.province}/{ward.code}" for ward in read_units().wards]
    for number in range(DAYS):
        day = (date(2026, 11, 20) - timedelta(days=number)).isoformat()
        provinces: dict[str, Counter[str]] = {}
        for ward in wards:
            crowd = dice.choice(crowds)
            provinces.setdefault(ward[:2], Counter()).update(crowd)
            if number == 0:
                _add(store, f"{ward}/k1", day, crowd)
        for province, crowd in provinces.items():
            _add(store, province, day, crowd)
    for ward in wards:
        _kiosk(store, f"{ward}/k1", dice)


def _add(store: Store, area: str, day: str, crowd: Counter[str]) -> None:
    rows = [(area, day, measure, value) for measure, value in crowd.items()]
    store.executemany("INSERT INTO figure (area, day, measure, value) VALUES (?, ?, ?, ?)", rows)


def _crowd(dice: random.Random) -> Counter[str]:
    """A morning and an afternoon of one office."""
    crowd: Counter[str] = Counter()
    slowness = dice.uniform(240, 1100)
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
            level = dice.choices(("very_satisfied", "satisfied", "unsatisfied"), (62, 33, 5))[0]
            crowd.update([f"rating:{level}", f"{level}@{hour:02}"])
            crowd.update([f"reason:{dice.choice(('slow', 'attitude', 'papers'))}"] * (level == "unsatisfied"))
    return crowd


def _kiosk(store: Store, kiosk: str, dice: random.Random) -> None:
    state = dice.choice(["online"] * 40 + ["lost"])
    health = Health(
        at=AT,
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
    row = (kiosk, state, EPOCH, "1.0.0", AT, encode(health).decode())
    columns = "kiosk, state, epoch, version, last_seen_at, health"
    store.execute(f"INSERT INTO kiosk ({columns}) VALUES (?, ?, ?, ?, ?, ?)", row)
    if state == "lost":
        said = (kiosk, "offline", AT, "2026-11-20T07:45:00.000Z")
        store.execute("INSERT INTO alert (kiosk, kind, detail, opened_at) VALUES (?, ?, ?, ?)", said)


def _draw(store: Store, folder: Path) -> None:
    app, live = build(store.reader(), lambda: NOW, Pulse(lambda: NOW, lambda: True))
    config = uvicorn.Config(
        _as(Viewer("tran.lan", "national"), app), log_config=None, access_log=False, lifespan="off"
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as door, chromium() as browser:
        thread = threading.Thread(target=server.run, args=([door],))
        thread.start()
        for width in WIDTHS:
            for name, path in PAGES.items():
                _picture(browser, f"http://127.0.0.1:{door.getsockname()[1]}{path}", width)
                browser.save_screenshot(str(folder / f"centre-{name}-{width}.png"))
        live.stopping.set()
        server.should_exit = True
        thread.join()


def _picture(browser: Chrome, url: str, width: int) -> None:
    """The whole page, up to three screens long."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.get(url)
    height = min(int(browser.execute_script("return document.documentElement.scrollHeight")), 2700)
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {**size, "height": height})


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/screens"))

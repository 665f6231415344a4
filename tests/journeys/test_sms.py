"""One dossier, three SMS at the network, though whoever sends them is killed five times.

The moments come from a fixed seed: before the fact has arrived, while it is handed over, and after.
"""

import random
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from central.sms.keys import make_keys, read_keys
from tests import processes
from tests.journeys.kiosk import SETTINGS, Visit
from tests.journeys.officer import PIN, Clerk
from tests.journeys.province import COPY, Province
from tests.smsc import Smsc, smsc

pytestmark = pytest.mark.xdist_group("journeys")

SEED = 11
PATIENCE = 60.0


@dataclass(slots=True)
class Killable:
    """The centre, whose process dies and comes back on the same port, with what is on its disk."""

    folder: Path
    broker: int
    web: int
    more: str
    dice: random.Random = field(default_factory=lambda: random.Random(SEED))
    deaths: int = 0
    _life: ExitStack = field(default_factory=ExitStack)
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        process = processes.centre_process(self.folder, self.broker, self.web, more=self.more, seconds=30)
        self._process = self._life.enter_context(process)

    def dies_soon(self) -> None:
        """Within a second and a half, by kill -9; and is started again."""
        threading.Event().wait(self.dice.uniform(0.0, 1.5))
        assert self._process is not None
        self._process.kill()
        self._life.close()
        self.deaths += 1
        self.start()

    def stop(self) -> None:
        self._life.close()


@pytest.fixture
def network() -> Iterator[Smsc]:
    with smsc() as network:
        yield network


@pytest.fixture
def centre(tmp_path: Path, broker: int, network: Smsc) -> Iterator[Killable]:
    make_keys(tmp_path / "people.toml")
    (tmp_path / "password").write_text("secret")
    more = (
        f'[sms]\ndriver = "smpp"\nkey_file = "{tmp_path}/people.toml"\nquiet = ""\n'
        f'[sms.smpp]\nhost = "127.0.0.1"\nport = {network.port}\nsystem_id = "motcua"\nsender = "MOTCUA"\n'
        f'password_file = "{tmp_path}/password"\n'
    )
    centre = Killable(tmp_path, broker, processes.free_port(), more)
    centre.start()
    yield centre
    centre.stop()


@pytest.fixture
def clerk(tmp_path: Path, broker: int, centre: Killable) -> Iterator[Clerk]:
    """At a kiosk that seals phones for this centre."""
    folder = tmp_path / "kiosk"
    folder.mkdir()
    public = read_keys(tmp_path / "people.toml").public
    told = f'[sms]\nsender = "centre"\nkey = "{public}"\n[[services]]'
    visit = Visit(folder, broker, settings=SETTINGS.replace("[[services]]", told, 1))
    visit.start()
    province = Province(tmp_path, broker)
    province.config, province.data = tmp_path / "central.toml", tmp_path / "data"
    province.types("import-procedures", str(Province.REAL / f"portal-{COPY}.json"))
    province.types("publish", "catalogue", "--province", "19")
    processes.wait_until(lambda: processes.asked(visit.web, "/api/v1/procedures?q=ban+sao") != [], seconds=20)
    visit.set_pins(["cb01"], PIN)
    clerk = Clerk(visit.web)
    clerk.signs_in("cb01", 1)
    yield clerk
    visit.kill()


def test_three_sms_for_one_dossier_though_the_dispatcher_is_killed_five_times(
    clerk: Clerk, centre: Killable, network: Smsc
) -> None:
    wish = {"procedure": COPY, "channel": "direct", "phone": "0912345678"}
    code = clerk.asks("dossiers", wish)["code"]
    centre.dies_soon()
    centre.dies_soon()
    processes.wait_until(lambda: len(network.submitted) == 1, seconds=PATIENCE)
    clerk.asks(f"dossiers/{code}/move", {"state": 5, "reason": "Thiếu bản sao"})
    centre.dies_soon()
    centre.dies_soon()
    processes.wait_until(lambda: len(network.submitted) == 2, seconds=PATIENCE)
    clerk.asks(f"dossiers/{code}/move", {"state": 4})
    clerk.asks(f"dossiers/{code}/move", {"state": 9})
    centre.dies_soon()
    processes.wait_until(lambda: len(network.submitted) == 3, seconds=PATIENCE)

    processes.wait_until(lambda: still_open(centre) == [], seconds=PATIENCE)
    assert centre.deaths == 5
    assert [(one.phone, code in one.text) for one in network.submitted] == [("84912345678", True)] * 3
    said = ["tiep nhan", "bo sung", "ket qua"]
    assert [word in one.text for word, one in zip(said, network.submitted, strict=True)] == [True] * 3


def still_open(centre: Killable) -> list[object]:
    """What the centre may send yet."""
    rows = processes.asked(centre.web, "/api/v1/sms")
    assert isinstance(rows, list)
    return [row for row in rows if row["state"] in ("waiting", "sending")]

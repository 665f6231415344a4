"""The command beside the running centre: real processes, a real broker, events coming in all the while."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from central.settings import Store as Wanted
from mqtt.broker import Broker
from mqtt.client import Client, Outgoing
from tests.central.conftest import Centre
from tests.central.wire import tickets
from tests.processes import ask, broker, central_command, free_port, run_central, running, wait_until

FRAMES = [tickets(first, first + 49) for first in range(1, 20_001, 50)]


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[tuple[int, int]]:
    mqtt_port, web_port = free_port(), free_port()
    with broker(tmp_path, mqtt_port):
        yield mqtt_port, web_port


@pytest.fixture
def kiosk(ports: tuple[int, int]) -> Iterator[Client]:
    client = Client(Broker("127.0.0.1", ports[0]), "kiosk-under-test")
    client.start()
    wait_until(lambda: client.up)
    yield client
    client.stop()


@dataclass(frozen=True)
class Machine:
    """A folder with the centre's settings and data."""

    folder: Path
    wanted: Wanted

    def configure(self, mqtt_port: int, web_port: int) -> None:
        self.folder.mkdir(exist_ok=True)
        (self.folder / "central.toml").write_text(
            f'[mqtt]\nhost = "127.0.0.1"\nport = {mqtt_port}\n[web]\nhost = "127.0.0.1"\nport = {web_port}\n'
            f'[sign_in]\nrequired = false\n[store]\nurl = "{self.wanted.url}"\n'
        )

    def figures(self) -> tuple[object, object, object]:
        """Three ways to say how many events there are."""
        centre = Centre(self.wanted, self.folder / "data")
        [(events,)] = centre.rows("SELECT count(*) FROM event")
        [(counted,)] = centre.rows("SELECT value FROM figure WHERE area = '19' AND measure = 'tickets'")
        [(upto,)] = centre.rows("SELECT upto FROM progress")
        centre.stop()
        return events, counted, upto


@pytest.fixture
def machine(tmp_path: Path, wanted: Wanted, ports: tuple[int, int]) -> Machine:
    machine = Machine(tmp_path, wanted)
    machine.configure(*ports)
    return machine


@pytest.fixture
def new_machine(
    tmp_path: Path, wanted: Wanted, ports: tuple[int, int], request: pytest.FixtureRequest
) -> Machine:
    url = request.getfixturevalue("server").copied("template0") if wanted.url else ""
    machine = Machine(tmp_path / "new", Wanted(url=url))
    machine.configure(*ports)
    return machine


@pytest.fixture
def web(machine: Machine, ports: tuple[int, int]) -> Iterator[int]:
    """The port of the running centre."""
    with running(*central_command(machine.folder), log=machine.folder / "central.log"):
        wait_until(lambda: ask(ports[1], "/healthz").get("broker") == "up", seconds=30)
        yield ports[1]


def test_a_backup_in_the_midst_of_a_flood_is_whole_and_the_flood_goes_on(
    machine: Machine, new_machine: Machine, web: int, kiosk: Client
) -> None:
    file = str(machine.folder / "backup.zip")
    assert all(kiosk.publish(Outgoing(frame.topic, frame.payload)) for frame in FRAMES)
    wait_until(lambda: ask(web, "/api/v1/summary")["tickets"] != 0)
    saved = run_central(machine.folder, "backup", file)
    assert (saved.returncode, saved.stderr) == (0, "")
    wait_until(lambda: ask(web, "/api/v1/summary")["tickets"] == 20_000, seconds=60)
    assert run_central(new_machine.folder, "restore", file).returncode == 0
    events, counted, upto = new_machine.figures()
    assert events == counted == upto != 0


@pytest.mark.parametrize("wanted", ["sqlite"], indirect=True)
def test_a_folder_keeps_as_many_backups_as_it_is_told(machine: Machine, web: int) -> None:
    folder = machine.folder / "backups"
    folder.mkdir()
    (folder / "motcua-central-20261120T010000Z.zip").touch()
    (folder / "motcua-central-20261121T010000Z.zip").touch()
    saved = run_central(machine.folder, "backup", str(folder), "--keep", "2")
    names = sorted(path.name for path in folder.glob("*.zip"))
    assert saved.stdout.splitlines()[1:] == [f"removed {folder / 'motcua-central-20261120T010000Z.zip'}"]
    assert (len(names), names[0]) == (2, "motcua-central-20261121T010000Z.zip")


@pytest.mark.parametrize("keep", ["0", "-1", "x"])
def test_a_number_of_backups_to_keep_is_1_or_more(tmp_path: Path, keep: str) -> None:
    ended = run_central(tmp_path, "backup", str(tmp_path), f"--keep={keep}")
    assert ended.returncode == 2
    assert "is no number of backups; give 1 or more" in ended.stderr


@pytest.mark.parametrize("wanted", ["sqlite"], indirect=True)
def test_keep_needs_a_folder(machine: Machine) -> None:
    ended = run_central(machine.folder, "backup", str(machine.folder / "backup.zip"), "--keep", "2")
    assert ended.returncode == 2
    assert "--keep counts the backups in one" in ended.stderr

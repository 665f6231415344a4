"""A command from the centre's command line to a real kiosk and its answer back, over a real broker."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from central.commanding.keys import make_keys
from central.commanding.progress import KioskProgress, progress
from central.queries import Scope
from central.store.sqlite import open_reader
from firmware.clock import VIETNAM
from tests import processes
from tests.journeys.conftest import Centre
from tests.journeys.kiosk import SETTINGS, Visit

pytestmark = pytest.mark.xdist_group("journeys")

NAME = "19/05518/k1"
START_AGAIN = 75
WARD = '[[services]]\ncode = "mot-cua"\nletter = "M"\nname = "Một cửa"\n'


class Headquarters(Centre):
    """The centre, and whoever sits before its command line."""

    def __init__(self, folder: Path, web: int) -> None:
        super().__init__(web)
        self.folder = folder

    def publish(self, *words: str) -> str:
        """Issue a command to the kiosk, which must succeed."""
        places = ["--config", str(self.folder / "central.toml"), "--data", str(self.folder / "data")]
        command = [sys.executable, "-m", "central", "publish", *words, "--kiosk", NAME, *places]
        done = subprocess.run(
            command, cwd=processes.ROOT, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def kiosk(self) -> KioskProgress:
        reader = open_reader(self.folder / "data" / "central.sqlite3")
        with reader:
            [kiosk] = progress(reader, Scope(), datetime.now(UTC))
        return kiosk

    def outcome_of_last(self, seconds: float = 20) -> str:
        """Once the kiosk has answered the newest command."""
        processes.wait_until(lambda: self.kiosk().commands[0].outcome is not None, seconds=seconds)
        return str(self.kiosk().commands[0].outcome)


def shut_now() -> str:
    """A window of the settings in which the office is shut at this hour, for some hours more."""
    now = datetime.now(VIETNAM)
    return f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=5):%H:%M}"


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    return make_keys(tmp_path / "keys")


@pytest.fixture
def headquarters(tmp_path: Path, broker: int, keys: tuple[Path, Path]) -> Iterator[Headquarters]:
    port = processes.free_port()
    more = f'[command]\nkey_file = "{keys[0]}"\n'
    with processes.centre_process(tmp_path, broker, port, more=more):
        yield Headquarters(tmp_path, port)


@pytest.fixture
def visit(tmp_path: Path, broker: int, keys: tuple[Path, Path]) -> Iterator[Visit]:
    """A kiosk that knows the centre's key, and whose office is shut for updates now."""
    folder = tmp_path / "kiosk"
    folder.mkdir()
    more = f'[command]\nkey_file = "{keys[1]}"\n[updates]\nwindow = "{shut_now()}"\n'
    visit = Visit(folder, broker, SETTINGS + more)
    visit.start()
    yield visit
    visit.kill()


def test_a_reprint_is_on_paper_and_its_answer_at_the_centre(visit: Visit, headquarters: Headquarters) -> None:
    visit.take_number()
    visit.wait_for(lambda state: state["slips"] == 1)
    headquarters.publish("command", "reprint", "--with", '{"number": "A001"}')
    visit.wait_for(lambda state: state["slips"] == 2, seconds=20)
    assert headquarters.outcome_of_last() == "done"
    [answer] = headquarters.events("device.commanded")
    assert answer["data"]["outcome"] == "done"


def test_a_kiosk_that_was_off_carries_a_command_out_when_it_is_back_and_once(
    visit: Visit, headquarters: Headquarters
) -> None:
    visit.take_number()
    visit.wait_for(lambda state: state["slips"] == 1 and state["backlog"] == 0)
    visit.kill()
    headquarters.publish("command", "reprint", "--with", '{"number": "A001"}')
    visit.start()
    assert headquarters.outcome_of_last() == "done"
    visit.kill()
    visit.start()
    visit.wait_for(lambda state: state["backlog"] == 0, seconds=20)
    assert len(headquarters.events("ticket.reprinted")) == 1
    assert len(headquarters.events("device.commanded")) == 1


def test_new_settings_of_the_ward_are_in_force_after_a_quiet_restart(
    visit: Visit, headquarters: Headquarters, tmp_path: Path
) -> None:
    ward = tmp_path / "ward.toml"
    ward.write_text(WARD.replace('"M"', '"mm"'), "utf-8")
    headquarters.publish("ward-config", str(ward))
    assert headquarters.outcome_of_last().startswith("refused: services[0].letter: Expected `str` matching")

    ward.write_text(WARD, "utf-8")
    headquarters.publish("ward-config", str(ward))
    assert visit.process is not None
    assert visit.process.wait(30) == START_AGAIN
    assert headquarters.kiosk().commands[0].outcome is None
    visit.start()
    visit.take_number("mot-cua")
    assert headquarters.outcome_of_last(seconds=60) == "done"
    newest = headquarters.kiosk().commands[0].counter
    processes.wait_until(lambda: headquarters.kiosk().config_version == newest)

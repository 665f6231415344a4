"""A kiosk without a good identity: what its screen says, when it tries again, and that the process lives."""

import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from firmware.appliance_mode import START_AGAIN, Lookout, Place
from firmware.errors import KioskError, SettingsError, StoreError
from firmware.kiosk_folder import Problem, note_problem
from firmware.nameplate import nameplate, screen_size
from firmware.screens import NoIdentity, View
from firmware.settings_file import load
from tests.bench import TurnedClock
from tests.firmware.offered import settings
from tests.processes import running, wait_until


@dataclass(slots=True)
class Screen:
    """Lookout and what it did; `folder` is the identity."""

    folder: Path
    clock: TurnedClock = field(default_factory=TurnedClock)
    views: list[View] = field(default_factory=list)
    left: int = 0
    lookout: Lookout = field(init=False)

    def fail(self, error: KioskError | None = None) -> None:
        """The kiosk could not start: by that fault, or as its settings are."""
        place = Place(self.config, self.folder)
        fault = error or _fault(self.config)
        self.lookout = Lookout(place, fault, self.clock, self.views.append, self._leave)
        self.look()

    def look(self, *, after_seconds: float = 2.0) -> None:
        self.clock.advance(after_seconds)
        self.lookout(self.clock.now())

    @property
    def config(self) -> Path:
        return self.folder / "kiosk.toml"

    @property
    def shown(self) -> NoIdentity:
        screen = self.views[-1].screen
        assert isinstance(screen, NoIdentity)
        return screen

    def _leave(self) -> None:
        self.left += 1


def _fault(config: Path) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load(config)
    return caught.value


@pytest.fixture
def screen(tmp_path: Path) -> Screen:
    return Screen(tmp_path)


def test_without_any_identity_it_says_so(screen: Screen) -> None:
    screen.fail()
    assert (screen.shown.problem, screen.shown.detail) == ("none", "")
    assert screen.left == 0


def test_what_was_refused_is_shown_with_its_remedy_and_in_the_code(screen: Screen) -> None:
    note_problem(screen.folder, Problem("authority", "/bootcfg/ca.crt: no certificate", "make a new folder"))
    screen.fail()
    assert screen.shown.problem == "authority"
    assert screen.shown.detail == "/bootcfg/ca.crt: no certificate; make a new folder"
    assert screen.shown.detail in screen.shown.support


def test_a_stick_that_brought_an_identity_makes_the_kiosk_start(screen: Screen) -> None:
    screen.fail()
    screen.look()
    assert screen.left == 0
    screen.config.write_text(settings(), encoding="utf-8")
    screen.look()
    assert screen.left == 1


def test_a_stick_that_was_refused_changes_the_screen(screen: Screen) -> None:
    screen.fail()
    note_problem(screen.folder, Problem("incomplete", "ca.crt is missing", "copy the whole folder"))
    screen.look()
    assert screen.shown.problem == "incomplete"
    assert screen.left == 0


def test_settings_that_are_still_bad_show_the_newer_fault(screen: Screen) -> None:
    screen.config.write_text("[kiosk", encoding="utf-8")
    screen.fail()
    assert "not TOML" in screen.shown.detail
    screen.config.write_text(settings("5518"), encoding="utf-8")
    screen.look()
    assert "kiosk.ward" in screen.shown.detail
    assert screen.left == 0


def test_the_same_problem_is_drawn_once(screen: Screen) -> None:
    screen.fail()
    screen.look()
    screen.look()
    assert len(screen.views) == 1


def test_another_fault_is_shown_and_tried_again_after_a_minute(screen: Screen) -> None:
    screen.config.write_text(settings(), encoding="utf-8")
    screen.fail(StoreError("kiosk.db is of a newer version; install that version"))
    assert screen.shown.problem == "start"
    screen.look(after_seconds=30)
    assert screen.left == 0
    screen.look(after_seconds=31)
    assert screen.left == 1


def test_the_nameplate_is_read_as_a_pi_has_it(tmp_path: Path) -> None:
    tree, net = tmp_path / "proc/device-tree", tmp_path / "sys/class/net"
    tree.mkdir(parents=True)
    (tree / "serial-number").write_bytes(b"10000000a1b2c3d4\0")
    (net / "lo").mkdir(parents=True)
    (net / "lo" / "address").write_text("00:00:00:00:00:00\n")
    (net / "end0" / "device").mkdir(parents=True)
    (net / "end0" / "address").write_text("dc:a6:32:01:02:03\n")
    assert nameplate(tmp_path).parts == ("S/N 10000000a1b2c3d4", "MAC dca632010203")


def test_a_machine_without_a_nameplate_has_none(tmp_path: Path) -> None:
    assert nameplate(tmp_path).parts == ()
    assert screen_size(tmp_path) is None


def test_the_connected_screen_says_how_large_it_is(tmp_path: Path) -> None:
    dark, lit = tmp_path / "sys/class/drm/card0-HDMI-A-1", tmp_path / "sys/class/drm/card0-HDMI-A-2"
    dark.mkdir(parents=True)
    lit.mkdir()
    (dark / "status").write_text("disconnected\n")
    (dark / "modes").write_text("")
    (lit / "status").write_text("connected\n")
    (lit / "modes").write_text("1280x800\n1024x768\n")
    assert screen_size(tmp_path) == (1280, 800)


# ---------------------------------------------------------------- the process


def command(folder: Path) -> tuple[str, ...]:
    words = (
        "--identity",
        str(folder),
        "--config",
        str(folder / "kiosk.toml"),
        "--data",
        str(folder / "data"),
    )
    return (sys.executable, "-m", "firmware", "--appliance", *words)


@pytest.fixture(autouse=True)
def off_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_VIDEODRIVER", "offscreen")


def test_the_process_waits_for_an_identity_and_asks_to_be_started_again(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with running(*command(tmp_path), log=log) as process:
        wait_until(lambda: "kiosk cannot start" in log.read_text(), seconds=30)
        assert process.poll() is None
        fresh = tmp_path / "fresh.toml"
        fresh.write_text(settings(), encoding="utf-8")
        fresh.replace(tmp_path / "kiosk.toml")
        assert process.wait(30) == START_AGAIN


def test_a_process_asked_to_stop_stops(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with running(*command(tmp_path), log=log) as process:
        wait_until(lambda: "kiosk cannot start" in log.read_text(), seconds=30)
        wait_until(lambda: _catches_sigterm(process.pid), seconds=30)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def _catches_sigterm(pid: int) -> bool:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    [caught] = [line for line in lines if line.startswith("SigCgt:")]
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)


def test_without_the_option_a_bad_file_ends_the_process_as_before(tmp_path: Path) -> None:
    with running(
        sys.executable, "-m", "firmware", "--config", str(tmp_path / "no"), log=tmp_path / "log"
    ) as process:
        assert process.wait(30) == 2
    assert "cannot be read" in (tmp_path / "log").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["log"]

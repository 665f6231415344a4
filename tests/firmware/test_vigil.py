"""The kiosk watches itself: what it writes, what systemd hears, and what it says of a dead part."""

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from firmware import lending, pulse
from firmware.hours import read_calendar
from firmware.pulse import Pulse
from firmware.quiet_hours import QuietHours, read_window
from firmware.screens import Closed, Home, Screen, Waiting
from firmware.settings import Settings
from firmware.vigil import Organs, ScreenVigilTurn, Surroundings, VigilTurn, kernel_word
from tests.bench import KioskBench, TurnedClock, ward
from tests.firmware.living import organs
from tests.journeys.kiosk import Visit
from tests.processes import wait_until
from ui.touch.app import Face
from ui.touch.panel import PANELS


class Systemd:
    """The socket that NOTIFY_SOCKET names, and every word that came."""

    def __init__(self, address: str) -> None:
        self._wire = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._wire.bind(address.replace("@", "\0", 1))
        self._wire.setblocking(False)
        self.words: list[str] = []

    def heard(self) -> list[str]:
        """What came since it was asked last."""
        words: list[str] = []
        try:
            while True:
                words.append(self._wire.recv(4096).decode())
        except BlockingIOError:
            self.words += words
            return words

    def close(self) -> None:
        self._wire.close()


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[Systemd]:
    with closing(Systemd(str(tmp_path / "notify"))) as systemd:
        yield systemd


def felt(folder: Path, clock: TurnedClock, **changes: object) -> Pulse:
    VigilTurn(organs(**changes), Surroundings(folder, "", "A"))(clock.now())
    read = pulse.read(folder)
    assert read is not None
    return read


def test_a_kiosk_that_is_well_says_so(tmp_path: Path) -> None:
    seen = felt(tmp_path, TurnedClock())
    assert seen.well
    assert (seen.slot, seen.since_boot_seconds, seen.printer) == ("A", 1000, "ok")
    assert (seen.open_now, seen.opens_in_minutes, seen.busy) == (True, 0, False)


def test_at_lunch_the_office_is_shut_and_opens_again(tmp_path: Path) -> None:
    clock = TurnedClock()
    clock.advance(4 * 3600)
    seen = felt(tmp_path, clock)
    assert (seen.open_now, seen.opens_in_minutes) == (False, 90)


def test_without_hours_only_the_window_is_quiet(tmp_path: Path) -> None:
    unknown = read_calendar({}, public=True, closed=(), working=())
    quiet = QuietHours(unknown, read_window("20:00-05:00"))
    clock = TurnedClock()
    assert felt(tmp_path, clock, quiet_hours=lambda: quiet).open_now
    clock.advance(15 * 3600)
    seen = felt(tmp_path, clock, quiet_hours=lambda: quiet)
    assert (seen.open_now, seen.opens_in_minutes) == (False, 6 * 60)


@pytest.mark.parametrize(
    ("screen", "busy"),
    [(Home(), True), (Waiting(), False), (Closed((), None, TurnedClock().now().date), False)],
)
def test_a_visitor_makes_it_busy(tmp_path: Path, screen: Screen, busy: bool) -> None:
    assert felt(tmp_path, TurnedClock(), screen=lambda: screen).busy is busy


def test_systemd_hears_ready_once_the_first_screen_was_drawn(tmp_path: Path, systemd: Systemd) -> None:
    drawn = [False]
    turn = VigilTurn(
        organs(first_drawn=lambda: drawn[0]), Surroundings(tmp_path, str(tmp_path / "notify"), "")
    )
    now = TurnedClock().now()
    assert turn(now) == 1.0
    assert "READY=1" not in systemd.heard()
    drawn[0] = True
    assert turn(now) == 10.0
    assert systemd.heard() == ["READY=1", "WATCHDOG=1"]
    turn(now)
    assert systemd.heard() == ["WATCHDOG=1"]


@pytest.mark.parametrize("dead", ["core", "face"])
def test_systemd_hears_nothing_from_a_kiosk_whose_part_is_dead(
    tmp_path: Path, systemd: Systemd, dead: str
) -> None:
    turn = VigilTurn(
        organs(**{dead: lambda _seconds: False}), Surroundings(tmp_path, str(tmp_path / "notify"), "")
    )
    turn(TurnedClock().now())
    assert systemd.heard() == ["READY=1"]
    seen = pulse.read(tmp_path)
    assert seen is not None
    assert not seen.well


def test_an_abstract_socket_is_spoken_to_as_well(tmp_path: Path) -> None:
    address = f"@motcua-{tmp_path.name}-{id(tmp_path)}"
    with closing(Systemd(address)) as systemd:
        VigilTurn(organs(), Surroundings(None, address, ""))(TurnedClock().now())
        assert systemd.heard() == ["READY=1", "WATCHDOG=1"]


@pytest.mark.parametrize(("draws", "words"), [(True, ["READY=1\nWATCHDOG=1"]), (False, [])])
def test_where_there_is_no_kiosk_only_the_screen_has_to_live(
    tmp_path: Path, systemd: Systemd, draws: bool, words: list[str]
) -> None:
    ScreenVigilTurn(lambda _seconds: draws, str(tmp_path / "notify"))(TurnedClock().now())
    assert systemd.heard() == words


def test_a_socket_that_is_gone_stops_nothing(tmp_path: Path) -> None:
    VigilTurn(organs(), Surroundings(tmp_path, str(tmp_path / "gone"), ""))(TurnedClock().now())
    assert pulse.read(tmp_path) is not None


def test_a_developers_machine_has_no_vigil(tmp_path: Path) -> None:
    surroundings = Surroundings.of({})
    VigilTurn(organs(core=lambda _seconds: 1 / 0 > 0), surroundings)(TurnedClock().now())
    assert not list(tmp_path.iterdir())


def test_an_old_pulse_counts_for_nothing(tmp_path: Path) -> None:
    clock = TurnedClock()
    seen = felt(tmp_path, clock)
    clock.advance(40)
    assert seen.fresh(clock.now())
    clock.advance(1)
    assert not seen.fresh(clock.now())


def test_a_link_that_lies_in_the_way_is_replaced_and_never_followed(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("keep")
    (tmp_path / "health.json").symlink_to(precious)
    assert felt(tmp_path, TurnedClock()).well
    assert precious.read_text() == "keep"


def test_a_core_that_answers_lives_and_one_that_does_not_is_dead(kiosk: KioskBench) -> None:
    asked = real_organs(kiosk, ward())
    assert not asked.core(0.05)
    kiosk.core.start()
    assert asked.core(5.0)
    kiosk.core.stop()


def test_a_face_that_does_not_run_is_dead(kiosk: KioskBench) -> None:
    assert not real_organs(kiosk, ward()).face(0.05)


def test_a_database_that_is_damaged_cannot_be_read(kiosk: KioskBench) -> None:
    asked = real_organs(kiosk, ward())
    assert asked.database()
    kiosk.reader.close()
    assert not asked.database()


def real_organs(kiosk: KioskBench, settings: Settings) -> Organs:
    face = Face(PANELS["10.1"], lambda _event: None, lambda: kiosk.clock.now().local)
    return lending.organs(settings, kiosk.core, face, kiosk.reader)


def test_the_real_kiosk_draws_is_ready_and_stays_well(
    tmp_path: Path, systemd: Systemd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path))
    visit = Visit(tmp_path, broker=1)
    visit.start()
    try:
        wait_until(lambda: "READY=1" in systemd.words + systemd.heard(), seconds=30)
        wait_until(lambda: (seen := pulse.read(tmp_path)) is not None and seen.well, seconds=30)
    finally:
        visit.kill()


def test_the_kernels_words_are_read(tmp_path: Path) -> None:
    line = tmp_path / "cmdline"
    line.write_text("root=PARTLABEL=root_a ro rauc.slot=A quiet\n")
    assert kernel_word("rauc.slot", line) == "A"
    assert kernel_word("motcua.trial_seconds", line) == ""
    assert kernel_word("rauc.slot", tmp_path / "absent") == ""

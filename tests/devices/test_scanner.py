"""The scanner's thread, its simulated and absent peers, its settings, and its event."""

import threading
from queue import SimpleQueue
from typing import Any

import pytest

from devices.absent import AbsentScanner
from devices.choose import choose_scanner
from devices.scanner import EvdevScanner, SimulatedScanner
from firmware import fitting
from firmware import settings as toml
from firmware.events import CodeScanned
from firmware.settings_devices import Scanner
from tests.devices.scanning import SCANNER, A, Sockets, tap, typed
from tests.devices.scanning import sockets as sockets


def test_the_thread_tells_and_stops_in_time(sockets: Sockets) -> None:
    told = SimpleQueue[str]()
    scanner = EvdevScanner(SCANNER, told.put, wire=sockets.wire)
    assert sockets.taken.wait(timeout=60)
    sockets.send(typed("A012-261122"))
    assert told.get(timeout=60) == "A012-261122"
    scanner.close()
    assert "scanner" not in [thread.name for thread in threading.enumerate()]
    with pytest.raises(BrokenPipeError):
        sockets.send(tap(A))


def test_a_scanner_that_was_never_there_stops_in_time(sockets: Sockets) -> None:
    sockets.plugged.clear()
    EvdevScanner("auto", print, wire=sockets.wire).close()
    assert "scanner" not in [thread.name for thread in threading.enumerate()]


def test_the_simulated_scanner_types_what_a_scanner_can_type() -> None:
    told = SimpleQueue[str]()
    scanner = choose_scanner("simulated", told.put)
    assert isinstance(scanner, SimulatedScanner)
    scanner.scan("A012-261122")
    assert told.get(timeout=60) == "A012-261122"
    scanner.scan("Nguyễn|" + "x" * 400)
    assert told.get(timeout=60) == "Nguyn|" + "x" * 400
    scanner.close()
    scanner.close()


def test_the_absent_scanner_is_silent() -> None:
    scanner = choose_scanner("absent", print)
    assert isinstance(scanner, AbsentScanner)
    scanner.close()


@pytest.mark.parametrize(
    ("driver", "device", "message"),
    [
        ("hid", "", "scanner driver 'hid': use evdev, simulated or absent"),
        ("evdev", "", "scanner device '': give its -event-kbd link in /dev/input/by-id, or auto"),
        ("evdev", "/dev/input/event3", "scanner device '/dev/input/event3': give its"),
        ("evdev", "/dev/input/by-id/../event3", "scanner device"),
    ],
)
def test_a_bad_scanner_setting_names_value_and_remedy(driver: str, device: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        choose_scanner(driver, print, device=device)


def test_a_scanned_code_reaches_the_core_as_an_event() -> None:
    told = SimpleQueue[Any]()
    settings = toml.Settings(
        kiosk=toml.Kiosk(province="19", ward="05518", id="k1", name="UBND"),
        mqtt=toml.Mqtt(host="127.0.0.1"),
        services=[toml.Service(code="ho-tich", letter="A", name="Hộ tịch")],
        scanner=Scanner(driver="simulated"),
    )
    devices = fitting.fit(settings, told.put)
    assert isinstance(devices.scanner, SimulatedScanner)
    devices.scanner.scan("A012-261122")
    assert told.get(timeout=60) == CodeScanned("A012-261122")
    devices.close()
    assert "scanner" not in [thread.name for thread in threading.enumerate()]

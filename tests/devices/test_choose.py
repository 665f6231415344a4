"""The words of a settings file become devices, or an error with a remedy."""

import subprocess
import sys
from queue import SimpleQueue
from typing import Any

import pytest

from devices.absent import AbsentButtons, AbsentLamps
from devices.buttons import ButtonEvent, Pressed, SimulatedButtons
from devices.choose import choose_buttons, choose_lamps, choose_printer, mock_factory
from devices.printer import Condition
from devices.raster import slip
from devices.tape import Tape
from tests.devices.sample import ticket


@pytest.mark.parametrize(
    ("driver", "options", "name"),
    [
        ("usb", {"usb": "04B8:0E15"}, "usb:04b8:0e15"),
        ("network", {"host": "192.0.2.7"}, "network:192.0.2.7:9100"),
        ("serial", {"device": "/dev/ttyUSB0", "baudrate": 9600}, "serial:/dev/ttyUSB0"),
        ("simulated", {}, "simulated"),
        ("absent", {}, "absent"),
    ],
)
def test_every_printer_driver_has_a_name(driver: str, options: dict[str, Any], name: str) -> None:
    assert choose_printer(driver, **options).name == name


@pytest.mark.parametrize(
    ("driver", "options", "message"),
    [
        ("lpt", {}, "printer driver 'lpt': use usb, network, serial, simulated or absent"),
        ("usb", {"usb": "epson"}, "printer usb 'epson': give vendor and product like 04b8:0e15"),
        ("network", {}, "printer host ''"),
        ("network", {"host": "192.0.2.7", "port": 0}, "printer port 0"),
        ("serial", {"device": "COM1"}, "printer device 'COM1'"),
        ("serial", {"device": "/dev/ttyUSB0", "baudrate": 50}, "printer baudrate 50"),
        ("simulated", {"dots": 570}, "printer dots 570: use 576"),
    ],
)
def test_a_bad_printer_setting_names_value_and_remedy(
    driver: str, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        choose_printer(driver, **options)


def test_the_simulated_printer_prints_on_the_given_tape() -> None:
    tape = Tape()
    choose_printer("simulated", tape=tape).print(slip(ticket()))
    assert tape.slips == 1


def test_simulated_buttons_and_lamps_share_a_factory() -> None:
    factory, events = mock_factory(), SimpleQueue[ButtonEvent]()
    buttons = choose_buttons("simulated", (5, 6, 13), events.put, factory=factory)
    lamps = choose_lamps("simulated", (17, 27, 22), factory=factory)
    assert isinstance(buttons, SimulatedButtons)
    buttons.press(3)
    lamps.set((False, False, True))
    assert (events.get(timeout=60), lamps.lit(), buttons.count) == (Pressed(3), (False, False, True), 3)
    lamps.close()
    buttons.close()


def test_absent_devices_are_silent() -> None:
    buttons, lamps = choose_buttons("absent", (), print), choose_lamps("absent", ())
    assert (type(buttons), type(lamps), buttons.count, lamps.lit()) == (AbsentButtons, AbsentLamps, 0, ())
    assert choose_printer("absent").status().condition is Condition.UNKNOWN


def test_unknown_drivers_of_buttons_and_lamps_are_named() -> None:
    with pytest.raises(ValueError, match="button driver 'usb'"):
        choose_buttons("usb", (5, 6), print)
    with pytest.raises(ValueError, match="lamp driver 'usb'"):
        choose_lamps("usb", (5, 6))


def test_a_machine_without_device_libraries_can_choose_simulated_and_absent() -> None:
    code = (
        "import sys; sys.modules.update(dict.fromkeys(('gpiozero', 'escpos', 'usb', 'serial')))\n"
        "from devices.choose import choose_buttons, choose_printer\n"
        "choose_printer('usb', usb='04b8:0e15'); choose_buttons('absent', (), print)\n"
        "print(choose_printer('simulated').status().condition)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout == "ok\n"

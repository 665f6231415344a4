"""From the words of a settings file to devices: real, simulated or absent.

Owns the driver names and what each needs. Refuses files and anything that depends on a ward. Imports a
driver's library only when it is chosen, so that a machine without pins or printers runs everything else.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devices.absent import (
    AbsentButtons,
    AbsentHost,
    AbsentLamps,
    AbsentModem,
    AbsentNetwork,
    AbsentPrinter,
    AbsentScanner,
    AbsentSpeaker,
)
from devices.gammu import GammuSpool
from devices.host import Host, SimulatedHost, SystemdHost
from devices.modem import SimulatedModem
from devices.network import Network, SimulatedNetwork
from devices.nmcli import NmcliNetwork
from devices.printer import SLIP_SECONDS, STATUS_SECONDS, EscposPrinter, Printer
from devices.scanner import AUTO, EvdevScanner, Scanner, SimulatedScanner
from devices.scanner import Send as SendText
from devices.sms import Sender
from devices.smsdrc import Daemon
from devices.speaker import WORDS_PER_MINUTE, AlsaSpeaker, SimulatedSpeaker, Speaker
from devices.tape import Tape
from devices.transport import NetworkTransport, SerialTransport
from devices.usb_wire import UsbTransport

if TYPE_CHECKING:
    from devices.buttons import ButtonsLike, Send
    from devices.lamps import LampsLike

WIDTHS_DOTS = (384, 512, 576)
LONGEST_SLIP_BITS = 200 * 8 * 72 * 10
"""20 cm of 80 mm paper on a serial line: rows, bytes a row, bits a byte."""
WAITING_BITS = 4096 * 10
"""What the system keeps of a serial line's bytes; a question waits behind them."""


def choose_printer(
    driver: str,
    *,
    usb: str = "",
    host: str = "",
    port: int = 9100,
    device: str = "",
    baudrate: int = 115200,
    dots: int = 576,
    tape: Tape | None = None,
) -> Printer:
    """Opens nothing yet. `tape` is the paper of the simulated printer. Raises ValueError with the remedy."""
    if dots not in WIDTHS_DOTS:
        raise ValueError(f"printer dots {dots}: use 576 (most 80 mm), 512 (TM-T88) or 384 (58 mm)")
    match driver:
        case "usb":
            return _usb_printer(usb)
        case "network":
            return _network_printer(host, port)
        case "serial":
            return _serial_printer(device, baudrate)
        case "simulated":
            return EscposPrinter("simulated", (tape or Tape(width_dots=dots)).open)
        case "absent":
            return AbsentPrinter()
        case _:
            raise ValueError(f"printer driver {driver!r}: use usb, network, serial, simulated or absent")


def choose_pins(driver: str, chip: str = "") -> Any:
    """What buttons and lamps of one kiosk share: a gpiozero factory, None where there are no pins.

    ValueError names the chips that are there when the wanted one is not.
    """
    match driver:
        case "gpio":
            from devices.gpiod_pins import GpiodFactory, find_chip

            return GpiodFactory(find_chip(chip))
        case "simulated":
            return mock_factory()
        case _:
            return None


def choose_buttons(
    driver: str, pins: Sequence[int], send: "Send", *, factory: Any = None, active_low: bool = True
) -> "ButtonsLike":
    """`factory`: of `choose_pins`; a simulated one is made if missing."""
    match driver:
        case "gpio":
            from devices.buttons import Buttons

            return Buttons(pins, send, factory=factory, active_low=active_low)
        case "simulated":
            from devices.buttons import SimulatedButtons

            return SimulatedButtons(pins, send, factory=factory or mock_factory())
        case "absent":
            return AbsentButtons()
        case _:
            raise ValueError(f"button driver {driver!r}: use gpio, simulated or absent")


def choose_lamps(driver: str, pins: Sequence[int], *, factory: Any = None) -> "LampsLike":
    """As `choose_buttons`."""
    match driver:
        case "gpio" | "simulated":
            from devices.lamps import Lamps

            simulated = driver == "simulated" and factory is None
            return Lamps(pins, mock_factory() if simulated else factory)
        case "absent":
            return AbsentLamps()
        case _:
            raise ValueError(f"lamp driver {driver!r}: use gpio, simulated or absent")


def choose_speaker(driver: str, *, device: str = "", words_per_minute: int = WORDS_PER_MINUTE) -> Speaker:
    """`device` as `aplay -L` lists it, or empty for the system's default. Opens nothing yet."""
    if not re.fullmatch(r"(\w[\w:,=.-]*)?", device, re.ASCII):
        raise ValueError(f"speaker device {device!r}: give a name like plughw:1,0, as aplay -L lists it")
    if not 80 <= words_per_minute <= 300:
        raise ValueError(f"speaker words_per_minute {words_per_minute}: give 80 to 300; 140 suits a hall")
    match driver:
        case "speaker":
            return AlsaSpeaker(device, words_per_minute=words_per_minute)
        case "simulated":
            return SimulatedSpeaker()
        case "absent":
            return AbsentSpeaker()
        case _:
            raise ValueError(f"speaker driver {driver!r}: use speaker, simulated or absent")


def choose_scanner(driver: str, send: SendText, *, device: str = "") -> Scanner:
    """`device`: a link, as the number in event3 changes from start to start, or "auto"."""
    match driver:
        case "evdev":
            if device != AUTO and not re.fullmatch(r"/dev/input/by-(id|path)/[^/\s]+", device):
                raise ValueError(
                    f"scanner device {device!r}: give its -event-kbd link in /dev/input/by-id, or auto"
                )
            return EvdevScanner(device, send)
        case "simulated":
            return SimulatedScanner(send)
        case "absent":
            return AbsentScanner()
        case _:
            raise ValueError(f"scanner driver {driver!r}: use evdev, simulated or absent")


def choose_network(driver: str) -> Network:
    match driver:
        case "networkmanager":
            return NmcliNetwork()
        case "simulated":
            return SimulatedNetwork()
        case "absent":
            return AbsentNetwork()
        case _:
            raise ValueError(f"network driver {driver!r}: use networkmanager, simulated or absent")


def choose_host(driver: str) -> Host:
    match driver:
        case "systemd":
            return SystemdHost()
        case "simulated":
            return SimulatedHost()
        case "absent":
            return AbsentHost()
        case _:
            raise ValueError(f"host driver {driver!r}: use systemd, simulated or absent")


def choose_modem(
    driver: str, *, spool: str, device: str = "", receipts: bool = True, run: Path = Path("/run")
) -> Sender:
    """`spool` is the folder above the daemon's inbox, outbox, sent and error. Opens nothing yet.

    With `device` the daemon's settings are written, too, for the unit that waits for them.
    """
    match driver:
        case "gammu":
            if not spool.startswith("/"):
                raise ValueError(f"modem spool {spool!r}: give a whole path like /var/spool/gammu")
            daemon = Daemon(device, run / "motcua/smsdrc", run / "motcua-sms") if device else None
            return GammuSpool(Path(spool), receipts=receipts, daemon=daemon)
        case "simulated":
            return SimulatedModem()
        case "absent":
            return AbsentModem()
        case _:
            raise ValueError(f"modem driver {driver!r}: use gammu, simulated or absent")


def mock_factory() -> Any:
    """Pins that nothing is wired to; buttons and lamps of one kiosk share one factory."""
    from gpiozero.pins.mock import MockFactory

    return MockFactory()


def _usb_printer(usb: str) -> Printer:
    if not re.fullmatch(r"[0-9a-fA-F]{4}:[0-9a-fA-F]{4}", usb):
        raise ValueError(f"printer usb {usb!r}: give vendor and product like 04b8:0e15, as lsusb shows them")
    vendor, product = (int(half, 16) for half in usb.split(":"))
    return EscposPrinter(f"usb:{usb.lower()}", lambda: UsbTransport(vendor, product))


def _network_printer(host: str, port: int) -> Printer:
    if not host:
        raise ValueError(f"printer host {host!r}: give the printer's address, as its self-test page shows it")
    if not 1 <= port <= 65535:
        raise ValueError(f"printer port {port}: give 1 to 65535; most printers listen on 9100")
    return EscposPrinter(f"network:{host}:{port}", lambda: NetworkTransport(host, port))


def _serial_printer(device: str, baudrate: int) -> Printer:
    if not device.startswith("/dev/"):
        raise ValueError(f"printer device {device!r}: give a serial port like /dev/ttyUSB0")
    if baudrate < 9600:
        raise ValueError(f"printer baudrate {baudrate}: give 9600 or more, as set in the printer")
    patience = max(STATUS_SECONDS, 2 * WAITING_BITS / baudrate)
    return EscposPrinter(
        f"serial:{device}",
        lambda: SerialTransport(device, baudrate, write_seconds=patience),
        status_seconds=patience,
        slip_seconds=max(SLIP_SECONDS, 1.5 * LONGEST_SLIP_BITS / baudrate),
    )

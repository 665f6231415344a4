"""What is fitted to this kiosk: from settings to devices, and from the devices' words to the core's.

Owns choosing and adapting. Refuses life cycles (`kiosk`). With `kiosk` and `postbox`, the only module here
that sees devices; apart from them, so that each can be read in one go.
"""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from devices import choose, raster, touchscreen
from devices.buttons import ButtonEvent, ButtonsLike, Freed, Held, Pressed, Released, SimulatedButtons, Stuck
from devices.cable import Cable
from devices.host import Host, HostError
from devices.lamps import LampsLike
from devices.network import FixedAddress, Network, NetworkError
from devices.paper import Document
from devices.printer import Printer, PrinterError
from devices.scanner import Scanner
from devices.sms import Sender
from devices.speaker import Speaker, SpeakerError
from devices.status import Condition
from devices.tape import Tape, TapeState
from devices.voice_box import VoiceBox
from firmware import settings as toml
from firmware.errands import ErrandFault, SetCable
from firmware.errors import KioskError
from firmware.events import (
    ButtonFreed,
    ButtonHeld,
    ButtonPressed,
    ButtonReleased,
    ButtonStuck,
    CodeScanned,
    Event,
    PrinterSeen,
)
from firmware.postbox import modem_of
from firmware.printing import PrinterFault
from firmware.settings_devices import Screen, Voice
from firmware.upkeep import NetworkLine, WifiName
from firmware.voice import VoiceFault
from mqtt.broker import Address, Broker, addresses
from ui.touch.panel import PANELS, Panel

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Devices:
    """`tape` and `cable` exist only where the printer or the network is simulated. `headphones` are the
    hall's speaker itself where a listener has no output of their own."""

    buttons: ButtonsLike
    lamps: LampsLike
    scanner: Scanner
    printer: Printer
    tape: Tape | None
    cable: Cable | None
    speaker: Speaker
    headphones: Speaker
    network: Network
    host: Host
    modem: Sender

    def press(self, button: int) -> None:
        """A finger on a simulated button; nothing happens on real ones."""
        if isinstance(self.buttons, SimulatedButtons):
            self.buttons.press(button)

    def set_tape(self, state: str) -> None:
        if self.tape is not None:
            self.tape.state = TapeState(state)

    def set_network(self, up: bool) -> None:  # noqa: FBT001 (one switch, one value)
        if self.cable is not None:
            self.cable.restore() if up else self.cable.cut()

    def close(self) -> None:
        self.buttons.close()
        self.lamps.close()
        self.scanner.close()
        self.printer.close()
        self.speaker.close()
        self.headphones.close()
        self.network.close()
        self.modem.close()
        if self.cable is not None:
            self.cable.close()


def fit(settings: toml.Settings, send: Callable[[Event], None]) -> Devices:
    """Open nothing that can wait; ValueError or OSError names the device and the remedy."""
    buttons, printer, mqtt = settings.buttons, settings.printer, settings.mqtt
    pins = choose.choose_pins(buttons.driver, buttons.chip)
    tape = Tape(width_dots=printer.dots) if printer.driver == "simulated" else None
    voice = settings.voice
    speaker = choose.choose_speaker(voice.driver, device=voice.device)
    return Devices(
        buttons=choose.choose_buttons(
            buttons.driver,
            buttons.pins,
            lambda moved: send(_button_event(moved)),
            factory=pins,
            active_low=buttons.active == "low",
        ),
        lamps=choose.choose_lamps(buttons.driver if buttons.lamps else "absent", buttons.lamps, factory=pins),
        scanner=choose.choose_scanner(
            settings.scanner.driver, lambda text: send(CodeScanned(text)), device=settings.scanner.device
        ),
        printer=choose.choose_printer(
            printer.driver,
            usb=printer.usb,
            host=printer.host,
            port=printer.port,
            device=printer.device,
            baudrate=printer.baudrate,
            dots=printer.dots,
            tape=tape,
        ),
        tape=tape,
        cable=Cable(*_written(mqtt).doors) if settings.bench.enabled else None,
        speaker=speaker,
        headphones=_headphones(voice, speaker),
        network=choose.choose_network(settings.network.driver),
        host=choose.choose_host(settings.host.driver),
        modem=modem_of(settings.modem),
    )


def _headphones(voice: Voice, speaker: Speaker) -> Speaker:
    return choose.choose_speaker(voice.driver, device=voice.headphones) if voice.headphones else speaker


def broker(mqtt: toml.Mqtt, cable: Cable | None) -> Broker:
    """Where the link goes: through the simulated cable if there is one."""
    written = _written(mqtt)
    return written if cable is None else written.behind(Address("127.0.0.1", port) for port in cable.ports)


def _written(mqtt: toml.Mqtt) -> Broker:
    papers = (mqtt.username, mqtt.password, mqtt.tls_ca, mqtt.tls_cert, mqtt.tls_key)
    return Broker(mqtt.host, mqtt.port, *papers, mqtt.protocol, addresses(mqtt.others))


def panel(screen: Screen, measured_mm: int | None = None) -> Panel:
    """The profile, with whatever the file says more exactly; how it hangs, as a technician measured it."""
    profile = PANELS.get(screen.profile)
    if profile is None:
        known = ", ".join(sorted(PANELS))
        raise KioskError(f"screen.profile: {screen.profile!r} is unknown; use one of {known}")
    return Panel(
        width=screen.width or profile.width,
        height=screen.height or profile.height,
        px_per_mm=screen.px_per_mm or profile.px_per_mm,
        lower_edge_mm=measured_mm or screen.lower_edge_mm or profile.lower_edge_mm,
        turned=screen.turned,
    )


def finger(screen: Screen) -> str:
    """The face's source of touches: the window's mouse, or on a bare screen the panel's own device."""
    if os.environ.get("SDL_VIDEODRIVER") != "kmsdrm":
        return "mouse,disable_multitouch"
    if screen.touch != "auto":
        return f"mtdev,{screen.touch}"
    panel = touchscreen.find()
    if panel is None:
        log.error("no touch panel found; plug its USB cable in, or name it in screen.touch")
        return "mouse,disable_multitouch"
    log.info("touch panel name=%r path=%s", panel.name, panel.path)
    return f"{'mtdev' if panel.many else 'hidinput'},{panel.path}"


class Press:
    """A printer as the printing room sees it: documents in, causes out."""

    def __init__(self, printer: Printer, dots: int) -> None:
        self._printer = printer
        self._dots = dots

    def look(self) -> PrinterSeen:
        status = self._printer.status()
        well = status.condition is Condition.OK
        return PrinterSeen("" if well else str(status.cause or "unknown"), status.near_end)

    def put_on_paper(self, document: Document) -> None:
        try:
            self._printer.print(raster.slip(document, width_dots=self._dots))
        except PrinterError as error:
            log.warning("%s", error)
            raise PrinterFault(str(error.cause), maybe_printed=error.maybe_printed) from error


class Mouth:
    """The speaker as the voice's room sees it: sentences in, causes out."""

    def __init__(self, speaker: Speaker, clips: str) -> None:
        self._box = VoiceBox(speaker, Path(clips) if clips else None)

    def say(self, text: str, clips: list[str], *, times: int, pause_ms: int) -> None:
        try:
            self._box.say(text, clips, times=times, pause_ms=pause_ms)
        except SpeakerError as error:
            raise VoiceFault(error.fault, str(error)) from error


class Headphones:
    """The same for one listener: whatever is said here ends as soon as nobody wants it any more."""

    def __init__(self, speaker: Speaker) -> None:
        self._box = VoiceBox(speaker)

    def say(self, line: str, language: str, wanted: Callable[[], bool]) -> None:
        try:
            self._box.say(line, [], language=language, wanted=wanted)
        except SpeakerError as error:
            raise VoiceFault(error.fault, str(error)) from error

    def stop_unwanted(self) -> None:
        self._box.stop_unwanted()


class Hands:
    """The network, the speaker and the machine as errands see them: questions in, causes out."""

    def __init__(self, network: Network, speaker: Speaker, host: Host) -> None:
        self._network = network
        self._box = VoiceBox(speaker)
        self._host = host

    def network_lines(self) -> tuple[NetworkLine, ...]:
        with _named():
            links = self._network.links()
        return tuple(
            NetworkLine(link.kind, link.connected, link.address, link.name, link.signal) for link in links
        )

    def wifi_names(self) -> tuple[WifiName, ...]:
        with _named():
            found = self._network.scan()
        return tuple(WifiName(one.name, one.signal, bool(one.security), one.by_password) for one in found)

    def join(self, name: str, password: str) -> None:
        with _named():
            self._network.join(name, password)

    def set_cable(self, cable: SetCable) -> None:
        fixed = FixedAddress(cable.address, cable.prefix, cable.gateway, cable.nameserver)
        with _named():
            self._network.set_cable(fixed if cable.address else None)

    def say(self, text: str) -> None:
        with _named():
            self._box.say(text, [])

    def start_export(self) -> None:
        with _named():
            self._host.start_export()

    def export_news(self) -> bytes:
        return self._host.export_news()

    def switch_off(self, *, again: bool) -> None:
        with _named():
            self._host.restart() if again else self._host.power_off()


@contextmanager
def _named() -> Iterator[None]:
    """A device's trouble as a code; its sentence goes to the log, as it names the remedy."""
    try:
        yield
    except (NetworkError, SpeakerError, HostError) as error:
        log.warning("%s", error)
        match error:
            case NetworkError():
                cause = str(error.trouble)
            case SpeakerError():
                cause = str(error.fault)
            case _:
                cause = "host_refused"
        raise ErrandFault(cause) from error


def _button_event(moved: ButtonEvent) -> Event:
    match moved:
        case Pressed(button):
            return ButtonPressed(button)
        case Held(button):
            return ButtonHeld(button)
        case Released(button):
            return ButtonReleased(button)
        case Stuck(button):
            return ButtonStuck(button)
        case Freed(button):
            return ButtonFreed(button)

"""gpiozero's pins on the kernel's GPIO character device, through libgpiod.

Owns finding the chip, and one thread that waits for edges of all its lines. Refuses debouncing (`debounce`)
and what a pin is for. It is here because lgpio, gpiozero's own way, has no wheel for the appliance's Python,
and knows only a Pi's chips.
"""

import logging
import os
import selectors
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread
from typing import Any, Final

import gpiod
from gpiod.line import Bias, Direction, Edge, Value
from gpiozero.exc import PinFixedPull, PinInvalidFunction, PinInvalidPull, PinSetInput
from gpiozero.pins.local import LocalPiFactory, LocalPiPin

log = logging.getLogger(__name__)

PI_CHIPS: Final = ("pinctrl-bcm2835", "pinctrl-bcm2711", "pinctrl-rp1")
"""Labels of the chip behind the 40-pin header: Pi 3 and older, Pi 4, Pi 5 (kernel drivers' own names)."""
ANY_40_PIN_BOARD: Final = 0xC03111
"""A Pi 4B's revision code: GPIO 0 to 27 have the same place on every 40-pin header."""
OWNER: Final = "motcua"
_BIAS: Final = {"up": Bias.PULL_UP, "down": Bias.PULL_DOWN, "floating": Bias.DISABLED}


def find_chip(label: str, paths: Sequence[Path] | None = None) -> Path:
    """The chip with this label, or the header's where it is empty; ValueError names those that are there."""
    there: list[str] = []
    for path in sorted(Path("/dev").glob("gpiochip*")) if paths is None else paths:
        try:
            with gpiod.Chip(str(path)) as chip:
                name = chip.get_info().label
        except OSError as error:
            there.append(f"{path} ({error.strerror})")
            continue
        if name == label or (not label and name in PI_CHIPS):
            return path
        there.append(f"{path} ({name})")
    wanted = label or " or ".join(PI_CHIPS)
    raise ValueError(f"GPIO chip {wanted} is not there; found {', '.join(there) or 'none'}; see buttons.chip")


class GpiodFactory(LocalPiFactory):  # type: ignore[misc]
    """One chip. Buttons and lamps of a kiosk share one factory."""

    def __init__(self, chip: Path) -> None:
        super().__init__()
        self.pin_class = GpiodPin
        self.path = str(chip)
        self._selector = selectors.DefaultSelector()
        self._waker = os.pipe()
        self._selector.register(self._waker[0], selectors.EVENT_READ, self._drain)
        self._thread = Thread(target=self._watch, name="pins", daemon=True)
        self._closing = False
        self._thread.start()

    def close(self) -> None:
        if self._closing:
            return
        super().close()
        self._closing = True
        self.wake()
        self._thread.join(timeout=2)

    def watch(self, request: gpiod.LineRequest, moved: Callable[[], None]) -> None:
        self._selector.register(request.fd, selectors.EVENT_READ, moved)
        self.wake()

    def forget(self, request: gpiod.LineRequest) -> None:
        self._selector.unregister(request.fd)

    def wake(self) -> None:
        os.write(self._waker[1], b"!")

    def _get_revision(self) -> int:
        return ANY_40_PIN_BOARD

    def _drain(self) -> None:
        os.read(self._waker[0], 64)

    def _watch(self) -> None:
        while not self._closing:
            for key, _mask in self._selector.select():
                try:
                    key.data()
                except Exception:  # one pin's fault must not silence the others
                    log.exception("pin event lost")


class GpiodPin(LocalPiPin):  # type: ignore[misc]
    """One line, requested anew whenever what is wanted of it changes."""

    def __init__(self, factory: GpiodFactory, info: Any) -> None:
        super().__init__(factory, info)
        self._settings = gpiod.LineSettings(direction=Direction.INPUT)
        self._watched = False
        self._request = self._ask()

    def close(self) -> None:
        self._disable_event_detect()
        self._request.release()

    def output_with_state(self, state: bool) -> None:  # noqa: FBT001 (gpiozero's signature)
        """Direction and level in one request: a lamp never flashes at start."""
        level = Value.ACTIVE if state else Value.INACTIVE
        self._become(gpiod.LineSettings(direction=Direction.OUTPUT, output_value=level))

    def _get_function(self) -> str:
        return "output" if self._settings.direction is Direction.OUTPUT else "input"

    def _set_function(self, value: str) -> None:
        match value:
            case "input":
                self._become(gpiod.LineSettings(direction=Direction.INPUT))
            case "output":
                self.output_with_state(state=False)
            case _:
                raise PinInvalidFunction(f"function {value!r} of pin {self!r}: use input or output")

    def _get_state(self) -> bool:
        return self._request.get_value(self._number) is Value.ACTIVE

    def _set_state(self, value: float) -> None:
        if self._settings.direction is not Direction.OUTPUT:
            raise PinSetInput(f"pin {self!r} is an input; its state cannot be set")
        self._request.set_value(self._number, Value.ACTIVE if value else Value.INACTIVE)

    def _get_pull(self) -> str:
        return next((name for name, bias in _BIAS.items() if bias is self._settings.bias), "floating")

    def _set_pull(self, value: str) -> None:
        if self._settings.direction is not Direction.INPUT:
            raise PinFixedPull(f"pin {self!r} is an output; it has no pull")
        if value not in _BIAS:
            raise PinInvalidPull(f"pull {value!r} of pin {self!r}: use {', '.join(_BIAS)}")
        self._become(gpiod.LineSettings(direction=Direction.INPUT, bias=_BIAS[value]))

    def _get_edges(self) -> str:
        return "both"

    def _set_edges(self, value: str) -> None:
        if value != "both":
            raise ValueError(f"edges {value!r} of pin {self!r}: only both are watched")

    def _get_bounce(self) -> None:
        return None

    def _set_bounce(self, value: float | None) -> None:
        if value is not None:
            raise ValueError(f"bounce {value} of pin {self!r}: bouncing is judged in debounce.py, not here")

    def _enable_event_detect(self) -> None:
        self._settings.edge_detection = Edge.BOTH
        self._become(self._settings)
        self._watched = True
        self.factory.watch(self._request, self._moved)

    def _disable_event_detect(self) -> None:
        if self._watched:
            self.factory.forget(self._request)
            self._watched = False

    def _moved(self) -> None:
        for event in self._request.read_edge_events():
            rose = event.event_type is event.Type.RISING_EDGE
            self._call_when_changed(event.timestamp_ns / 1e9, int(rose))

    def _become(self, settings: gpiod.LineSettings) -> None:
        self._disable_event_detect()
        self._settings = settings
        self._request.release()
        self._request = self._ask()

    def _ask(self) -> gpiod.LineRequest:
        try:
            return gpiod.request_lines(self.factory.path, {self._number: self._settings}, consumer=OWNER)
        except OSError as error:
            reason = f"{error.strerror}; is it wired to something else?"
            raise OSError(error.errno, f"GPIO {self._number} of {self.factory.path}: {reason}") from error

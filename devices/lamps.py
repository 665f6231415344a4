"""The lamps in the buttons, one LED each, through gpiozero.

Owns which lamp is lit. Refuses why. Apart from the buttons, because some kiosks have buttons without lamps.
The simulated lamps are these same lamps on gpiozero's mock pins, in the factory that the buttons use too.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from gpiozero import LED


class LampsLike(Protocol):
    """Real, simulated and absent lamps alike."""

    def set(self, lit: tuple[bool, ...]) -> None: ...

    def lit(self) -> tuple[bool, ...]: ...

    def close(self) -> None: ...


class Lamps:
    """All dark at first and after `close`."""

    def __init__(self, pins: Sequence[int], factory: Any = None) -> None:
        self._leds = [LED(pin, pin_factory=factory) for pin in pins]

    def set(self, lit: tuple[bool, ...]) -> None:
        """One value for each lamp, in the order of the buttons."""
        if len(lit) != len(self._leds):
            raise ValueError(f"{len(lit)} values for {len(self._leds)} lamps; give one for each")
        for led, on in zip(self._leds, lit, strict=True):
            led.value = on

    def lit(self) -> tuple[bool, ...]:
        return tuple(bool(led.value) for led in self._leds)

    def close(self) -> None:
        for led in self._leds:
            led.close()

"""What stands where a device is not fitted: the same shape, nothing behind it.

Owns polite refusals. Refuses to pretend: an absent printer never prints. Apart, so that nobody has to ask
first whether there is a device at all.
"""

from collections.abc import Callable, Sequence

from devices.printer import Cause, Condition, PrinterError, Status
from devices.speaker import Fault, SpeakerError, always


class AbsentPrinter:
    """Neither well nor faulty; who prints on it all the same is told."""

    name = "absent"

    def status(self) -> Status:
        return Status(Condition.UNKNOWN)

    def print(self, slip: Sequence[bytes]) -> None:
        raise PrinterError(self.name, Cause.UNPLUGGED, detail="this kiosk is set up without a printer")

    def close(self) -> None:
        """Nothing is open."""


class AbsentButtons:
    """No buttons: the screen alone takes ratings."""

    count = 0

    def close(self) -> None:
        """Nothing is open."""


class AbsentLamps:
    """No lamps; setting them is allowed and shows nothing."""

    def set(self, lit: tuple[bool, ...]) -> None:
        """Nothing lights up."""

    def lit(self) -> tuple[bool, ...]:
        return ()

    def close(self) -> None:
        """Nothing is open."""


class AbsentScanner:
    """Nothing is scanned; the screen alone takes numbers."""

    def close(self) -> None:
        """Nothing is open."""


class AbsentSpeaker:
    """Silent; who plays on it all the same is told."""

    name = "absent"

    def play(self, wav: bytes, wanted: Callable[[], bool] = always) -> None:
        raise SpeakerError(self.name, Fault.ABSENT)

    def synthesise(self, text: str, language: str = "vi") -> bytes:
        raise SpeakerError(self.name, Fault.ABSENT)

    def stop(self, *, unwanted_only: bool = False) -> None:
        """Nothing is heard."""

    def close(self) -> None:
        """Nothing is open."""

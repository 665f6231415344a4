"""What stands where a device is not fitted: the same shape, nothing behind it.

Owns polite refusals. Refuses to pretend: an absent printer never prints. Apart, so that nobody has to ask
first whether there is a device at all.
"""

from collections.abc import Callable, Sequence

from devices.host import HostError
from devices.network import FixedAddress, Link, NetworkError, Seen, Trouble
from devices.printer import Cause, Condition, PrinterError, Status
from devices.sms import Fate, Message, News, NotReady, Word
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


class AbsentNetwork:
    """The network is somebody else's; who asks all the same is told."""

    def links(self) -> tuple[Link, ...]:
        raise NetworkError("absent", Trouble.ABSENT)

    def scan(self) -> tuple[Seen, ...]:
        raise NetworkError("absent", Trouble.ABSENT)

    def join(self, name: str, password: str) -> None:
        raise NetworkError("absent", Trouble.ABSENT)

    def set_cable(self, fixed: FixedAddress | None) -> None:
        raise NetworkError("absent", Trouble.ABSENT)

    def close(self) -> None:
        """Nothing is open."""


class AbsentHost:
    """A machine that the kiosk must leave alone, such as a desk's."""

    def start_export(self) -> None:
        raise HostError("host: this kiosk may not ask for an export; set [host] driver")

    def export_news(self) -> bytes:
        return b""

    def restart(self) -> None:
        raise HostError("host: this kiosk may not restart its machine; set [host] driver")

    def power_off(self) -> None:
        raise HostError("host: this kiosk may not switch off its machine; set [host] driver")


class AbsentModem:
    """Nothing is sent; who asks all the same is told."""

    name = "absent"
    receipts = False

    def ready(self) -> None:
        raise NotReady("modem: this kiosk is set up without one; set [modem] driver")

    def hand_over(self, message: Message) -> Fate:
        return Fate(Word.BUSY, reason="no modem is fitted")

    def ask(self, reference: str) -> Fate:
        return Fate(Word.UNKNOWN, reason="no modem is fitted")

    def news(self) -> tuple[News, ...]:
        return ()

    def noted(self) -> None:
        """There is nothing to forget."""

    def withdraw(self, reference: str) -> bool:
        return False

    def close(self) -> None:
        """Nothing is open."""

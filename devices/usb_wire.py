"""The USB wire to a printer.

Owns the end points, time-outs and errors of one bulk device. Refuses what the bytes mean, as other wires do.
Apart from them, because USB fails in its own ways: a device comes back under a new address after a power
cycle, and writes wait for ever unless told otherwise (python-escpos #437, #459, #628).
"""

import errno
from contextlib import suppress
from typing import Any, NoReturn

from devices.transport import WRITE_SECONDS, Gone, Stalled, Taken

DIRECTION_IN = 0x80
BULK = 2
LONGEST_READ = 64


class UsbTransport:
    """Found by vendor and product id each time it is opened."""

    def __init__(self, vendor: int, product: int, *, write_seconds: float = WRITE_SECONDS) -> None:
        import usb.core
        from escpos.exceptions import Error
        from escpos.printer import Usb

        self._milliseconds = round(write_seconds * 1000)
        self._printer = Usb(vendor, product, timeout=self._milliseconds)
        try:
            self._printer.open()
            self._device: Any = self._printer.device
            self._out, self._in = _end_points(self._device)
        except (Error, KeyError, StopIteration) as error:
            self.close()
            raise Gone(str(error)) from error
        except usb.core.NoBackendError as error:
            raise Taken("no USB library; install the Debian package libusb-1.0-0") from error
        except usb.core.USBError as error:
            self.close()
            _raise(error)
        self._left = b""

    def write(self, data: bytes) -> None:
        import usb.core

        sent = 0
        try:
            while sent < len(data):
                sent += self._device.write(self._out, data[sent:], self._milliseconds)
        except usb.core.USBError as error:
            _raise(error)

    def read(self, count: int, timeout_seconds: float) -> bytes:
        import usb.core

        # A bulk read shorter than the packet overflows, so read a packet and keep what was not asked for.
        if not self._left:
            try:
                # libusb takes 0 for no deadline at all.
                wait = max(round(timeout_seconds * 1000), 1)
                self._left = bytes(self._device.read(self._in, LONGEST_READ, wait))
            except usb.core.USBTimeoutError:
                return b""
            except usb.core.USBError as error:
                _raise(error)
        taken, self._left = self._left[:count], self._left[count:]
        return taken

    def close(self) -> None:
        import usb.core

        with suppress(usb.core.USBError):
            self._printer.close()


def _end_points(device: Any) -> tuple[int, int]:
    """Bulk out and in of the first interface that has both; StopIteration if none has."""
    bulk = [
        point.bEndpointAddress
        for interface in device.get_active_configuration()
        for point in interface
        if point.bmAttributes & 3 == BULK
    ]
    return (
        next(address for address in bulk if not address & DIRECTION_IN),
        next(address for address in bulk if address & DIRECTION_IN),
    )


def _raise(error: Any) -> NoReturn:
    match error.errno:
        case errno.ETIMEDOUT:
            raise Stalled(str(error)) from error
        case errno.EBUSY:
            raise Taken("another program uses it; stop that program") from error
        case errno.EACCES | errno.EPERM:
            raise Taken("no permission; install the udev rule for printers") from error
        case _:
            raise Gone(str(error)) from error

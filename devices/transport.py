"""The wire to a printer: USB, network or serial line, each with a deadline on every write and read.

Owns opening, closing and what a broken wire is called. Refuses to know what the bytes mean. python-escpos
finds and opens the device; its own reads and writes have no usable deadlines, so those go to its device.
Apart, so that the printer runs unchanged over the simulated wire. Libraries load with the wire in use.
"""

from contextlib import suppress
from typing import Any, Protocol

WRITE_SECONDS = 3.0


class TransportError(OSError):
    """Something is wrong with the wire."""


class Gone(TransportError):
    """Nothing is at the other end: switched off, unplugged, or not the configured device."""


class Taken(TransportError):
    """Another program, or a missing permission, keeps us from the device."""


class Stalled(TransportError):
    """The other end took no more bytes within the deadline."""


class Transport(Protocol):
    def write(self, data: bytes) -> None:
        """All of it or an error: Gone, Taken or Stalled."""

    def read(self, count: int, timeout_seconds: float) -> bytes:
        """Up to `count` bytes, none when the deadline passes. Raises Gone."""

    def close(self) -> None:
        """Never raises; a closed wire is not used again."""


class NetworkTransport:
    """A printer that listens for raw bytes, usually on port 9100."""

    def __init__(self, host: str, port: int = 9100, *, write_seconds: float = WRITE_SECONDS) -> None:
        import socket

        from escpos.printer import Network

        self._seconds = write_seconds
        self._printer = Network(host, port, timeout=write_seconds)
        try:
            # Network.open() would leak the socket of a refused connection.
            self._socket = socket.create_connection((host, port), write_seconds)
        except OSError as error:
            raise Gone(f"{host}:{port}: {error}") from error
        # A question follows each band at once; Nagle's algorithm would hold it for 40 ms.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._printer.device = self._socket

    def write(self, data: bytes) -> None:
        try:
            self._socket.settimeout(self._seconds)
            self._socket.sendall(data)
        except TimeoutError as error:
            raise Stalled(str(error)) from error
        except OSError as error:
            raise Gone(str(error)) from error

    def read(self, count: int, timeout_seconds: float) -> bytes:
        try:
            self._socket.settimeout(max(timeout_seconds, 0.001))
            data = self._socket.recv(count)
        except TimeoutError:
            return b""
        except OSError as error:
            raise Gone(str(error)) from error
        if not data:
            raise Gone("the printer closed the connection")
        return data

    def close(self) -> None:
        with suppress(OSError):
            self._printer.close()


class SerialTransport:
    """A printer on a serial line."""

    def __init__(self, device: str, baudrate: int = 115200, *, write_seconds: float = WRITE_SECONDS) -> None:
        from escpos.exceptions import DeviceNotFoundError
        from escpos.printer import Serial

        self._printer = Serial(device, baudrate, timeout=write_seconds)
        try:
            self._printer.open()
        except DeviceNotFoundError as error:
            raise Gone(str(error)) from error
        self._port: Any = self._printer.device
        self._port.write_timeout = write_seconds

    def write(self, data: bytes) -> None:
        from serial import SerialTimeoutException

        try:
            self._port.write(data)
        except SerialTimeoutException as error:
            raise Stalled(str(error)) from error
        except OSError as error:
            raise Gone(str(error)) from error

    def read(self, count: int, timeout_seconds: float) -> bytes:
        try:
            self._port.timeout = timeout_seconds
            first: bytes = self._port.read(1)
            waiting = min(self._port.in_waiting, count - 1) if first else 0
            return first + (self._port.read(waiting) if waiting > 0 else b"")
        except (OSError, TypeError) as error:
            raise Gone(str(error)) from error

    def close(self) -> None:
        # Serial.close() drains first, which never ends when the printer holds the line.
        with suppress(OSError):
            self._port.reset_output_buffer()
        with suppress(OSError):
            self._printer.close()

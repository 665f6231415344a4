"""A paho client that takes from its socket whatever is there, instead of a few bytes at a time.

Owns the bytes that were read and not asked for yet. Refuses messages. Apart because paho has no door for it:
it asks the system for each byte of a packet's head, and with every question Python passes from one thread to
another, which a centre that hears thousands of messages a second cannot afford.
"""

import ssl
from typing import TYPE_CHECKING, Any, Final

import paho.mqtt.client as paho
from paho.mqtt.enums import MQTTErrorCode

if TYPE_CHECKING:
    from paho.mqtt.client import SocketLike

READ_BYTES: Final = 64 * 1024
READ_ON: Final = 100
"""So many packets that are here are read before the next look whether something is to be sent."""


class Buffered:
    """A socket as paho uses one. `pending` is what paho asks before it waits, as it does of TLS."""

    def __init__(self, wire: "SocketLike") -> None:
        self._wire = wire
        self._read = b""
        self._at = 0

    def recv(self, most: int) -> bytes:
        """As of a socket: b"" at its end, and BlockingIOError where nothing is here."""
        if self._at == len(self._read):
            self._read, self._at = self._wire.recv(READ_BYTES), 0
        some = self._read[self._at : self._at + most]
        self._at += len(some)
        return some

    def pending(self) -> int:
        """How many bytes can be had without waiting for the network."""
        below = self._wire.pending() if isinstance(self._wire, ssl.SSLSocket) else 0
        return len(self._read) - self._at + below

    def __getattr__(self, name: str) -> Any:
        return getattr(self._wire, name)


class BufferedClient(paho.Client):
    """Should paho make its sockets elsewhere one day, nothing breaks but the pace."""

    def _create_socket(self) -> Any:
        return Buffered(super()._create_socket())

    def read_on(self) -> MQTTErrorCode:
        """Handle what is here already, which needs no waiting for the network."""
        status = MQTTErrorCode.MQTT_ERR_SUCCESS
        for _ in range(READ_ON):
            wire = self.socket()
            if status or not isinstance(wire, Buffered) or not wire.pending():
                break
            status = self.loop_read()
        return status

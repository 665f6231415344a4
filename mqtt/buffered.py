"""A paho client that takes from its socket whatever is there, and can give it many packets at once.

Owns the bytes that were read and not asked for yet, and those that leave together. Refuses messages. Apart
because paho has no door for it: it asks the system for each byte of a packet's head and wakes its loop for
each answer, and each time Python passes from one thread to another, which a centre that hears thousands of
messages a second cannot afford.
"""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import paho.mqtt.client as paho
from paho.mqtt.enums import MessageType, MQTTErrorCode

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
    """Should paho make its sockets, or queue its packets, elsewhere one day, nothing breaks but the pace."""

    def __init__(self, *wishes: Any, **more: Any) -> None:
        super().__init__(*wishes, **more)
        self._gathering = threading.local()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Acknowledgements and QoS 0 publishes of this thread become one packet to write, at the end."""
        gathered: list[bytes | bytearray] = []
        self._gathering.packets = gathered
        try:
            yield
        finally:
            self._gathering.packets = None
            if gathered:
                super()._packet_queue(MessageType.PUBACK, b"".join(gathered), 0, 0)

    def _packet_queue(
        self, command: int, packet: bytes | bytearray, mid: int, qos: int, info: Any = None
    ) -> MQTTErrorCode:
        packets = getattr(self._gathering, "packets", None)
        alone = command != MessageType.PUBACK and (command != MessageType.PUBLISH or qos)
        if packets is None or alone:
            return super()._packet_queue(command, packet, mid, qos, info)
        packets.append(packet)
        return MQTTErrorCode.MQTT_ERR_SUCCESS

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

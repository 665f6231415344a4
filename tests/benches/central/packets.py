"""The few packets of MQTT 3.1.1 that a load needs, as bytes, and a socket that sends them.

Owns packing, and how much may be out without the broker's word. Refuses what paho is for: the load must cost
the two processors as little as it can, and be the same for both sides.
"""

import socket
import struct
from collections.abc import Iterable
from typing import Final

CONNECTED: Final = 4
PUBACK: Final = 4
UNANSWERED: Final = 2_000
AT_ONCE: Final = 50


def connect(client: str, *, keepalive_seconds: int = 60, will: tuple[str, bytes] | None = None) -> bytes:
    flags, more = 0x02, b""
    if will is not None:
        flags, more = flags | 0x0C, text(will[0]) + struct.pack("!H", len(will[1])) + will[1]
    head = text("MQTT") + bytes([4, flags]) + struct.pack("!H", keepalive_seconds)
    return packed(0x10, head + text(client) + more)


def subscribe(topic: str, number: int = 1) -> bytes:
    return packed(0x82, struct.pack("!H", number) + text(topic) + b"\x01")


def publish(topic: str, payload: bytes, number: int = 0) -> bytes:
    """QoS 1 with a number from 1 to 65,535, else QoS 0."""
    head = text(topic) + (struct.pack("!H", number) if number else b"")
    return packed(0x32 if number else 0x30, head + payload)


def text(words: str) -> bytes:
    return struct.pack("!H", len(raw := words.encode())) + raw


def packed(kind: int, body: bytes) -> bytes:
    length, left = bytearray(), len(body)
    while True:
        length.append(left % 128 | (0x80 if left > 127 else 0))
        left //= 128
        if not left:
            return bytes([kind]) + bytes(length) + body


class Sender:
    """One connection that only publishes at QoS 1; what comes back is nothing but the broker's word."""

    def __init__(self, port: int, client: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), 10)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(connect(client, keepalive_seconds=0))
        self._answered = -CONNECTED
        self._sent = 0

    def send(self, messages: Iterable[tuple[str, bytes]], *, unanswered: int = 0) -> None:
        """All of them, and wait for the broker's word until so few lack it."""
        heap: list[bytes] = []
        for topic, payload in messages:
            self._sent += 1
            heap.append(publish(topic, payload, self._sent % 65_000 + 1))
            if len(heap) >= AT_ONCE:
                self._socket.sendall(b"".join(heap))
                heap.clear()
                self._hear(UNANSWERED)
        self._socket.sendall(b"".join(heap))
        self._hear(unanswered)

    def close(self) -> None:
        self._socket.close()

    def _hear(self, unanswered: int) -> None:
        while self._sent * PUBACK - self._answered > unanswered * PUBACK:
            heard = self._socket.recv(65_536)
            if not heard:
                raise ConnectionError("the broker hung up on the load")
            self._answered += len(heard)

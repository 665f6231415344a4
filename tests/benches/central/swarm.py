"""Thousands of kiosks in one thread: a connection each, with its Will, its heartbeat, its facts, its answers.

Owns the sockets and what each kiosk has sent and been told. Refuses paho, whose client is too heavy to have
thousands of; the packets are the same. A kiosk that is cut off is counted and stays away.
"""

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from msgspec import Raw

from central.simulate.moments import uuid7
from mqtt.facts import TicketIssued
from mqtt.messages import Ack, Event, Frame, Health, State, StateWord, decode, encode, instant
from mqtt.topics import KioskName
from tests.benches.central.packets import connect, publish, subscribe

EPOCH: Final = "9f3c9f3c9f3c9f3c"
FACTS: Final = 5
"""In one message."""
_PUBLISH, _CONNACK = 0x30, 0x20


@dataclass(slots=True, eq=False)
class Member:
    name: KioskName
    line: socket.socket
    welcome: bool = False
    seq: int = 0
    upto: int = 0
    number: int = 0
    heard: bytearray = field(default_factory=bytearray)


class Swarm:
    """`day` is the business day of every fact. `cut_off` counts connections that ended by themselves."""

    def __init__(self, link: int, day: str) -> None:
        self.cut_off = 0
        self.heartbeats = 0
        self.members: list[Member] = []
        self._link = link
        self._day = day
        self._watch = selectors.DefaultSelector()

    @property
    def welcome(self) -> int:
        return sum(member.welcome for member in self.members)

    @property
    def sent(self) -> int:
        return sum(member.seq for member in self.members)

    @property
    def answered(self) -> int:
        return sum(member.upto for member in self.members)

    def join(self, name: KioskName) -> None:
        line = socket.create_connection(("127.0.0.1", self._link), 10)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        member = Member(name, line)
        will = (name.topic("state"), self._state("lost"))
        hello = connect(f"swarm-{name}", will=will) + subscribe(name.topic("ack"))
        line.sendall(hello + publish(name.topic("state"), self._state("online"), self._next(member)))
        line.setblocking(False)
        self._watch.register(line, selectors.EVENT_READ, member)
        self.members.append(member)

    def beat(self, member: Member) -> None:
        health = Health(
            at=_now(),
            epoch=EPOCH,
            seq_high=member.seq,
            backlog=member.seq - member.upto,
            version="1.0.0",
            clock="synced",
            paper="ok",
        )
        self.heartbeats += 1
        self._say(member, publish(member.name.topic("health"), encode(health)))

    def tell(self, member: Member) -> None:
        events = []
        for _ in range(FACTS):
            member.seq += 1
            fact = TicketIssued(day=self._day, number=f"A{member.seq % 1000:03}", service="ho-tich")
            event_id = uuid7(int(time.time() * 1000), member.seq * 0x9E3779B97F4A7C15 % 2**72)
            events.append(Event(member.seq, event_id, "ticket.issued", _now(), "synced", Raw(encode(fact))))
        frame = encode(Frame(1, str(member.name), EPOCH, events))
        self._say(member, publish(member.name.topic("ticket"), frame, self._next(member)))

    def live(self, seconds: float, every_seconds: float) -> None:
        """Each kiosk beats once in that time and tells once, spread evenly."""
        began, count, done = time.monotonic(), len(self.members), 0
        while (passed := time.monotonic() - began) < seconds:
            due = int(passed / every_seconds * 2 * count)
            for turn in range(done, due):
                member = self.members[turn // 2 % count]
                (self.beat if turn % 2 else self.tell)(member)
            done = due
            self.listen(0.005)

    def listen(self, seconds: float) -> None:
        for key, _ in self._watch.select(seconds):
            self._hear(key.data)

    def close(self) -> None:
        for member in self.members:
            member.line.close()
        self._watch.close()

    def _hear(self, member: Member) -> None:
        try:
            got = member.line.recv(65_536)
        except OSError:
            got = b""
        if not got:
            self.cut_off += 1
            self._watch.unregister(member.line)
            return
        member.heard += got
        for kind, body in _packets(member.heard):
            self._take(member, kind, body)

    def _take(self, member: Member, kind: int, body: bytes) -> None:
        if kind & 0xF0 == _CONNACK:
            member.welcome = body[1] == 0
        elif kind & 0xF0 == _PUBLISH:
            topic = 2 + int.from_bytes(body[:2], "big")
            if kind & 0x06:
                self._say(member, b"\x40\x02" + body[topic : topic + 2])
                topic += 2
            member.upto = max(member.upto, decode(Ack, body[topic:]).upto)

    def _say(self, member: Member, packet: bytes) -> None:
        """A kiosk's socket has room for its few bytes, or its connection is gone."""
        try:
            member.line.sendall(packet)
        except OSError:
            member.line.close()

    def _next(self, member: Member) -> int:
        member.number = member.number % 65_000 + 1
        return member.number

    def _state(self, word: StateWord) -> bytes:
        return encode(State(word, EPOCH, "b1", "1.0.0", _now(), 0))


def _packets(heard: bytearray) -> Iterator[tuple[int, bytes]]:
    """Those that are whole, taken off the front."""
    while len(heard) >= 2:
        length = shift = 0
        at = 1
        while at < len(heard):
            length |= (heard[at] & 0x7F) << shift
            shift += 7
            at += 1
            if not heard[at - 1] & 0x80:
                break
        else:
            return
        if len(heard) < at + length:
            return
        kind, body = heard[0], bytes(heard[at : at + length])
        del heard[: at + length]
        yield kind, body


def _now() -> str:
    return instant(datetime.now(UTC))

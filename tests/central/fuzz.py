"""Mail that no kiosk should send: broken, forged, replayed, years off, drawn from a seed.

Owns the mischief, one kind after the other in an endless row. Refuses to know what the centre makes of it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from msgspec import Raw

from mqtt.client import Incoming
from mqtt.facts import KIND_OF
from mqtt.messages import FRAME_BYTES, Event, Frame, encode, instant
from tests.central.wire import (
    NOW,
    event,
    frame_of,
    heartbeat,
    incoming,
    rating,
    state,
    ticket,
    uuid_of,
    voided,
)

WORDS = (
    b"\x00",
    b"\\u0000",
    b"\\ud800",
    b"\xff\xfe",
    b"9" * 400,
    b"-1",
    b"1e999",
    b"null",
    b"{}",
    b"[[",
    b'"',
)
TOPICS = (
    "motcua/1/19/05518/k1/ack",
    "motcua/1/19/05518/k1/nothing",
    "motcua/1/99/99999/k1/ticket",
    "motcua/1/19/05518/k0/ticket",
    "motcua/1/x/05518/k1/ticket",
    "motcua/2/19/05518/k1/ticket",
    "motcua",
    "",
)
INSTANTS = (
    instant(NOW - timedelta(days=9000)),
    instant(NOW + timedelta(days=90_000)),
    "2026-02-31T02:15:00.000Z",
    "0000-00-00T99:99:99.999Z",
)


@dataclass
class Mischief:
    """Kiosks k1 to k5 of one ward; `kept` are honest frames of the past."""

    seed: int
    chance: Random = field(init=False)
    kept: list[Incoming] = field(default_factory=list)
    seqs: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)

    def mail(self) -> Iterator[Incoming]:
        kinds: tuple[Callable[[], Incoming], ...] = (
            self._honest,
            self._flipped,
            self._cut,
            self._stuffed,
            self._noise,
            self._misdirected,
            self._in_another_name,
            self._replayed,
            self._other_content,
            self._other_time,
            self._far_ahead,
            self._odd_event,
            self._presence,
            self._nested,
        )
        while True:
            yield self.chance.choice(kinds)()

    # ------------------------------------------------------------ honest

    def _kiosk(self) -> str:
        return f"19/05518/k{self.chance.randint(1, 5)}"

    def _honest(self) -> Incoming:
        kiosk = self._kiosk()
        first = self.seqs.get(kiosk, 0) + 1
        self.seqs[kiosk] = last = first + self.chance.randrange(5)
        level = self.chance.choice((True, False))
        facts = [rating() if level else ticket(f"A{seq % 1000:03}") for seq in range(first, last + 1)]
        frame = frame_of(*(event(first + at, fact) for at, fact in enumerate(facts)), kiosk=kiosk)
        self.kept = [*self.kept[-200:], frame]
        return frame

    def _old(self) -> Incoming:
        return self.chance.choice(self.kept) if self.kept else self._honest()

    # ------------------------------------------------------------ broken on the way

    def _flipped(self) -> Incoming:
        old = self._old()
        raw = bytearray(old.payload)
        for _ in range(self.chance.randint(1, 8)):
            raw[self.chance.randrange(len(raw))] = self.chance.randrange(256)
        return replace(old, payload=bytes(raw))

    def _cut(self) -> Incoming:
        old = self._old()
        begin, end = sorted(self.chance.randrange(len(old.payload) + 1) for _ in range(2))
        return replace(old, payload=self.chance.choice((old.payload[:end], old.payload[begin:])))

    def _stuffed(self) -> Incoming:
        old, word = self._old(), self.chance.choice(WORDS)
        at = self.chance.randrange(len(old.payload))
        gone = self.chance.randrange(12)
        return replace(old, payload=old.payload[:at] + word + old.payload[at + gone :])

    def _noise(self) -> Incoming:
        size = self.chance.choice((0, 1, 20, 5000, FRAME_BYTES + 1))
        return replace(self._old(), payload=self.chance.randbytes(size))

    def _nested(self) -> Incoming:
        deep = self.chance.randrange(100, 20_000)
        return replace(self._old(), payload=self.chance.choice((b"[", b'{"a":')) * deep)

    # ------------------------------------------------------------ forged

    def _misdirected(self) -> Incoming:
        return replace(self._old(), topic=self.chance.choice(TOPICS))

    def _in_another_name(self) -> Incoming:
        return replace(self._old(), topic=f"motcua/1/19/01840/k1/{self.chance.choice(('ticket', 'rating'))}")

    def _replayed(self) -> Incoming:
        return self._old()

    def _other_content(self) -> Incoming:
        kiosk = self._kiosk()
        seq = self.chance.randint(1, max(self.seqs.get(kiosk, 0), 1))
        return frame_of(event(seq, voided()), kiosk=kiosk)

    def _other_time(self) -> Incoming:
        kiosk, at = self._kiosk(), self.chance.choice(INSTANTS)
        self.seqs[kiosk] = seq = self.seqs.get(kiosk, 0) + 1
        fact = self.chance.choice((ticket(), rating()))
        odd = Event(seq, uuid_of(seq), KIND_OF[type(fact)], at, "synced", Raw(encode(fact)))
        return frame_of(odd, kiosk=kiosk)

    def _far_ahead(self) -> Incoming:
        kiosk = self._kiosk()
        seq = self.chance.choice((0, 2**31, 2**53 - 1, 2**53, 2**63, self.seqs.get(kiosk, 0) + 1000))
        return frame_of(event(seq, ticket()), kiosk=kiosk, epoch=f"{self.chance.randrange(50):016x}")

    def _odd_event(self) -> Incoming:
        kiosk = self._kiosk()
        self.seqs[kiosk] = seq = self.seqs.get(kiosk, 0) + 1
        kind = self.chance.choice(
            ("ticket.issued", "ticket.folded", "rating.given", "dossier.moved", "", "\0")
        )
        data = self.chance.choice(
            (b"{}", b"7", b'"\\u0000"', b'{"day":"2026-99-99"}', b"[" * 500 + b"]" * 500)
        )
        odd = Event(seq, uuid_of(seq), kind, instant(NOW), "synced", Raw(data))
        leaf = self.chance.choice(("ticket", "rating", "dossier"))
        return incoming(f"motcua/1/{kiosk}/{leaf}", encode(Frame(1, kiosk, "9f3c9f3c9f3c9f3c", [odd])))

    def _presence(self) -> Incoming:
        kiosk, high = self._kiosk(), self.chance.choice((0, 5, 10**6))
        lost = replace(state("lost", seq_high=high, kiosk=kiosk), retained=self.chance.random() < 0.5)
        return self.chance.choice((lost, heartbeat(seq_high=high, backlog=high, kiosk=kiosk)))

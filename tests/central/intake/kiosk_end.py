"""The kiosk's end of what is filed from home, as the wire says it must behave. Refuses assertions."""

import hashlib
from dataclasses import dataclass, field

from mqtt.client import Incoming, Outgoing
from mqtt.facts import DossierFiled, DossierMoved, Fact
from mqtt.filing import PIECE_BYTES, Filed, Piece, Wanted, decode, encode
from tests.central.wire import KIOSK, event, frame_of, incoming

ASKED_AT_ONCE = 16


@dataclass
class KioskEnd:
    """Takes `filed` and `piece`, asks for what it lacks, says in its ledger when it has all of it."""

    name: str = KIOSK
    filed: list[Filed] = field(default_factory=list)
    pieces: dict[tuple[str, int], bytes] = field(default_factory=dict)
    seq: int = 0

    def hear(self, *messages: Outgoing | Incoming) -> None:
        for message in messages:
            if message.topic == f"motcua/1/{self.name}/filed":
                self.filed.append(decode(message.payload, Filed))
            elif message.topic == f"motcua/1/{self.name}/piece":
                piece = decode(message.payload, Piece)
                self.pieces[piece.sha256, piece.index] = piece.body

    def wants(self) -> list[Incoming]:
        """The first few pieces that it lacks of each attachment."""
        return [incoming(f"motcua/1/{self.name}/wanted", encode(wanted), qos=0) for wanted in self.wanted()]

    def wanted(self) -> list[Wanted]:
        lacking = {
            paper.sha256: [
                number
                for number in range(-(-paper.size // PIECE_BYTES))
                if (paper.sha256, number) not in self.pieces
            ]
            for paper in self.filed[-1].attachments
        }
        return [
            Wanted(code=self.filed[-1].code, sha256=sha256, pieces=numbers[:ASKED_AT_ONCE])
            for sha256, numbers in lacking.items()
            if numbers
        ]

    def content(self, sha256: str) -> bytes:
        numbers = sorted(number for digest, number in self.pieces if digest == sha256)
        body = b"".join(self.pieces[sha256, number] for number in numbers)
        return body if hashlib.sha256(body).hexdigest() == sha256 else b""

    def has_all(self) -> Incoming:
        last = self.filed[-1]
        return self.says(DossierFiled(day="2026-11-26", code=last.code, turn=last.turn))

    def moves(self, code: str, before: int, after: int, reason: str = "") -> Incoming:
        return self.says(
            DossierMoved(
                day="2026-11-26",
                code=code,
                procedure="1.004873",
                channel="online",
                from_state=before,
                state=after,
                officer="cb01",
                reason=reason,
            )
        )

    def says(self, fact: Fact) -> Incoming:
        self.seq += 1
        return frame_of(event(self.seq, fact), kiosk=self.name)

"""A centre's end of what is filed from home: it says forms, and gives the pieces that the kiosk wants.

Owns what tests of arrival and of the console share. Refuses tests.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from firmware import filed_pages
from firmware.filed_pages import Cabinet
from firmware.filings import FilingTurn
from firmware.pieces import Pieces
from mqtt import filing
from mqtt.client import Incoming
from mqtt.filing import PIECE_BYTES, Answer, Attachment, Filed, Piece, Wanted
from mqtt.topics import KioskName
from tests.firmware.filing import BIRTH, FilingBench
from tests.stub_wire import StubWire

KIOSK = KioskName("19", "05518", "k1")
CODE = "19.05518.nop-261123-0001"
AT = "2026-11-23T00:30:00.000Z"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 1500
"""Three pieces, the last a short one."""


def attachment(body: bytes = PNG, **more: Any) -> Attachment:
    told: dict[str, Any] = {
        "field": "birth",
        "label": "Giấy chứng sinh",
        "file": "giấy chứng sinh.png",
        "type": "image/png",
        "size": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    return Attachment(**told | more)


def form(*attachments: Attachment, **more: Any) -> Filed:
    told: dict[str, Any] = {
        "code": CODE,
        "turn": 1,
        "procedure": BIRTH,
        "form": 1,
        "at": AT,
        "name": "Nguyễn Văn Mẫu",
        "phone": "0912345678",
        "answers": [Answer(field="child", label="Họ tên trẻ", text="Nguyễn Thị Bé")],
        "attachments": list(attachments),
    }
    return Filed(**told | more)


@dataclass(slots=True)
class Home:
    """A kiosk and its centre; nothing moves unless a test says so."""

    kiosk: FilingBench
    free_mb: int | None = 5000
    bodies: dict[str, bytes] = field(default_factory=dict)
    waiting: list[Incoming] = field(default_factory=list)
    wire: StubWire = field(default_factory=StubWire)
    turn: FilingTurn = field(init=False)
    answered: int = 0

    def __post_init__(self) -> None:
        self.switch_on()

    def switch_on(self) -> None:
        """A new worker: all that it knows is on disk."""
        kiosk = self.kiosk
        pieces = Pieces(kiosk.folder / "filings", kiosk.core.seals)
        self.turn = FilingTurn(
            self.wire,
            self._drain,
            kiosk.reader,
            KIOSK,
            pieces,
            lambda news: bool(kiosk.core.handle(news)),
            lambda: self.free_mb,
        )

    def power_cycle(self) -> None:
        self.kiosk.power_cycle()
        self.kiosk.publish()
        self.waiting = []
        self.answered = len(self.wire.sent)
        self.switch_on()

    # ------------------------------------------------------------ the centre

    def says(self, filed: Filed, *bodies: bytes) -> None:
        """The form arrives; the bodies lie ready at the centre."""
        self.bodies |= {hashlib.sha256(body).hexdigest(): body for body in bodies}
        self.hears("filed", filing.encode(filed))

    def hears(self, leaf: str, payload: bytes) -> None:
        """Anything at all comes in on a topic of the kiosk's, and a turn is made."""
        self.waiting.append(Incoming(KIOSK.topic(leaf), payload, False, 1, 1, 1))
        self.take_turn()

    def gives(self, *, most: int = 99) -> None:
        """The centre answers what was wanted since it last did: each piece is a message, and a turn."""
        fresh, self.answered = self.wanted()[self.answered :], len(self.wire.sent)
        pieces = [(one.sha256, index) for one in fresh for index in one.pieces]
        for sha256, index in pieces[:most]:
            self.hears("piece", filing.encode(self.piece(sha256, index)))

    def gives_all(self) -> None:
        """Until the kiosk wants nothing more."""
        while self.answered < len(self.wire.sent):
            self.gives()

    def piece(self, sha256: str, index: int) -> Piece:
        body = self.bodies[sha256][index * PIECE_BYTES : (index + 1) * PIECE_BYTES]
        return Piece(sha256=sha256, index=index, body=body)

    def files(self, filed: Filed, *bodies: bytes) -> str:
        """All the way into the register; returns the code."""
        self.says(filed, *bodies)
        self.gives_all()
        return filed.code

    # ------------------------------------------------------------ what one sees

    def take_turn(self, seconds: float = 0) -> None:
        self.kiosk.clock.advance(seconds)
        self.turn(self.kiosk.clock.now())

    def wanted(self) -> list[Wanted]:
        return [filing.decode(sent.payload, Wanted) for sent in self.wire.sent]

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.kiosk.facts("dossier")]

    def folders(self) -> list[str]:
        """The attachments of which something lies on disk."""
        return sorted(path.name for path in (self.kiosk.folder / "filings").glob("*"))

    def on_disk(self) -> bytes:
        """Every byte that the kiosk keeps, its key left out."""
        files = [path for path in sorted(self.kiosk.folder.rglob("*")) if path.is_file()]
        return b"".join(path.read_bytes() for path in files if path.name != "dossiers.key")

    @property
    def cabinet(self) -> Cabinet:
        pieces = Pieces(self.kiosk.folder / "filings", self.kiosk.core.seals)
        return Cabinet(self.kiosk.reader.rows, self.kiosk.core.seals, pieces)

    @property
    def unseen(self) -> int:
        return filed_pages.unseen(self.kiosk.reader.rows)

    def _drain(self) -> Iterator[Incoming]:
        taken, self.waiting = self.waiting, []
        return iter(taken)

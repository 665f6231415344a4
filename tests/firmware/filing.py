"""A ward that receives dossiers: the bench with a small catalogue, hours, and an officer at counter 1.

Owns what tests of the register, of inquiries and of slips share. Refuses tests.
"""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from devices import paper
from firmware.catalogue import GuideMade
from firmware.console import Answer, DossierTaken, MoveDossier, ReceiveDossier
from firmware.guidebook import make_guide
from mqtt.catalogue import Procedure, TimeLimit
from tests.bench import KioskBench, TurnedClock, ward

DAY = ["07:30-11:30", "13:30-17:00"]
HOURS = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), DAY)
BIRTH, COPY, LAND, WORDS = "1.001193", "2.000815", "1.012345", "1.000001"
PROCEDURES = (
    Procedure(
        code=BIRTH,
        name="Đăng ký khai sinh",
        field="Hộ tịch",
        time_limits=[TimeLimit(quantity=5, unit="working_day")],
    ),
    Procedure(
        code=COPY,
        name="Chứng thực bản sao từ bản chính",
        field="Chứng thực",
        time_limits=[TimeLimit(quantity=0, unit="working_day")],
    ),
    Procedure(
        code=LAND,
        name="Cấp giấy chứng nhận",
        field="Đất đai",
        time_limits=[
            TimeLimit(channel="direct", quantity=20, unit="working_day"),
            TimeLimit(channel="online", quantity=10, unit="working_day"),
        ],
    ),
    Procedure(code=WORDS, name="Việc khác", field="Khác", time_limits=[TimeLimit(text="Theo hẹn")]),
)


class FilingBench(KioskBench):
    """Officer cb01 is signed in at counter 1."""

    @classmethod
    def opened(cls, folder: Path, **sections: Any) -> "FilingBench":
        bench = cls(folder, ward(hours=HOURS, **sections), TurnedClock())
        bench.publish()
        bench.sign_in("cb01", 1)
        return bench

    def publish(self) -> None:
        day = self.clock.now().date.isoformat()
        self.core.handle(GuideMade(make_guide(1, "2026-11-20T00:00:00.000Z", PROCEDURES, day)))

    def receive(self, procedure: str = BIRTH, channel: str = "direct", **more: Any) -> Answer:
        wish = ReceiveDossier(session="cb01", counter=1, procedure=procedure, channel=channel, **more)
        return self.ask(wish)

    def received(self, procedure: str = BIRTH, channel: str = "direct", **more: Any) -> str:
        """Receive, which must succeed; returns the code."""
        answer = self.receive(procedure, channel, **more)
        assert isinstance(answer, DossierTaken), answer
        return str(answer.number)

    def move(self, code: str, state: int, **more: Any) -> Answer:
        return self.ask(MoveDossier(session="cb01", counter=1, code=code, state=state, **more))

    def next_day(self, days: int = 1) -> None:
        """The office opens again, and the same officer sits down."""
        self.pass_days(days)
        self.advance(0.25)
        self.sign_in("cb01", 1)
        self.publish()

    def row(self, code: str, columns: str) -> tuple[Any, ...]:
        [row] = self.reader.rows(f"SELECT {columns} FROM dossier WHERE code = ?", (code,))
        return row

    def slips(self) -> list[str]:
        """The words of each slip that waits for the printer, the oldest first."""
        rows = self.reader.rows("SELECT document FROM print_job WHERE printed_at IS NULL ORDER BY id")
        return [_words(paper.decode(zlib.decompress(packed))) for (packed,) in rows]

    def pin(self) -> str:
        """On the receipt that was queued last."""
        [pin] = re.findall(r"Mã tra cứu: (....)", self.slips()[-1])
        return str(pin)


@pytest.fixture
def filing(tmp_path: Path) -> Iterator[FilingBench]:
    bench = FilingBench.opened(tmp_path)
    yield bench
    bench.store.close()
    bench.reader.close()


def _words(slip: paper.Document) -> str:
    return "\n".join(str(getattr(block, "text", "")) for block in slip.blocks)

"""A ward that shows what to bring: invented procedures beside real ones, and how they get in.

Owns what tests of looking up share. Refuses tests.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firmware import lookups as look
from firmware.catalogue import CatalogueArrived, GuideMade
from firmware.guidebook import make_guide
from mqtt.catalogue import Case, Document, Fee, Procedure, TimeLimit
from tests.bench import KioskBench, ward

BIRTH = Procedure(
    code="1.001193",
    name="Đăng ký khai sinh",
    field="Hộ tịch",
    cases=[
        Case(documents=[Document(name="Giấy chứng sinh", originals=1), Document(name="Tờ khai", originals=1)])
    ],
    time_limits=[TimeLimit(quantity=1, unit="working_day")],
    fees=[Fee(dong=0)],
    online="full",
    link="https://dichvucong.gov.vn/{code}",
)
FOREIGN = Procedure(code="1.000110", name="Đăng ký khai sinh có yếu tố nước ngoài", field="Hộ tịch")
REPEALED = Procedure(code="1.000001", name="Thủ tục cũ", field="Hộ tịch", effective_to="2026-11-24")
LAND = Procedure(code="1.012820", name="Đăng ký biến động đất đai", field="Đất đai", everyday=["sổ đỏ"])
ALL = (BIRTH, FOREIGN, REPEALED, LAND)
SERVICES = [
    {"code": "ho-tich", "letter": "A", "name": "Hộ tịch, chứng thực", "fields": ["Hộ tịch"]},
    {"code": "khac", "letter": "H", "name": "Thủ tục khác", "general": True},
]


def publish(bench: KioskBench, *procedures: Procedure, version: int = 1, day: str = "2026-11-23") -> None:
    """A whole catalogue arrives and becomes what the kiosk shows."""
    at = "2026-11-20T02:00:00.000Z"
    bench.core.handle(CatalogueArrived(version, at, procedures))
    bench.core.handle(GuideMade(make_guide(version, at, procedures, day)))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[KioskBench]:
    bench = KioskBench(tmp_path, ward(services=SERVICES))
    publish(bench, *ALL)
    yield bench
    bench.store.close()


def typed(bench: KioskBench, text: str) -> Any:
    return [bench.touch(look.LetterTyped(letter)) for letter in text][-1]

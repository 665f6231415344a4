"""Fixtures that several rooms' tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench import KioskBench


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[KioskBench]:
    bench = KioskBench(tmp_path)
    yield bench
    bench.store.close()
    bench.reader.close()

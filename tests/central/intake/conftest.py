"""Somebody at home, on each engine of the store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.central.conftest import Centre
from tests.central.intake.home import Home, at_home


@pytest.fixture
def home(centre: Centre, tmp_path: Path) -> Iterator[Home]:
    with at_home(centre, tmp_path) as home:
        yield home


@pytest.fixture
def home_on_sqlite(centre_on_sqlite: Centre, tmp_path: Path) -> Iterator[Home]:
    with at_home(centre_on_sqlite, tmp_path) as home:
        yield home

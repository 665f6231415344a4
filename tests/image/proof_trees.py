"""Debian's own device trees take the battery clock; no machine is needed for that."""

from pathlib import Path

import pytest

from provisioning.image import trees
from tests.image.conftest import IMAGE
from tests.provisioning.trees import CHIP, told


@pytest.mark.parametrize("board", ["bcm2711-rpi-4-b.dtb", "bcm2837-rpi-3-b.dtb", "bcm2837-rpi-3-b-plus.dtb"])
def test_debians_own_trees_take_the_clock(tmp_path: Path, board: str) -> None:
    trees.put(IMAGE.with_name("root"), tmp_path)
    assert told(tmp_path / board, CHIP, "compatible") == ["maxim,ds3231"]

"""The splash lies in the middle of whatever frame buffer there is."""

from pathlib import Path

import pytest

from firmware.appliance.splash import show
from provisioning.image.splash import SIZE, draw


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    """A frame buffer of 800 x 480 with some bytes more in each row, as kernels pad them."""
    system = tmp_path / "fb0"
    system.mkdir()
    (system / "virtual_size").write_text("800,480\n")
    (system / "stride").write_text("3264\n")
    (system / "bits_per_pixel").write_text("32\n")
    (tmp_path / "dev").write_bytes(bytes(3264 * 480))
    draw(tmp_path / "splash.xrgb")
    return tmp_path


def test_the_ground_fills_the_panel_and_the_words_stand_in_the_middle(panel: Path) -> None:
    show(panel / "splash.xrgb", panel / "dev", panel / "fb0")
    rows = (panel / "dev").read_bytes()
    assert len(rows) == 3264 * 480
    assert rows[:4] == bytes((108, 56, 0, 255))
    middle = rows[3264 * 190 : 3264 * 191]
    white = [at for at in range(800) if middle[at * 4 : at * 4 + 3] == bytes((255, 255, 255))]
    assert 120 < min(white) < 400 < max(white) < 120 + SIZE[0]


def test_another_depth_is_left_alone(panel: Path) -> None:
    (panel / "fb0/bits_per_pixel").write_text("16\n")
    with pytest.raises(ValueError, match="another depth"):
        show(panel / "splash.xrgb", panel / "dev", panel / "fb0")
    assert set((panel / "dev").read_bytes()) == {0}

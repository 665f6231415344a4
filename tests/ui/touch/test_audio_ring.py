"""What is seen of the audio aid: a ring round the focused key, and where listening is offered."""

from dataclasses import replace

import pytest

from firmware.screens import Aids
from tests.ui.touch.conftest import Bench
from tests.ui.touch.hearing import EAR, TWICE, listen
from ui.touch import samples
from ui.touch.panel import PANELS
from ui.touch.theme import DAY, NIGHT, Colour


def pixel(bench: Bench, x: float, y: float) -> tuple[int, ...]:
    """Red, green and blue at a place counted from the top left."""
    width, height, rows = bench.glass.pixels()
    start = 4 * ((height - 1 - round(y)) * width + round(x))
    return tuple(rows[start : start + 3])


def above(bench: Bench, id_: str, mm: float) -> tuple[int, ...]:
    """The colour so far above the middle of a key's upper edge."""
    box = bench.key(id_).box
    return pixel(bench, box.x + box.w / 2, box.y - mm * bench.glass.stage.panel.px_per_mm)


def rgb(colour: Colour) -> tuple[int, ...]:
    return tuple(round(255 * part) for part in colour[:3])


@pytest.mark.parametrize("panel", PANELS)
def test_a_ring_goes_round_the_focused_key_and_moves_with_it(bench: Bench, panel: str) -> None:
    bench.use(PANELS[panel])
    listen(bench, "S1-home")
    assert above(bench, "ticket", 1.4) == rgb(DAY.ring.edge)
    assert above(bench, "ticket", 0.0) == rgb(DAY.ring.fill)
    listen(bench, "S1-home", audio=TWICE)
    assert above(bench, "help", 1.4) == rgb(DAY.ring.edge)
    assert above(bench, "ticket", 1.4) == rgb(DAY.ground)


def test_in_high_contrast_the_ring_is_white(bench: Bench) -> None:
    listen(bench, "S1-home", replace(EAR, high_contrast=True))
    assert above(bench, "ticket", 1.4) == rgb(NIGHT.ring.edge)


def test_the_ring_goes_with_the_mode(bench: Bench) -> None:
    listen(bench, "S1-home")
    listen(bench, "S1-home", Aids())
    assert above(bench, "ticket", 1.4) == rgb(DAY.ground)


@pytest.mark.parametrize("panel", PANELS)
def test_listen_is_offered_only_where_a_speaker_is_fitted(bench: Bench, panel: str) -> None:
    bench.use(PANELS[panel])
    bench.show(samples.SCREENS["S1-home"], aids_open=True)
    assert "audio" not in bench.ids
    bench.show(samples.SCREENS["S1-home"], aids_open=True, can_speak=True)
    assert "audio" in bench.ids

"""Contrast of every text on every surface, by WCAG 2.2's formula for relative luminance."""

import pytest

from tests.audit.contrast import contrast
from ui.touch.theme import DAY, NIGHT, Paint, Palette

SURFACES = ("header", "card", "primary", "quiet", "bar", "bar_on", "good", "bad", "plain", "help")


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize(("palette", "least"), [(DAY, 7.0), (NIGHT, 15.0)], ids=["day", "night"])
def test_text_stands_out_from_its_surface(palette: Palette, least: float, surface: str) -> None:
    paint: Paint = getattr(palette, surface)
    assert contrast(paint.ink, paint.fill) >= least


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("palette", [DAY, NIGHT], ids=["day", "night"])
def test_words_stay_readable_under_the_finger(palette: Palette, surface: str) -> None:
    paint: Paint = getattr(palette, surface)
    assert contrast(paint.ink, paint.pressed) >= 7.0


@pytest.mark.parametrize("surface", ["primary", "quiet", "bar", "good", "bad", "help"])
@pytest.mark.parametrize("palette", [DAY, NIGHT], ids=["day", "night"])
def test_the_edge_of_a_key_stands_out_from_the_ground(palette: Palette, surface: str) -> None:
    paint: Paint = getattr(palette, surface)
    assert contrast(paint.edge, palette.ground) >= 3.0


@pytest.mark.parametrize("palette", [DAY, NIGHT], ids=["day", "night"])
def test_the_ring_of_a_listener_stands_out_from_ground_and_key(palette: Palette) -> None:
    keys = (
        palette.primary,
        palette.quiet,
        palette.bar,
        palette.bar_on,
        palette.good,
        palette.bad,
        palette.help,
    )
    assert contrast(palette.ring.edge, palette.ground) >= 7.0
    assert contrast(palette.ring.edge, palette.ring.fill) >= 7.0
    strongest = [max(contrast(c, key.fill) for c in (palette.ring.edge, palette.ring.fill)) for key in keys]
    assert min(strongest) >= 3.0


@pytest.mark.parametrize(("palette", "least"), [(DAY, 7.0), (NIGHT, 15.0)], ids=["day", "night"])
def test_loose_text_stands_out_from_the_ground(palette: Palette, least: float) -> None:
    inks = (palette.ink, palette.soft, palette.accent)
    assert min(contrast(ink, palette.ground) for ink in inks) >= least

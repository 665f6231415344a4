"""Every screen on every panel, with every aid, in both languages, held against the rules of the house."""

from itertools import combinations, product

import pytest

from firmware.screens import Aids, Language, Waiting
from tests.ui.touch.conftest import Bench
from ui.touch.box import Box
from ui.touch.frame import REACH_MM
from ui.touch.keys import Key
from ui.touch.panel import PANELS, Panel
from ui.touch.samples import SCREENS

MODES = {
    "normal": Aids(),
    "large": Aids(large_text=True),
    "contrast": Aids(high_contrast=True),
    "low": Aids(low_reach=True),
    "everything": Aids(large_text=True, high_contrast=True, low_reach=True),
    "en": Aids(language=Language.ENGLISH),
    "en-large": Aids(language=Language.ENGLISH, large_text=True),
    "en-low": Aids(language=Language.ENGLISH, large_text=True, low_reach=True),
}
FRAMES = {
    "calm": {},
    "trouble": {"online": False, "help_called": True, "clock_trusted": False},
    "aids": {"aids_open": True},
}
BAR = {"home", "back", "aids", "size", "contrast", "reach", "language", "help"}
BESIDES = {"priority", "previous", "next"}
SMALL = (*BAR, *BESIDES, "digit", "erase", "enter", "test_print", "test_lamps", "exit")
STAFF_PX_MM = 2.4

every_panel = pytest.mark.parametrize("panel", PANELS.values(), ids=PANELS)
every_mode = pytest.mark.parametrize("aids", MODES.values(), ids=MODES)
every_screen = pytest.mark.parametrize("name", SCREENS)


def inside(inner: Box, outer: Box) -> bool:
    return (
        inner.x >= outer.x - 1
        and inner.y >= outer.y - 1
        and inner.right <= outer.right + 1
        and inner.bottom <= outer.bottom + 1
    )


def gap_between(one: Box, other: Box) -> float:
    across = max(one.x - other.right, other.x - one.right)
    down = max(one.y - other.bottom, other.y - one.bottom)
    return max(across, down)


def draw(bench: Bench, panel: Panel, name: str, aids: Aids, frame: str = "calm") -> list[Key]:
    bench.use(panel)
    bench.show(SCREENS[name], aids, **FRAMES[frame])
    return bench.glass.stage.keys


@every_panel
@every_mode
@every_screen
def test_targets_are_large_enough_apart_and_inside(bench: Bench, panel: Panel, aids: Aids, name: str) -> None:
    keys = draw(bench, panel, name, aids)
    mm = panel.px_per_mm
    window = Box(0, 0, panel.width, panel.height)
    assert [k.id for k in keys if not inside(k.box, window)] == []
    assert [k.id for k in keys if k.box.w < 20 * mm or k.box.h < 20 * mm] == []
    assert [k.id for k in keys if k.id.split(":")[0] not in SMALL and k.box.h < 30 * mm] == []
    near = [(a.id, b.id) for a, b in combinations(keys, 2) if gap_between(a.box, b.box) < 4.9 * mm]
    assert near == []


@every_panel
@every_mode
@every_screen
@pytest.mark.parametrize("frame", FRAMES)
def test_no_text_is_cut_or_leaves_its_box(
    bench: Bench, panel: Panel, aids: Aids, name: str, frame: str
) -> None:
    draw(bench, panel, name, aids, frame)
    written = [one for sheet in bench.glass.stage.sheets for one in sheet.written]
    window = Box(0, 0, panel.width, panel.height)
    assert written
    assert [one.text for one in written if not inside(one.room, one.given)] == []
    assert [one.text for one in written if not inside(one.room, window)] == []


@every_panel
@every_mode
@every_screen
def test_capitals_are_high_enough_to_read(bench: Bench, panel: Panel, aids: Aids, name: str) -> None:
    draw(bench, panel, name, aids)
    least = 6.1 if aids.large_text else 4.8
    staff = name == "S14-technician"
    body, *frame = bench.glass.stage.sheets
    visitors = [one for sheet in (frame if staff else [body, *frame]) for one in sheet.written]
    heights = {one.text: one.px * 0.714 / panel.px_per_mm for one in visitors}
    assert {text: height for text, height in heights.items() if height < least} == {}


@every_panel
@every_mode
@every_screen
def test_a_body_offers_at_most_six_choices(bench: Bench, panel: Panel, aids: Aids, name: str) -> None:
    keys = draw(bench, panel, name, aids)
    choices = [k.id for k in keys if k.id not in BAR | BESIDES | {"general"} and ":" in k.id]
    pad = [k for k in choices if k.startswith("digit")]
    assert len(choices) - len(pad) <= 6


@every_panel
@every_screen
@pytest.mark.parametrize("lower_edge_mm", [600.0, 700.0, 800.0])
def test_low_reach_brings_every_target_within_reach(
    bench: Bench, panel: Panel, name: str, lower_edge_mm: float
) -> None:
    hung = Panel(panel.width, panel.height, panel.px_per_mm, lower_edge_mm)
    keys = draw(bench, hung, name, MODES["low"])
    heights = {
        k.id: hung.lower_edge_mm + hung.height_mm - (k.box.y + k.box.h / 2) / hung.px_per_mm for k in keys
    }
    assert {id_: height for id_, height in heights.items() if height > REACH_MM} == {}


@every_panel
@every_screen
def test_home_and_back_are_where_they_belong(bench: Bench, panel: Panel, name: str) -> None:
    ids = {key.id for key in draw(bench, panel, name, MODES["normal"])}
    number = int(SCREENS[name].code[1:])
    assert ("home" in ids) == (number >= 2)
    assert ("back" in ids) == (2 <= number <= 10)
    assert "help" in ids
    assert ("aids" in ids) == panel.compact


@every_panel
@every_screen
def test_the_bar_keeps_its_order(bench: Bench, panel: Panel, name: str) -> None:
    keys = [key for key in draw(bench, panel, name, MODES["normal"]) if key.id in BAR]
    order = ["home", "back", "aids", "size", "contrast", "reach", "language", "help"]
    assert [key.id for key in sorted(keys, key=lambda key: key.box.x)] == [
        id_ for id_ in order if id_ in {key.id for key in keys}
    ]


def test_open_aids_on_a_small_panel_cover_the_body(bench: Bench) -> None:
    keys = draw(bench, PANELS["10.1"], "S1-home", MODES["normal"], "aids")
    assert [key.id for key in keys] == ["size", "contrast", "reach", "language", "aids", "help"]


@pytest.mark.parametrize(("panel", "aids"), list(product(("10.1", "21.5"), ("normal", "large"))))
def test_touching_the_waiting_screen_anywhere_in_the_body_is_enough(
    bench: Bench, panel: str, aids: str
) -> None:
    draw(bench, PANELS[panel], "S0-waiting", MODES[aids])
    start = bench.key("start").box
    assert isinstance(SCREENS["S0-waiting"], Waiting)
    assert start.w * start.h > 0.5 * PANELS[panel].width * PANELS[panel].height

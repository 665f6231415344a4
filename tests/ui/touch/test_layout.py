"""Every screen on every panel, with every aid, in both languages, held against the rules of the house.

The rules are those of `make ui-audit` (`tests/audit`). Refuses rules of its own, but for two facts about one
screen each.
"""

from itertools import product

import pytest

from tests.audit.glass import look
from tests.audit.rules import Place, Tally
from tests.audit.walk import MODES, draw, walk
from tests.ui.touch.conftest import Bench
from ui.touch.panel import PANELS


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("mode", MODES)
def test_every_screen_keeps_every_rule_that_one_drawing_can_show(bench: Bench, panel: str, mode: str) -> None:
    tally = Tally()
    tally.add_all((drawn.place, look(bench, drawn)) for drawn in walk(bench, panel, mode))
    assert tally.lines == []


def test_open_aids_on_a_small_panel_cover_the_body(bench: Bench) -> None:
    drawn = draw(bench, PANELS["10.1"], Place("10.1"), "S1-home", MODES["normal"], "aids")
    folded = {"size", "contrast", "audio", "reach", "language"}
    assert {key.id for key in drawn.keys} - folded == {"aids", "help"}


@pytest.mark.parametrize(("panel", "mode"), list(product(("10.1", "21.5"), ("normal", "large"))))
def test_touching_the_waiting_screen_anywhere_in_the_body_is_enough(
    bench: Bench, panel: str, mode: str
) -> None:
    draw(bench, PANELS[panel], Place(panel), "S0-waiting", MODES[mode])
    start = bench.key("start").box
    assert start.w * start.h > 0.5 * PANELS[panel].width * PANELS[panel].height

"""The audit of the glass: every rule that a drawn screen or a walk through the core can be held against.

Owns which rules look at which drawings. Refuses printing. Apart so that the tests and `make ui-audit` run the
same lines; only one window can exist in a process, so it is handed in.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.audit import audio_rules, colour_rules, glass_rules, motion_rules, reach, word_rules
from tests.audit.rules import Finding, Place, Tally
from tests.audit.walk import MODES, Drawn, draw, walk
from tests.ui.touch.conftest import Bench
from ui.touch.panel import PANELS
from ui.touch.samples import SCREENS

PRESSED_IN: Final = ("normal", "contrast")
"""Each of the two palettes is pressed once."""


def audit_glass(bench: Bench, tally: Tally) -> None:
    letters: set[str] = set()
    for panel in PANELS:
        for mode in MODES:
            for drawn in walk(bench, panel, mode):
                tally.add(drawn.place, look(bench, drawn))
                letters.update(*(written.text for written in drawn.seen))
    for panel in PANELS:
        tally.add(Place(panel, "normal"), stillness(bench, panel))
    tally.add(Place("house"), [*word_rules.letters("".join(letters)), *word_rules.digits()])
    tally.add(Place("house"), [*word_rules.catalogues(), *motion_rules.animations()])
    audit_ways(bench, tally)


def look(bench: Bench, drawn: Drawn) -> Iterator[Finding]:
    """Every rule that one drawing is enough for."""
    yield from glass_rules.findings(drawn)
    yield from colour_rules.findings(drawn)
    yield from word_rules.findings(drawn)
    if drawn.aids.audio:
        yield from audio_rules.findings(bench, drawn)
    if drawn.place.mode in PRESSED_IN:
        yield from motion_rules.presses(bench, drawn)


def stillness(bench: Bench, panel: str) -> Iterator[Finding]:
    """Each screen for a second, and one press of each palette in pixels."""
    for name in SCREENS:
        draw(bench, PANELS[panel], Place(panel), name, MODES["normal"])
        yield motion_rules.flashes(bench, name)
    for mode in PRESSED_IN:
        drawn = draw(bench, PANELS[panel], Place(panel), "S1-home", MODES[mode])
        yield motion_rules.seen_press(bench, drawn, "ticket")


def audit_ways(bench: Bench, tally: Tally) -> None:
    """On a panel with all aids in its bar and on one that folds them, at a ward's office and at a point."""
    for panel in ("21.5", "10.1"):
        with reach.visiting(bench, panel) as visitor:
            alone = reach.Map(visitor)
            tally.add(Place(panel, "normal"), reach.left_alone(visitor, alone.ways))
        with reach.visiting(bench, panel, invited=True) as visitor:
            maps = [alone, reach.Map(visitor)]
            tally.add(Place(panel, "normal"), reach.tickets(maps))
            tally.add(Place(panel, "normal"), reach.touches(maps, reach.FUNCTIONS))
        with reach.visiting(bench, panel, reach.POINT) as visitor:
            point = reach.Map(visitor)
            tally.add(Place(panel, "point"), reach.left_alone(visitor, point.ways))
            tally.add(Place(panel, "point"), reach.touches([point], reach.AT_A_POINT))
    with tempfile.TemporaryDirectory() as folder:
        tally.add(Place("core"), reach.estimates(Path(folder)))

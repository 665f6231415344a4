"""What is measured in time: how soon a press shows, and that nothing flashes.

Owns pressing and redrawing on a stage whose clock the audit turns. Refuses wall time: a press is painted at
once and seen with the next frame, so its delay is what the stage's clock moved by, plus one frame.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.audit.rules import Finding
from tests.audit.walk import Drawn
from tests.ui.touch.conftest import Bench
from ui.touch.window import MOST_FRAMES_PER_SECOND
from ui.touch.words import CATALOGUES

PRESS_MS: Final = 100
FLASHES: Final = 3
ROOM: Final = Path(CATALOGUES).parent


def presses(bench: Bench, drawn: Drawn) -> Iterator[Finding]:
    """Put a finger on every target, look, and slide off so that nothing happens."""
    fingers = bench.glass.stage.fingers
    for key in drawn.keys:
        before, at = tuple(key.card.fill_colour.rgba), bench.seconds
        bench.advance(1)
        fingers.down("audit", key.box.x + key.box.w / 2, key.box.y + key.box.h / 2)
        pressed = tuple(key.card.fill_colour.rgba)
        delay = (bench.seconds - at - 1 + 1 / MOST_FRAMES_PER_SECOND) * 1000
        fingers.move("audit", -1, -1)
        fingers.up("audit", -1, -1)
        shown = pressed != before and tuple(key.card.fill_colour.rgba) == before
        said = f"{delay:.0f} ms" if shown else "never"
        yield Finding("C5", key.id, said, f"≤ {PRESS_MS} ms", shown and delay <= PRESS_MS)


def seen_press(bench: Bench, drawn: Drawn, id_: str) -> Finding:
    """One press as pixels: the frame drawn next shows the pressed colour near the key's upper edge."""
    key = bench.key(id_)
    spot = (key.box.x + key.box.w / 2, key.box.y + drawn.panel.px_per_mm * 1.5)
    finger = bench.press(id_)
    width, height, rows = bench.glass.pixels()
    start = ((height - 1 - int(spot[1])) * width + int(spot[0])) * 4
    bench.glass.finger_move(finger, 0.0, 0.0)
    bench.glass.finger_up(finger)
    wanted = bytes(round(part * 255) for part in key.paint.pressed[:3])
    shown = max(abs(one - other) for one, other in zip(rows[start : start + 3], wanted, strict=True)) <= 2
    said = f"{1000 / MOST_FRAMES_PER_SECOND:.0f} ms" if shown else "not in the next frame"
    return Finding("C5", f"{id_} in pixels", said, f"≤ {PRESS_MS} ms", shown)


def flashes(bench: Bench, name: str) -> Finding:
    """Redrawn at every frame for a second with the seconds passing; two changes make one flash."""
    stage = bench.glass.stage
    changes, before = 0, _fingerprint(bench)
    for _frame in range(MOST_FRAMES_PER_SECOND):
        bench.advance(1 / MOST_FRAMES_PER_SECOND)
        stage.draw()
        now = _fingerprint(bench)
        changes, before = changes + (now != before), now
    return Finding("C6", name, f"{changes / 2:.1f} Hz", f"≤ {FLASHES} Hz", changes / 2 <= FLASHES)


def animations() -> Iterator[Finding]:
    """Nothing in the face moves by itself: Kivy's animations are not used at all."""
    for file in sorted(ROOM.rglob("*.py")):
        moving = "Animation" in file.read_text(encoding="utf-8")
        yield Finding("C6", file.name, "an animation" if moving else "none", "no animations", not moving)


def _fingerprint(bench: Bench) -> list[object]:
    """The colours of all that is seen; words that count seconds down are no flash."""
    return [
        (tuple(card.fill_colour.rgba), tuple(card.edge_colour.rgba), card.fill.pos, card.fill.size)
        for sheet in bench.glass.stage.sheets
        for card in sheet.cards.pieces[: sheet.cards.used]
    ] + [
        tuple(line.colour.rgba)
        for sheet in bench.glass.stage.sheets
        for line in sheet.lines.pieces[: sheet.lines.used]
    ]

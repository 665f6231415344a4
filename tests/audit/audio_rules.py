"""What is measured for the ear: the words of each screen, and the ring that shows where a listener is.

Owns what the stage would say in audio mode. Refuses sound and the buttons' journey: tests of the face walk
that.
"""

from collections.abc import Iterator

from tests.audit.colour_rules import PARTS, surface
from tests.audit.contrast import contrast
from tests.audit.rules import Finding
from tests.audit.walk import Drawn
from tests.ui.touch.conftest import Bench
from ui.touch.teller import spoken_text


def findings(bench: Bench, drawn: Drawn) -> Iterator[Finding]:
    """A drawing in audio mode."""
    heard = bench.glass.stage.teller.heard
    said = " ".join(spoken_text(heard, by_buttons=True)) if heard else ""
    yield Finding("A1", "screen", said or "nothing", "sentences", bool(said))
    for choice in heard.choices if heard else ():
        yield Finding("A1", choice.key.id, choice.words or "nothing", "words", bool(choice.words))
    focused = bench.glass.stage.teller.focused
    if focused is not None:
        x, y = focused.box.x + focused.box.w / 2, drawn.panel.height - focused.box.y - focused.box.h / 2
        level = next(n for n, sheet in enumerate(drawn.sheets) if focused.card in sheet.cards.pieces)
        around = surface(drawn, level, (x, y), below=focused.card)
        ring = drawn.look.palette.ring
        ratio = max(contrast(ring.edge, around), contrast(ring.fill, around))
        yield Finding("C2", f"ring round {focused.id}", ratio, "≥ 3:1", ratio >= PARTS - 0.005)

"""How things look: millimetres to pixels, type sizes, colours and fonts for one panel and one visitor's
aids.

Owns every number that is a matter of taste or of the accessibility rules. Refuses positions: screens cut
boxes. Contrast ratios noted here are WCAG ratios; text keeps at least 7:1, the high-contrast palette at
least 15:1.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from firmware.screens import Aids
from ui.touch.panel import Panel
from ui.touch.words import speaker

FONTS = Path("/usr/share/fonts/truetype/noto")
REGULAR = str(FONTS / "NotoSans-Regular.ttf")
BOLD = str(FONTS / "NotoSans-Bold.ttf")

CAPITAL_OF_EM = 0.714
"""Height of a Noto Sans capital letter as a part of the type size."""

Colour = tuple[float, float, float, float]


def colour(code: str) -> Colour:
    red, green, blue = (int(code[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue, 1.0


@dataclass(frozen=True, slots=True)
class Paint:
    """One kind of surface: what fills it, what it becomes under a finger, what is written on it."""

    fill: Colour
    pressed: Colour
    ink: Colour
    edge: Colour


@dataclass(frozen=True, slots=True)
class Palette:
    ground: Colour
    ink: Colour
    soft: Colour
    accent: Colour
    header: Paint
    card: Paint
    primary: Paint
    quiet: Paint
    bar: Paint
    bar_on: Paint
    faint: Paint
    good: Paint
    bad: Paint
    plain: Paint
    help: Paint
    ring: Paint


def paint(fill: str, pressed: str, ink: str, edge: str) -> Paint:
    return Paint(colour(fill), colour(pressed), colour(ink), colour(edge))


DAY = Palette(
    ground=colour("#F3F6FA"),
    ink=colour("#111827"),  # 16.4 on the ground
    soft=colour("#374151"),  # 10.3 on white
    accent=colour("#003A70"),  # 11.4 on white
    header=paint("#003A70", "#003A70", "#FFFFFF", "#003A70"),
    card=paint("#FFFFFF", "#FFFFFF", "#111827", "#C3D0DF"),
    primary=paint("#003A70", "#00203F", "#FFFFFF", "#003A70"),
    quiet=paint("#FFFFFF", "#BFD5EC", "#003A70", "#003A70"),
    bar=paint("#FFFFFF", "#BFD5EC", "#003A70", "#5B7794"),
    bar_on=paint("#003A70", "#00203F", "#FFFFFF", "#003A70"),
    faint=paint("#E6EBF1", "#E6EBF1", "#9AA7B6", "#D5DDE6"),
    good=paint("#0B5D3B", "#063A25", "#FFFFFF", "#0B5D3B"),  # 7.9
    bad=paint("#9B1C1C", "#6B1010", "#FFFFFF", "#9B1C1C"),  # 8.2
    plain=paint("#374151", "#1F2937", "#FFFFFF", "#374151"),
    help=paint("#0B5D3B", "#063A25", "#FFFFFF", "#0B5D3B"),
    ring=paint("#FFE500", "#FFE500", "#111827", "#111827"),  # 14.0 against each other
)

NIGHT = Palette(
    ground=colour("#000000"),
    ink=colour("#FFFFFF"),  # 21
    soft=colour("#FFFFFF"),
    accent=colour("#FFE500"),  # 16.5
    header=paint("#000000", "#000000", "#FFFFFF", "#FFE500"),
    card=paint("#000000", "#000000", "#FFFFFF", "#FFFFFF"),
    primary=paint("#FFE500", "#FFFFFF", "#000000", "#FFE500"),
    quiet=paint("#000000", "#4A4300", "#FFE500", "#FFE500"),
    bar=paint("#000000", "#4A4300", "#FFE500", "#FFE500"),
    bar_on=paint("#FFE500", "#FFFFFF", "#000000", "#FFE500"),
    faint=paint("#000000", "#000000", "#5C5C5C", "#3A3A3A"),
    good=paint("#000000", "#4A4300", "#FFFFFF", "#FFFFFF"),
    bad=paint("#000000", "#4A4300", "#FFE500", "#FFE500"),
    plain=paint("#000000", "#4A4300", "#FFFFFF", "#FFFFFF"),
    help=paint("#000000", "#4A4300", "#FFE500", "#FFE500"),
    ring=paint("#000000", "#000000", "#FFFFFF", "#FFFFFF"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What a screen needs to know of a panel and a visitor's eyes; one object for each (`look_for`)."""

    panel: Panel
    aids: Aids
    palette: Palette
    say: Callable[[str], str]

    def mm(self, millimetres: float) -> float:
        return millimetres * self.panel.px_per_mm

    def type_px(self, scale: float = 1.0) -> int:
        """Type size whose capitals are 4.8 mm high (6.1 mm in large text) times `scale`, rounded up."""
        return self._capitals_px((6.1 if self.aids.large_text else 4.8) * scale * self.roominess)

    @property
    def roominess(self) -> float:
        """How much more than the readable least a roomy panel gives to its body."""
        return 1.0 if self.panel.compact else 1.2

    def staff_px(self, capitals_mm: float) -> int:
        """Type for the technician's table, which no visitor sees; large text does not change it."""
        return self._capitals_px(capitals_mm)

    @property
    def heading_scale(self) -> float:
        """At least 1.4 by the rules; a portrait panel has the room to say it louder."""
        return 1.8 if self.panel.portrait and not self.aids.low_reach else 1.4

    @property
    def gap(self) -> float:
        return self.mm(5)

    @property
    def margin(self) -> float:
        return self.mm(5 if self.panel.compact else 10)

    @property
    def choice_min(self) -> float:
        """Least height of a primary choice; a hair over 30 mm so that rounding never falls short."""
        return self.mm(30.1)

    def _capitals_px(self, capitals_mm: float) -> int:
        return math.ceil(self.mm(capitals_mm) / CAPITAL_OF_EM)


@lru_cache(maxsize=64)
def look_for(panel: Panel, aids: Aids) -> Look:
    return Look(panel, aids, NIGHT if aids.high_contrast else DAY, speaker(aids.language))


def check_fonts() -> None:
    for font in (REGULAR, BOLD):
        if not Path(font).is_file():
            raise FileNotFoundError(f"font {font} is missing; install the package fonts-noto-core")

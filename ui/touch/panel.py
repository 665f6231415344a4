"""The device profile: how large the panel is, in pixels and in millimetres, and how high it hangs.

Owns the three reference panels. Refuses colours and type sizes: those are in `theme`. Apart because the
settings, the window and the tests all name a panel without wanting the rest.
"""

from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True, slots=True)
class Panel:
    """Size as a visitor sees it. `lower_edge_mm` is the height of the panel's lower edge above the floor.

    `turned` is how far the picture is turned against the clock on the glass, in degrees: a panel is made
    lying, and hangs upright in many halls.
    """

    width: int
    height: int
    px_per_mm: float
    lower_edge_mm: float = 700.0
    turned: Literal[0, 90, 180, 270] = 0

    @property
    def width_mm(self) -> float:
        return self.width / self.px_per_mm

    @property
    def height_mm(self) -> float:
        return self.height / self.px_per_mm

    @property
    def glass(self) -> tuple[int, int]:
        """Width and height in pixels as the panel was made."""
        return (self.width, self.height) if self.turned in (0, 180) else (self.height, self.width)

    @property
    def portrait(self) -> bool:
        return self.height > self.width

    @property
    def compact(self) -> bool:
        """Too low for all aids in the bar and for text at leisure: the 10.1 inch panel."""
        return self.height_mm < 150

    def resized(self, width: int, height: int) -> "Panel":
        """The same profile in a window of another size, as on a desk."""
        ratio = min(width / self.width, height / self.height)
        return replace(self, width=width, height=height, px_per_mm=self.px_per_mm * ratio)


PANELS: dict[str, Panel] = {
    "10.1": Panel(width=1280, height=800, px_per_mm=5.88),
    "21.5": Panel(width=1080, height=1920, px_per_mm=4.03),
    "15.6": Panel(width=1920, height=1080, px_per_mm=5.56),
}

"""Rectangles and how to cut them: the whole layout is done with these.

Owns plain geometry in pixels with the origin at the top left. Refuses to know what is drawn inside. Apart
because layout stays readable as cuts (`top, rest = body.top(h)`) and needs no window to be tested.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    def inset(self, dx: float, dy: float | None = None) -> "Box":
        dy = dx if dy is None else dy
        return Box(self.x + dx, self.y + dy, max(0.0, self.w - 2 * dx), max(0.0, self.h - 2 * dy))

    def top(self, height: float, gap: float = 0) -> tuple["Box", "Box"]:
        """The upper strip, and what is left below it."""
        rest = max(0.0, self.h - height - gap)
        return Box(self.x, self.y, self.w, height), Box(self.x, self.bottom - rest, self.w, rest)

    def foot(self, height: float, gap: float = 0) -> tuple["Box", "Box"]:
        """The lower strip, and what is left above it."""
        rest = max(0.0, self.h - height - gap)
        return Box(self.x, self.bottom - height, self.w, height), Box(self.x, self.y, self.w, rest)

    def left(self, width: float, gap: float = 0) -> tuple["Box", "Box"]:
        rest = max(0.0, self.w - width - gap)
        return Box(self.x, self.y, width, self.h), Box(self.right - rest, self.y, rest, self.h)

    def rightmost(self, width: float, gap: float = 0) -> tuple["Box", "Box"]:
        """The strip at the right, and what is left of it."""
        rest = max(0.0, self.w - width - gap)
        return Box(self.right - width, self.y, width, self.h), Box(self.x, self.y, rest, self.h)

    def grid(self, columns: int, rows: int, gap: float) -> list["Box"]:
        """Equal cells in reading order."""
        w = (self.w - gap * (columns - 1)) / columns
        h = (self.h - gap * (rows - 1)) / rows
        return [
            Box(self.x + column * (w + gap), self.y + row * (h + gap), w, h)
            for row in range(rows)
            for column in range(columns)
        ]

    def middle(self, width: float, height: float) -> "Box":
        """A smaller box with the same centre."""
        return Box(self.x + (self.w - width) / 2, self.y + (self.h - height) / 2, width, height)

    def holds(self, x: float, y: float) -> bool:
        return self.x <= x < self.right and self.y <= y < self.bottom

"""A touch made by hand: what a script or a test puts into Kivy in place of a finger.

Owns one real `MotionEvent` class. Refuses to aim: it takes fractions of the picture from the top left.
"""

from itertools import count

from kivy.input.motionevent import MotionEvent

_numbers = count(1)


class Touch(MotionEvent):
    def __init__(self, x: float, y: float, *, turned: int = 0) -> None:
        """On a glass on which the picture is turned by so many degrees, against the clock."""
        self._turned = turned
        super().__init__("hand", f"hand{next(_numbers)}", (x, y), is_touch=True, type_id="touch")

    def depack(self, args: tuple[float, float]) -> None:
        self.profile = ["pos"]
        right, up = args[0], 1.0 - args[1]
        places = {0: (right, up), 90: (1 - up, right), 180: (1 - right, 1 - up), 270: (up, 1 - right)}
        self.sx, self.sy = places[self._turned]
        super().depack(args)

"""A touch made by hand: what a script or a test puts into Kivy in place of a finger.

Owns one real `MotionEvent` class. Refuses to aim: it takes fractions of the window from the top left.
"""

from itertools import count

from kivy.input.motionevent import MotionEvent

_numbers = count(1)


class Touch(MotionEvent):
    def __init__(self, x: float, y: float) -> None:
        super().__init__("hand", f"hand{next(_numbers)}", (x, y), is_touch=True, type_id="touch")

    def depack(self, args: tuple[float, float]) -> None:
        self.profile = ["pos"]
        self.sx, self.sy = args[0], 1.0 - args[1]
        super().depack(args)

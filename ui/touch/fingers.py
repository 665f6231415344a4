"""From fingers to acts: press, slide off, release, second strikes and the technician's hidden gesture.

Owns the rules of touch: act on release inside, sliding off cancels for good, a second strike on the same
spot within half a second is ignored, one finger at a time. Refuses Kivy and drawing, so that it can be
tested with numbers alone.
"""

from collections.abc import Callable, Hashable, Sequence
from math import dist

from ui.touch.box import Box
from ui.touch.keys import Key
from ui.touch.theme import Colour

STRIKE_SECONDS = 0.5
STRIKE_MM = 25.0
"""How near two strikes must be to be one trembling finger; a quick visitor may strike elsewhere at once."""
GESTURE_TOUCHES = 5
GESTURE_SECONDS = 3.0


class Fingers:
    """`ticks` is a monotonic clock in seconds; `paint` fills a key."""

    def __init__(
        self, ticks: Callable[[], float], paint: Callable[[Key, Colour], None], gesture: Callable[[], None]
    ) -> None:
        self.ticks, self.paint, self.gesture = ticks, paint, gesture
        self.keys: Sequence[Key] = ()
        self.clock = Box(0, 0, 0, 0)
        self.finger: Hashable = None
        self.pressed: Key | None = None
        self.near = 0.0
        self._struck_at = -STRIKE_SECONDS
        self._struck = (0.0, 0.0)
        self._clock_touches: list[float] = []

    def lay(self, keys: Sequence[Key], clock: Box, near: float) -> None:
        """New keys are drawn; a key held down stays held only where the same one is still there.

        `near` is `STRIKE_MM` in pixels.
        """
        self.keys, self.clock, self.near = keys, clock, near
        held = self.pressed
        self.pressed = None
        if held is not None:
            same = next((key for key in keys if (key.id, key.box) == (held.id, held.box)), None)
            self._press(same)

    def down(self, finger: Hashable, x: float, y: float) -> None:
        if self.finger is not None:
            return
        self.finger = finger
        if self.clock.holds(x, y):
            self._touch_clock()
        key = next((key for key in self.keys if key.box.holds(x, y)), None)
        if key and (key.hasty or not self._second_strike(x, y)):
            self._press(key)

    def move(self, finger: Hashable, x: float, y: float) -> None:
        if finger == self.finger and self.pressed and not self.pressed.box.holds(x, y):
            self._release()

    def up(self, finger: Hashable, x: float, y: float) -> None:
        if finger != self.finger:
            return
        self.move(finger, x, y)
        self.finger = None
        key = self._release()
        if key is None:
            return
        if not key.hasty:
            self._struck_at, self._struck = self.ticks(), (x, y)
        self.strike(key)

    def strike(self, key: Key) -> None:
        """What a release inside does. Buttons come here at once: their own second strikes end in the core."""
        key.act()

    def seconds_until_patient(self) -> float:
        """How long a finger that does not want to be taken for a second strike should wait."""
        return max(0.0, STRIKE_SECONDS - (self.ticks() - self._struck_at))

    def _second_strike(self, x: float, y: float) -> bool:
        return self.seconds_until_patient() > 0 and dist((x, y), self._struck) <= self.near

    def _press(self, key: Key | None) -> None:
        self.pressed = key
        if key:
            self.paint(key, key.paint.pressed)

    def _release(self) -> Key | None:
        key, self.pressed = self.pressed, None
        if key:
            self.paint(key, key.paint.fill)
        return key

    def _touch_clock(self) -> None:
        now = self.ticks()
        self._clock_touches = [at for at in self._clock_touches if now - at <= GESTURE_SECONDS] + [now]
        if len(self._clock_touches) >= GESTURE_TOUCHES:
            self._clock_touches = []
            self.gesture()

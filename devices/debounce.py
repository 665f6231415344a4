"""When a bouncing line is a press: pure, on the caller's clock.

Owns the rule: down for 20 ms is a press, one press until the line was up for 50 ms; each press ends in a
release or, after 2 s, as a hold; down for 10 s is a stuck button. Refuses threads, pins and the time of
day. Apart, because gpiozero's own debounce drops edges.
"""

from dataclasses import dataclass

DOWN_SECONDS = 0.020
UP_SECONDS = 0.050
HELD_SECONDS = 2.0
STUCK_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Pressed:
    """Somebody pressed; buttons count from 1, left to right."""

    button: int


@dataclass(frozen=True, slots=True)
class Held:
    """The press has lasted 2 s: told once, while the finger is still there; no `Released` follows."""

    button: int


@dataclass(frozen=True, slots=True)
class Released:
    """A press ended before it became a hold, so that whoever acts on it needs no memory of holds."""

    button: int


@dataclass(frozen=True, slots=True)
class Stuck:
    """Held so long that no finger does it; told once."""

    button: int


@dataclass(frozen=True, slots=True)
class Freed:
    """A stuck button came up again."""

    button: int


ButtonEvent = Pressed | Held | Released | Stuck | Freed


@dataclass(slots=True)
class _Line:
    """`down` is the line as last seen, `held` what we made of it; a held line that is up may still bounce.

    `pressing` until the press that was told is told to be over: as a hold or as a release.
    """

    down: bool = False
    changed_at: float = 0.0
    held: bool = False
    held_at: float = 0.0
    pressing: bool = False
    stuck: bool = False


class Debounce:
    """Tell it every edge; take the events at `due()`. Times are monotonic seconds."""

    def __init__(
        self,
        count: int,
        *,
        down_seconds: float = DOWN_SECONDS,
        up_seconds: float = UP_SECONDS,
        hold_seconds: float = HELD_SECONDS,
        stuck_seconds: float = STUCK_SECONDS,
    ) -> None:
        self._lines = {button: _Line() for button in range(1, count + 1)}
        self._down_seconds = down_seconds
        self._up_seconds = up_seconds
        self._hold_seconds = hold_seconds
        self._stuck_seconds = stuck_seconds
        self._ready: list[ButtonEvent] = []

    def found_down(self, button: int, now: float) -> None:
        """The line was down before we looked: nobody's press, but it may be stuck."""
        self._lines[button] = _Line(down=True, changed_at=now, held=True, held_at=now)

    def edge(self, button: int, now: float, *, down: bool) -> None:
        """What the line had come to before this edge still counts, even if nobody took its turn in time."""
        line = self._lines[button]
        self._settle(button, line, now)
        if line.down != down:
            line.down, line.changed_at = down, now

    def turn(self, now: float) -> list[ButtonEvent]:
        """Everything that has become certain by now, oldest first."""
        for button, line in self._lines.items():
            self._settle(button, line, now)
        ready, self._ready = self._ready, []
        return ready

    def due(self) -> float | None:
        """When `turn` may next have something to tell; None while all lines rest."""
        times = [due for line in self._lines.values() if (due := self._due(line)) is not None]
        return min(times, default=None)

    def _due(self, line: _Line) -> float | None:
        if line.down and not line.held:
            return line.changed_at + self._down_seconds
        if line.held and not line.down:
            return line.changed_at + self._up_seconds
        if line.pressing:
            return line.held_at + self._hold_seconds
        if line.held and not line.stuck:
            return line.held_at + self._stuck_seconds
        return None

    def _settle(self, button: int, line: _Line, now: float) -> None:
        while (due := self._due(line)) is not None and due <= now:
            if not line.held:
                line.held, line.held_at, line.pressing = True, line.changed_at, True
                self._ready.append(Pressed(button))
            elif line.down and line.pressing:
                line.pressing = False
                self._ready.append(Held(button))
            elif line.down:
                line.stuck = True
                self._ready.append(Stuck(button))
            else:
                self._came_up(button, line)

    def _came_up(self, button: int, line: _Line) -> None:
        if line.pressing:
            self._ready.append(Released(button))
        if line.stuck:
            self._ready.append(Freed(button))
        line.held = line.pressing = line.stuck = False

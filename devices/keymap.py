"""What a barcode scanner types: Linux key codes as on a US keyboard, and the codes they make.

Owns which key gives which character, and when a code ends: at Enter or after 80 ms without a key. Refuses
bytes, files and the time of day. Apart from the scanner because it is pure, as `debounce` is for buttons.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

PAUSE_SECONDS = 0.080
LONGEST_CODE = 500

UP, DOWN, REPEATED = 0, 1, 2
"""The value of a key's event; a scanner holds no key, so a repetition is no character."""

SHIFTS = frozenset((42, 54))
CONTROLS = frozenset((29, 97))
ALTS_AND_METAS = frozenset((56, 100, 125, 126))
MODIFIERS = SHIFTS | CONTROLS | ALTS_AND_METAS
ENTER = 28
ENTERS = frozenset((ENTER, 96))
CONTROL_J_AND_M = frozenset((36, 50))
"""How some scanners type LF and CR."""
NO_CHARACTER = 240
"""KEY_UNKNOWN."""

_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (15, "\tqwertyuiop[]", "\tQWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
)
_KEYPAD = ((55, "*"), (71, "789-456+1230."), (98, "/"))
"""A scanner that types digits on the keypad means digits, whatever Num Lock says."""

CHARACTERS = {
    first + place: pair
    for first, plain, shifted in (*_ROWS, *((first, same, same) for first, same in _KEYPAD))
    for place, pair in enumerate(zip(plain, shifted, strict=True))
}
"""Key code to the character without and with shift."""


class Fault(Enum):
    """Why nothing of a code may be used."""

    TOO_LONG = "too long"
    KEYS_LOST = "keys lost"


@dataclass(frozen=True, slots=True)
class Code:
    """`unreadable` counts the keys that gave no character, as those of letters beyond ASCII. A faulty code
    has no text."""

    text: str
    unreadable: int = 0
    fault: Fault | None = None


class Typing:
    """The keys of one scanner, on the caller's clock. What `turn` returns may be about a person: log none."""

    def __init__(self) -> None:
        self._held: set[int] = set()
        self._last_at = 0.0
        self._ready: list[Code] = []
        self._text, self._unreadable = "", 0
        self._fault: Fault | None = None

    def key(self, key: int, value: int, now: float) -> None:
        if value == REPEATED:
            return
        self._last_at = now
        if key in MODIFIERS:
            self._modifier(key, down=value == DOWN)
        elif value == DOWN:
            self._down(key)

    def lose_keys(self, now: float) -> None:
        """Linux threw keys away: the code is not what was printed, and shift may have come up unseen."""
        self._held.clear()
        self._fault, self._last_at = Fault.KEYS_LOST, now

    def turn(self, now: float) -> list[Code]:
        """Every code that has ended by now, in order. First give it each key that is known by now."""
        if (due := self.due()) is not None and due <= now:
            self._end()
        ready, self._ready = self._ready, []
        return ready

    def due(self) -> float | None:
        """When the code ends if no key follows; None between codes."""
        return self._last_at + PAUSE_SECONDS if self._begun() else None

    def _modifier(self, key: int, *, down: bool) -> None:
        if down:
            self._held.add(key)
        else:
            self._held.discard(key)

    def _down(self, key: int) -> None:
        if self._is_end(key):
            self._end()
        elif (character := self._character(key)) is None:
            self._unreadable += 1
        elif len(self._text) == LONGEST_CODE:
            self._fault = Fault.TOO_LONG
        else:
            self._text += character

    def _is_end(self, key: int) -> bool:
        return key in ENTERS or (key in CONTROL_J_AND_M and not self._held.isdisjoint(CONTROLS))

    def _character(self, key: int) -> str | None:
        """With Alt or Control held, scanners spell out what a US keyboard lacks."""
        if key not in CHARACTERS or self._held - SHIFTS:
            return None
        plain, shifted = CHARACTERS[key]
        return shifted if self._held else plain

    def _end(self) -> None:
        if self._begun():
            self._ready.append(Code("" if self._fault else self._text, self._unreadable, self._fault))
        self._begin()

    def _begin(self) -> None:
        self._text, self._unreadable, self._fault = "", 0, None

    def _begun(self) -> bool:
        return bool(self._text or self._unreadable or self._fault)


def strokes(text: str) -> Iterator[tuple[int, int]]:
    """The keys that a scanner moves to type a code and Enter, each with `DOWN` or `UP`."""
    shift = min(SHIFTS)
    keys = {
        pair[shifted]: (key, shifted)
        for key, pair in reversed(CHARACTERS.items())
        for shifted in (True, False)
    }
    for character in text:
        key, shifted = keys.get(character, (NO_CHARACTER, False))
        stroke = ((key, DOWN), (key, UP))
        yield from ((shift, DOWN), *stroke, (shift, UP)) if shifted else stroke
    yield from ((ENTER, DOWN), (ENTER, UP))

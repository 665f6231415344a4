"""What the hall hears: a number is called aloud, twice, one call after the other.

Owns the sentence, the names of the recordings that say the same, and which calls are still worth saying.
Refuses sounds and loudspeakers: a mouth says it. Nothing overlaps, because one turn says one call.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from firmware.clock import Now

log = logging.getLogger(__name__)

IDLE_SECONDS: Final = 5.0
FAULT_SECONDS: Final = 2.0
TIMES: Final = 2
PAUSE_MS: Final = 1000
OLDEST: Final = timedelta(seconds=60)
AHEAD: Final = timedelta(seconds=5)
"""A call may be committed after its turn has read the clock; that is no sign of a clock set back."""

DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


# ---------------------------------------------------------------- what is said


def sentence(number: str, counter: int) -> str:
    """`A012` at counter 2: "Mời số A không một hai đến quầy số hai". ValueError as `counter_words`."""
    spelled = " ".join(DIGITS[int(sign)] if sign in "0123456789" else sign for sign in number)
    return f"Mời số {spelled} đến quầy số {counter_words(counter)}"


def counter_words(counter: int) -> str:
    """1 to 99 as it is read: mười lăm, hai mươi mốt, hai mươi bốn, ba mươi lăm. ValueError beyond."""
    if not 1 <= counter <= 99:
        raise ValueError(f"counter {counter}: give 1 to 99")
    tens, ones = divmod(counter, 10)
    if tens == 0:
        return DIGITS[ones]
    return " ".join(filter(None, (_tens(tens), _ones_after(tens, ones))))


def clip_names(number: str, counter: int) -> list[str]:
    """The recordings of that sentence, in order: `moi-so A 0 1 2 den-quay-so quay-2`.

    A ward that wants a voice of its own records `moi-so.wav`, `den-quay-so.wav`, the letters `A.wav` to
    `Z.wav`, the digits `0.wav` to `9.wav` and its counters, `quay-1.wav` to `quay-99.wav`. They are used
    when all clips of a sentence are there and of one format.
    """
    return ["moi-so", *number.upper(), "den-quay-so", f"quay-{counter}"]


def _tens(tens: int) -> str:
    return "mười" if tens == 1 else f"{DIGITS[tens]} mươi"


def _ones_after(tens: int, ones: int) -> str:
    match ones:
        case 0:
            return ""
        case 1 if tens > 1:
            return "mốt"
        case 5:
            return "lăm"
        case _:
            return DIGITS[ones]


# ---------------------------------------------------------------- in the voice worker


@dataclass(frozen=True, slots=True)
class Call:
    """A number called to a counter; `seq` is its place in the ledger, `at` is UTC."""

    seq: int
    number: str
    counter: int
    at: datetime


class VoiceFault(Exception):
    """What the mouth reports; `cause` is the loudspeaker's own word for it."""

    def __init__(self, cause: str, detail: str = "") -> None:
        super().__init__(detail or cause)
        self.cause = cause


class Mouth(Protocol):
    """A loudspeaker as this room sees it."""

    def say(self, text: str, clips: list[str], *, times: int, pause_ms: int) -> None:
        """Returns when the hall has heard it `times` times. VoiceFault when it has not."""
        ...


class VoiceTurn:
    """Say the oldest call that nobody has heard. Runs in its own thread, woken after each commit.

    A call is tried once: when its turn fails, it is on the hall's board, and the officer can call again.
    """

    def __init__(
        self,
        mouth: Mouth,
        calls_after: Callable[[int], list[Call]],
        newest: Callable[[], int],
        still_called: Callable[[Call], bool],
    ) -> None:
        self._mouth = mouth
        self._calls_after = calls_after
        self._newest = newest
        self._still_called = still_called
        self._done: int | None = None
        self._faults: set[str] = set()

    def __call__(self, now: Now) -> float:
        """Say at most one call; returns the seconds until the next look."""
        call = self._next(now)
        if call is None:
            return IDLE_SECONDS
        try:
            self._say(call)
        except VoiceFault as fault:
            self._note(fault, call)
            return FAULT_SECONDS
        return 0.0

    def _next(self, now: Now) -> Call | None:
        """Whatever it returns or leaves out is done, so that nothing can hold up the calls behind it."""
        if self._done is None:
            self._done = self._newest()
        for call in sorted(self._calls_after(self._done), key=lambda call: call.seq):
            self._done = call.seq
            if self._worth_saying(call, now):
                return call
        return None

    def _worth_saying(self, call: Call, now: Now) -> bool:
        """An untrusted clock may have been set since the call: then its age says nothing."""
        age = now.wall - call.at
        if now.trusted and not -AHEAD <= age <= OLDEST:
            log.warning("call not said number=%s age_seconds=%.0f", call.number, age.total_seconds())
            return False
        if not self._still_called(call):
            log.info("call not said number=%s reason=no_longer_called", call.number)
            return False
        return True

    def _say(self, call: Call) -> None:
        text, clips = sentence(call.number, call.counter), clip_names(call.number, call.counter)
        self._mouth.say(text, clips, times=TIMES, pause_ms=PAUSE_MS)
        self._faults.clear()
        log.info("call said number=%s counter=%s", call.number, call.counter)

    def _note(self, fault: VoiceFault, call: Call) -> None:
        """Once for each cause until the voice is heard again."""
        if fault.cause not in self._faults:
            self._faults.add(fault.cause)
            log.warning("call not said number=%s fault=%s detail=%s", call.number, fault.cause, fault)

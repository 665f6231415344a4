"""The self-test in words that screen, slip and memory share: its steps, how each ended. Pure values.

Owns the order of the steps. Refuses what passes (`selftest`) and what it is called in a language.
"""

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """The self-test, in this order."""

    TOUCH = "touch"
    BUTTONS = "buttons"
    LAMPS = "lamps"
    PAPER = "paper"
    SPEAKER = "speaker"
    SCANNER = "scanner"
    NETWORK = "network"
    BROKER = "broker"
    CLOCK = "clock"
    DISK = "disk"
    TEMPERATURE = "temperature"


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    """Nothing is fitted that could be tested: neither good nor bad."""


@dataclass(frozen=True, slots=True)
class Result:
    """`detail` is a measured value, or what failed: numbers of buttons or lamps."""

    step: Step
    outcome: Outcome
    detail: str = ""

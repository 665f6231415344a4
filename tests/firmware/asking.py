"""A citizen who asks for a message on S4 and keys in a number."""

from firmware.lookups import LetterTyped
from firmware.reminders import PhoneEntered, ReminderAsked
from firmware.screens import Screen
from tests.bench import KioskBench

PHONE = "0912345678"


def take(bench: KioskBench, count: int) -> list[str]:
    return [bench.take_number() for _ in range(count)]


def key_in(bench: KioskBench, digits: str) -> None:
    for digit in digits:
        bench.touch(LetterTyped(digit))


def asks(bench: KioskBench, phone: str = PHONE) -> Screen:
    """From S4: ask for a message, type the number, say that it is complete."""
    bench.touch(ReminderAsked())
    key_in(bench, phone)
    return bench.touch(PhoneEntered())

"""How what is written is read out: numbers of tickets, dates, hours, dashes.

Owns turning signs that a voice stumbles over into words. Refuses to choose what is said (`teller`). A
ticket's letter stands before a comma, or an English voice would take the A of A012 for an article.
"""

import re
from collections.abc import Callable
from typing import Final

Say = Callable[[str], str]

_TICKET: Final = re.compile(r"\b([A-Z])(\d{3,4})\b")
_DATE: Final = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_SPAN: Final = re.compile(r"(\d{1,2}:\d{2})–(\d{1,2}:\d{2})")
_TIME: Final = re.compile(r"\b(\d{1,2}):(\d{2})\b")
_PAUSES: Final = re.compile(r"\s+[–·]\s+|\n")


def aloud(text: str, _: Say) -> str:
    """The same text as a voice should get it: one line, in words where signs would be misread."""
    text = _SPAN.sub(lambda m: _("{start} to {end}").format(start=m[1], end=m[2]), text)
    text = _DATE.sub(lambda m: _date(m, _), text)
    text = _TIME.sub(lambda m: _time(m, _), text)
    text = _TICKET.sub(lambda m: spelled(m[0], _), text)
    return _PAUSES.sub(", ", text.strip())


def spelled(number: str, _: Say) -> str:
    """`A012` as "A, không một hai": sign by sign, as the hall hears it."""
    digits = digit_words(_)
    letters = "".join(sign for sign in number if not sign.isdigit())
    return f"{letters}, {' '.join(digits[int(sign)] for sign in number if sign.isdigit())}"


def code_aloud(code: str, _: Say) -> str:
    """A dossier's code sign by sign, with a pause at each dot, as one would read it from a receipt."""
    digits = digit_words(_)
    words = {**{str(value): word for value, word in enumerate(digits)}, ".": ",", "-": _("dash")}
    return " ".join(words.get(sign, sign) for sign in code).replace(" ,", ",")


def digit_words(_: Say) -> tuple[str, ...]:
    return (
        _("zero"),
        _("one"),
        _("two"),
        _("three"),
        _("four"),
        _("five"),
        _("six"),
        _("seven"),
        _("eight"),
        _("nine"),
    )


def _date(match: re.Match[str], _: Say) -> str:
    words = _("day {day}, month {month}, year {year}")
    return words.format(day=int(match[1]), month=int(match[2]), year=match[3])


def _time(match: re.Match[str], _: Say) -> str:
    hour, minute = int(match[1]), int(match[2])
    if not minute:
        return _("{hour} hours").format(hour=hour)
    return _("{hour} hours {minute} minutes").format(hour=hour, minute=minute)

"""Long lists a page at a time: which page is asked for, and what stands on it.

Owns reading such parameters and their limits. Refuses rows.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from central.dashboard.api import BadParameter

ROWS: Final = 100
W = TypeVar("W", bound=str)


@dataclass(frozen=True, slots=True)
class Leaf:
    """Page `number` of `pages`, from 1; its rows are `first` to `last` of `total`, from 1."""

    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // ROWS))

    @property
    def skip(self) -> int:
        return (self.number - 1) * ROWS

    @property
    def first(self) -> int:
        return min(self.skip + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.skip + ROWS, self.total)


def leaf(parameters: Mapping[str, str], total: int, name: str = "page") -> Leaf:
    """The page asked for; beyond the end it is the last one, because lists shrink while somebody reads."""
    text = parameters.get(name) or "1"
    if not re.fullmatch(r"[1-9][0-9]{0,6}", text):
        raise BadParameter(f"{name}={text!r}: expected a page from 1")
    return Leaf(min(int(text), Leaf(1, total).pages), total)


def choice(parameters: Mapping[str, str], name: str, known: Collection[W]) -> W | None:
    """One of the known words, or None if none was given."""
    text = parameters.get(name)
    if not text:
        return None
    for word in known:
        if word == text:
            return word
    raise BadParameter(f"{name}={text!r}: expected one of {', '.join(known)}")

"""The parameters of addresses, each declared once: how it is read, and how the API's document describes it.

Owns their names and forms. Refuses what they mean. A bad parameter is the caller's to mend, so it is answered
with its name and the form expected; an empty one is as good as none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from central.queries import Scope

EVENTS_LIMIT: Final = 1000
EVENTS_DEFAULT: Final = 100


class BadParameter(ValueError):
    """A query parameter that cannot be read; the text names it and the form expected."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """`schema` is JSON Schema, and what a text is held against; `expected` says the same to a person."""

    name: str
    expected: str
    schema: Mapping[str, Any]
    required: bool = False
    place: str = "query"

    def read(self, parameters: Mapping[str, str]) -> str | None:
        text = parameters.get(self.name)
        if not text:
            if self.required:
                raise BadParameter(f"{self.name}: missing; expected {self.expected}")
            return None
        if not _fits(self.schema, text):
            raise BadParameter(f"{self.name}={text[:80]!r}: expected {self.expected}")
        return text

    def number(self, parameters: Mapping[str, str]) -> int:
        """A whole number, or the one that stands for none."""
        text = self.read(parameters)
        return int(text) if text is not None else int(self.schema["default"])


def _fits(schema: Mapping[str, Any], text: str) -> bool:
    if schema["type"] == "integer":
        return re.fullmatch("[0-9]{1,16}", text) is not None and (
            schema["minimum"] <= int(text) <= schema["maximum"]
        )
    if schema.get("format") == "date":
        return _is_day(text)
    if "pattern" in schema:
        return re.fullmatch(schema["pattern"].strip("^$"), text) is not None
    return len(text) <= int(schema["maxLength"])


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _pattern(name: str, pattern: str, expected: str, *, required: bool = False) -> Parameter:
    return Parameter(name, expected, {"type": "string", "pattern": f"^{pattern}$"}, required)


def _number(name: str, lowest: int, highest: int, default: int) -> Parameter:
    expected = f"a whole number from {lowest} to {highest}"
    schema = {"type": "integer", "minimum": lowest, "maximum": highest, "default": default}
    return Parameter(name, expected, schema)


def _words(name: str, most: int) -> Parameter:
    return Parameter(name, f"at most {most} characters", {"type": "string", "maxLength": most})


PROVINCE: Final = _pattern("province", "[0-9]{2}", "two digits such as 19")
WARD: Final = _pattern("ward", "[0-9]{5}", "five digits such as 05518")
ONE_WARD: Final = _pattern("ward", "[0-9]{5}", "five digits such as 05518", required=True)
KIOSK: Final = _pattern(
    "kiosk",
    "([0-9]{2}/[0-9]{5}/)?k[1-9][0-9]{0,2}",
    "an id such as k1 or a full name such as 19/05518/k1",
)
FROM: Final = Parameter("from", "a day such as 2026-11-21", {"type": "string", "format": "date"})
TO: Final = Parameter("to", "a day such as 2026-11-21", {"type": "string", "format": "date"})
FIELD: Final = _words("field", 200)
OFFICER: Final = _words("officer", 64)
AFTER: Final = _pattern("after", "([0-9a-f]{16}-)?[0-9]{1,16}", "0, or `next` of the answer before")
SINCE: Final = _pattern(
    "since",
    "[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,3})?)?Z)?",
    "an instant such as 2026-11-21T02:15:00.000Z",
)
LAST_SMS: Final = _number("after", 0, 2**53, 0)
LIMIT: Final = _number("limit", 1, EVENTS_LIMIT, EVENTS_DEFAULT)

AREA: Final = (PROVINCE, WARD, KIOSK)
DATE: Final = Parameter(
    "date", "a day as 2026-11-21; today if none is named", {"type": "string", "format": "date"}
)
PERIOD: Final = (FROM, TO)


def read_scope(parameters: Mapping[str, str]) -> Scope:
    """Kiosks and days of a request."""
    first_day, last_day = FROM.read(parameters), TO.read(parameters)
    if first_day and last_day and first_day > last_day:
        raise BadParameter(f"from={first_day!r}: expected a day not after to={last_day!r}")
    return Scope(
        province=PROVINCE.read(parameters),
        ward=WARD.read(parameters),
        kiosk=KIOSK.read(parameters),
        first_day=first_day,
        last_day=last_day,
    )

"""What somebody wants kiosks to do, judged before anything is signed.

Owns the form of a wish and its rules. Refuses keys, rows and the wire. Of settings only the names of the
tables are looked at: what may stand in them is the kiosk's to say, and it says so in its answer.
"""

import tomllib
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct

from central.door import Refused
from mqtt.commands import WARD_TABLES, CommandError, Config, read_order

LONGEST_HOURS: Final = 30 * 24
AREA: Final = r"^([0-9]{2}|([0-9]{2}/)?[0-9]{5}|[0-9]{2}/[0-9]{5}/k[1-9][0-9]{0,2})$"


class Wish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`area` is a kiosk ``19/05518/k1``, a ward ``19/05518`` or ``05518``, or a province ``19``."""

    word: Annotated[str, Meta(max_length=64)]
    data: dict[str, Any] = {}
    area: Annotated[str, Meta(pattern=AREA)]
    hours: Annotated[int, Meta(ge=1, le=LONGEST_HOURS)] = 72
    by: Annotated[str, Meta(min_length=1, max_length=64)]

    @property
    def names_one(self) -> bool:
        return "/k" in self.area


def read_wish(members: object) -> Wish:
    """From a page's or a command's own words; Refused says which of them is wrong."""
    try:
        return judged(msgspec.convert(members, Wish))
    except msgspec.ValidationError as error:
        raise Refused(f"command: {error}") from error


def judged(wish: Wish) -> Wish:
    """The same wish, if a kiosk could understand it; Refused otherwise."""
    try:
        order = read_order(wish.word, msgspec.json.encode(wish.data))
    except CommandError as error:
        raise Refused(str(error)) from error
    if isinstance(order, Config):
        _judge_toml(order.toml)
    return wish


def _judge_toml(toml: str) -> None:
    try:
        said = tomllib.loads(toml)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refused(f"not TOML: {error}; mend that line") from error
    stranger = next((key for key in said if key not in WARD_TABLES), None)
    if stranger is not None:
        known = ", ".join(WARD_TABLES)
        raise Refused(f"{stranger}: is the machine's own; the ward's tables are {known}")

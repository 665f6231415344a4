"""`motcua-central booking set`, `show` and `close`: what they ask, print and how they end.

Owns their arguments, their lines and the changes behind the centre's door. Refuses rules (`making`). Beside a
running centre every change is its own writer's; 0: done, 2: not done.
"""

import argparse
import re
import sys
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import peewee
from msgspec import Struct

from central.booking import making, rows
from central.booking.faults import NotBooked
from central.booking.offices import Office, OfficeError, check
from central.booking.telling import tell_closed
from central.door import Change, Refused, carry_out
from central.measures import HANOI
from central.settings import read_settings
from central.sms.outbox import Post
from mqtt.booking import Slot, WardName
from mqtt.scalars import Day


class Shown(Struct, frozen=True):
    """What a ward offers, and from today on (day, state, how many)."""

    office: Office | None
    standing: list[tuple[str, str, int]]


class Asked(Struct, frozen=True):
    ward: WardName


class Closed(Struct, frozen=True):
    """`slot` "" is the whole day."""

    ward: WardName
    day: Day
    slot: Slot | str = ""


def _set(database: peewee.Database, office: Office, now: datetime) -> str:
    try:
        check(office)
    except OfficeError as error:
        raise Refused(str(error)) from error
    rows.offer(database, office, now)
    return office.ward


def _show(database: peewee.Database, asked: Asked, now: datetime) -> Shown:
    today = now.astimezone(HANOI).date().isoformat()
    return Shown(rows.office_of(database, asked.ward), rows.standing(database, asked.ward, today))


SET = Change("booking set", Office, str, _set)
SHOW = Change("booking show", Asked, Shown, _show)


def closing(post: Post | None) -> Change[Closed, int]:
    """How many bookings were cancelled; their owners are told where this centre sends SMS."""

    def make(database: peewee.Database, closed: Closed, now: datetime) -> int:
        try:
            cancelled = making.close(database, closed.ward, closed.day, closed.slot, now)
        except NotBooked as error:
            raise Refused(f"{closed.ward}: takes no bookings; set its file first") from error
        for one in cancelled:
            tell_closed(database, post, one, now)
        return len(cancelled)

    return Change("booking close", Closed, int, make)


def read_office(file: Path) -> Office:
    """Refused names file, key and remedy."""
    try:
        return msgspec.toml.decode(file.read_bytes(), type=Office)
    except OSError as error:
        raise Refused(f"{file}: {error.strerror}; give a TOML file, docs/booking.md shows one") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refused(f"{file}: {error}; docs/booking.md shows a whole file") from error


def add_parsers(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> list[argparse.ArgumentParser]:
    booking = commands.add_parser("booking", help="numbers booked from home: what wards offer")
    verbs = booking.add_subparsers(dest="verb", required=True)
    setting = verbs.add_parser("set", help="what a ward offers, from its file")
    setting.add_argument("file", type=Path, metavar="FILE.toml")
    show = verbs.add_parser("show", help="what a ward offers, and how much is booked")
    close = verbs.add_parser("close", help="a day or one slot: what was booked is cancelled")
    for parser in (show, close):
        parser.add_argument("ward", type=_ward, metavar="19/05518")
    close.add_argument("day", type=_day, metavar="2026-12-24")
    close.add_argument("slot", nargs="?", default="", type=_slot, metavar="08:15")
    return [setting, show, close]


def booking(arguments: argparse.Namespace, now: datetime, post: Post | None = None) -> int:
    """Refused is for the caller to print."""
    store = read_settings(arguments.config).store
    way: dict[str, Any] = {"data": arguments.data, "store": store, "now": now}
    match arguments.verb:
        case "set":
            ward = carry_out(SET, read_office(arguments.file), **way)
            said = f"{ward}: offered from now on at /hen/{ward.partition('/')[2]}"
        case "close":
            closed = Closed(arguments.ward, arguments.day, arguments.slot)
            count = carry_out(closing(post), closed, **way)
            said = (
                f"{arguments.ward}: {arguments.day} {arguments.slot or 'all day'} closed, {count} cancelled"
            )
        case _:
            said = _told(arguments.ward, carry_out(SHOW, Asked(arguments.ward), **way))
    sys.stdout.write(f"{said}\n")
    return 0


def _told(ward: str, shown: Shown) -> str:
    if shown.office is None:
        return f"{ward}: takes no bookings"
    offered = [
        f"  {one.code}: {one.name}, {one.capacity} each {one.minutes} min" for one in shown.office.services
    ]
    days: dict[str, list[str]] = defaultdict(list)
    for day, state, count in shown.standing:
        days[day].append(f"{state} {count}")
    booked = [f"  {day}: {', '.join(counts)}" for day, counts in days.items()]
    return "\n".join([f"{ward}: {shown.office.days_ahead} days ahead", *offered, *booked])


def _ward(text: str) -> str:
    if not re.fullmatch(r"[0-9]{2}/[0-9]{5}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no ward; write it as in 19/05518")
    return text


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as in 2026-12-24") from error


def _slot(text: str) -> str:
    if text and not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no time; write it as in 08:15")
    return text

"""What people send to kiosks from the page of publishing: judged, confirmed, done and noted.

Owns who may send what where, and each act's way to the one writer. Refuses HTTP and words (`publish`), rules
of commands (`central.commanding`) and of catalogues (`central.catalogue`). National and provincial accounts
send, each in its own area. A ward's account sends nothing: its password is known at a counter, and what it
could want is done at the kiosk itself. A program's token sends nothing either.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, get_args

import peewee

from central.catalogue.desk import CatalogueDesk
from central.commanding import acts
from central.commanding.acts import Word
from central.commanding.rows import Issued
from central.commanding.wishes import Wish, read_wish
from central.dashboard.viewer import Viewer
from central.desk import WritingDesk
from central.door import Change, Refused
from central.dossiers.again import publish_again

WORDS: Final[tuple[Word, ...]] = get_args(Word)
TO_CONFIRM: Final[frozenset[Word]] = frozenset({"config", "erase"})
"""What a second page asks about: it changes how an office works, or cannot be taken back."""

HOURS: Final = (24, 72, 168, 720)
_PLACES: Final = {
    "catalogue": re.compile("[0-9]{2}"),
    "dossiers": re.compile("[0-9]{2}(/[0-9]{5})?"),
    "reprint": re.compile("[0-9]{2}/[0-9]{5}/k[1-9][0-9]{0,2}"),
}
_OFFICE: Final = re.compile("[0-9]{2}/[0-9]{5}(/k[1-9][0-9]{0,2})?")


@dataclass(frozen=True, slots=True)
class Press:
    """What sending needs: the one writer, the change that signs commands, the catalogue."""

    desk: WritingDesk
    commands: Change[Wish, list[Issued]]
    catalogue: CatalogueDesk


@dataclass(frozen=True, slots=True)
class Asked:
    """An act as a form asks for it; `wish` is the command that it is, None of catalogue and dossiers."""

    word: Word
    area: str
    again: bool
    wish: Wish | None


def may_send(viewer: Viewer, area: str = "") -> bool:
    """Whether this account sends anything at all, or to `area`."""
    named = bool(viewer.name) and viewer.role in ("national", "province")
    return named and (
        not area or area == viewer.area or area.startswith(f"{viewer.area}/" if viewer.area else "")
    )


def read_act(word: Word, fields: Mapping[str, str], by: str) -> Asked:
    """Judged as far as the centre can; Refused says what to mend."""
    area = fields.get("area", "").strip()
    if not _PLACES.get(word, _OFFICE).fullmatch(area):
        raise Refused(f"area {area[:40]!r}: {word} does not go there; choose one of the list")
    if word in ("catalogue", "dossiers"):
        return Asked(word, area, fields.get("again") == "yes", None)
    said = {"word": word, "data": _data(word, fields), "area": area, "hours": _hours(fields), "by": by[:64]}
    return Asked(word, area, again=False, wish=read_wish(said))


def send(press: Press, act: Asked, by: str, now: datetime) -> None:
    """Refused, NotWritten and whatever `CatalogueDesk.publish` raises: nothing went out."""
    if act.word == "catalogue":
        detail = press.catalogue.publish(act.area, again=act.again, now=now).detail
        press.desk.settle(lambda database: acts.note(database, act.word, act.area, detail, by=by, now=now))
        return
    press.desk.settle(lambda database: _write(database, press, act, by, now))


def _write(database: peewee.Database, press: Press, act: Asked, by: str, now: datetime) -> None:
    if act.wish is not None:
        issued = press.commands.make(database, act.wish, now)
        detail = f"kiosks={len(issued)} hours={act.wish.hours}{_said(act.wish)}"
    else:
        province, _, ward = act.area.partition("/")
        detail = f"wards={publish_again(database, province, ward or None)}"
    acts.note(database, act.word, act.area, detail, by=by, now=now)


def _said(wish: Wish) -> str:
    """A number or days; settings are in the command itself, and long."""
    short = {name: value for name, value in wish.data.items() if name in ("number", "days")}
    return "".join(f" {name}={value}" for name, value in short.items())


def _data(word: Word, fields: Mapping[str, str]) -> dict[str, Any]:
    match word:
        case "config":
            return {"toml": fields.get("toml", "").replace("\r\n", "\n")}
        case "resend":
            return {"days": _number("days", fields.get("days", ""))}
        case "reprint":
            return {"number": fields.get("number", "").strip()}
        case "erase":
            return {"what": "phones"}
    return {}


def _hours(fields: Mapping[str, str]) -> int:
    return _number("hours", fields.get("hours") or "72")


def _number(name: str, text: str) -> int:
    if not re.fullmatch("[0-9]{1,4}", text.strip()):
        raise Refused(f"{name} {text[:20]!r}: give a whole number")
    return int(text)

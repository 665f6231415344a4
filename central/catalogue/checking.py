"""What a procedure must satisfy before it is kept, and how a new word joins an old one.

Owns limits, dates, codes and merging. Refuses file formats (`sheet`, `portal`) and storage. Apart so that
every source is held to the same rules and refused in the same words.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec
from msgspec.structs import asdict, replace

from mqtt.catalogue import Procedure

PROCEDURE_BYTES: Final = 256 * 1024
_CODE: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,31}")
_CUT_CODE: Final = re.compile(r"[0-9]\.[0-9]{1,5}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LINK: Final = re.compile(r"https?://[^\s{}]+(?:\{(?:code|ward)\}[^\s{}]*)*")


class Refused(ValueError):
    """A record is not taken; the text gives the reason and the remedy."""


class Unusable(ValueError):
    """A file cannot be read as a whole; nothing of it is taken. The text gives the remedy."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One record of a file: what it says, not yet checked, or why it cannot be taken.

    `place` is how the file's reader counts: "row 7", "record 2", "line 3".
    """

    place: str
    code: str
    said: Procedure | None = None
    refusal: str = ""


def draft(place: str, code: object, read: Callable[[], Procedure]) -> Draft:
    name = "".join(sign for sign in code[:40] if sign.isprintable()).strip() if isinstance(code, str) else ""
    try:
        return Draft(place, name, said=read())
    except Refused as error:
        return Draft(place, name, refusal=str(error))


def code_of(value: object) -> str:
    """The code of a procedure; a spreadsheet that took it for a number has cut its zeros."""
    if value is None or value == "":
        raise Refused("code is empty; every record needs one")
    if not isinstance(value, str):
        raise Refused("code is a number; put it in quotation marks, or its last zeros are lost")
    if not _CODE.fullmatch(value):
        raise Refused(f"code {value[:40]!r} is none; use up to 32 of 0-9, A-Z, '.' and '-', as in 1.001193")
    if _CUT_CODE.fullmatch(value):
        raise Refused(f"code {value!r} has lost zeros at its end; format the column as text, as in 1.014030")
    return value


def day_of(column: str, text: str) -> str | None:
    """None for an empty text."""
    if not text:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise Refused(f"{column} {text[:40]!r} is no date; write it as in 2026-12-31")


def merged(known: Procedure | None, said: Procedure) -> Procedure:
    """`said` over what is known: only what it says counts. Refused if the two together are no procedure."""
    if not said.name:
        raise Refused("name is empty; give the procedure's name")
    news = {name: value for name, value in asdict(said).items() if value not in (None, "", [])}
    whole = said if known is None else replace(known, **news)
    return _checked(whole)


def _checked(procedure: Procedure) -> Procedure:
    if not procedure.field:
        raise Refused("field is empty; give the field, as in Hộ tịch")
    if procedure.link and not _LINK.fullmatch(procedure.link):
        raise Refused(
            f"link {procedure.link[:60]!r} is none; use https://…, with {{code}} or {{ward}} at most"
        )
    begins, ends = procedure.effective_from, procedure.effective_to
    if begins and ends and ends < begins:
        raise Refused(f"effective_to {ends} is before effective_from {begins}; correct one of them")
    try:
        body = msgspec.json.encode(procedure)
        kept = msgspec.json.decode(body, type=Procedure)
    except (msgspec.MsgspecError, ValueError) as error:
        raise Refused(_explain(str(error))) from error
    if len(body) > PROCEDURE_BYTES:
        raise Refused(f"{len(body)} bytes of text, limit {PROCEDURE_BYTES}; shorten it")
    return kept


def _explain(problem: str) -> str:
    """Turn msgspec's ``… - at `$.steps[0]` `` into place first, then remedy."""
    text, _, place = problem.partition(" - at ")
    remedy = "shorten it" if "length <=" in text else "correct it"
    return f"{place.strip('`$').lstrip('.') or 'record'}: {text[:1].lower()}{text[1:]}; {remedy}"

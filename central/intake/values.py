"""What somebody filled in, held against its form: one value for each question, or what to correct.

Owns the rules of each kind of field. Refuses attachments (`attachments`), storage and HTML. A fault is a key
of `words` and its parts, so that page and API say the same in the filer's language.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from mqtt.forms import Field, Form, most_of
from mqtt.phones import domestic

FILER: Final = (
    Field(name="name", label="Họ và tên người nộp", label_en="Your full name", required=True, most=120),
    Field(
        name="phone",
        label="Số điện thoại di động",
        label_en="Mobile phone number",
        kind="phone",
        required=True,
        hint="Mã hồ sơ và tin báo kết quả gửi về số này.",
        hint_en="Your receipt code and news are sent to this number.",
    ),
)
"""Asked of everybody, before the form's own questions."""

YES: Final = "Có"
_EARLIEST: Final = date(1900, 1, 1)
_IDENTITY: Final = re.compile(r"0[0-9]{2}[0-9]{9}")
_TICKED: Final = frozenset({"on", "yes", "true", "1", YES})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: a key of the words, and what stands in its gaps."""

    why: str
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """`good` as it is sent to the ward, empty where nothing was said; `faults` by field."""

    good: dict[str, str]
    faults: dict[str, Fault]


def fields_of(form: Form, *, filer: bool) -> list[Field]:
    return [*(FILER if filer else ()), *form.fields]


def judge(fields: list[Field], said: Mapping[str, str], today: date) -> Judged:
    """Every field that is no file."""
    judged = Judged({}, {})
    for one in fields:
        if one.kind == "file":
            continue
        value = _value(one, said.get(one.name, ""), today)
        if isinstance(value, Fault):
            judged.faults[one.name] = value
        else:
            judged.good[one.name] = value
    return judged


def plain(text: str) -> str:
    """As it may be kept: composed letters, lines without control characters."""
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in composed if sign == "\n" or unicodedata.category(sign)[0] != "C").strip()


def _value(one: Field, raw: str, today: date) -> str | Fault:
    text = plain(raw)
    if not text:
        return Fault("must_tick" if one.kind == "yes" else "missing") if one.required else ""
    if len(text) > most_of(one) and one.kind != "choice":
        return Fault("too_long", {"most": str(most_of(one)), "found": str(len(text))})
    match one.kind:
        case "date":
            return _day(text, today)
        case "phone":
            return domestic(text) or Fault("not_phone")
        case "number":
            digits = re.sub(r"[ .,]", "", text)
            return digits if digits.isascii() and digits.isdigit() else Fault("not_number")
        case "choice":
            return text if text in one.choices else Fault("not_choice")
        case "identity":
            digits = re.sub(r"[ .]", "", text)
            return digits if _IDENTITY.fullmatch(digits) else Fault("not_identity")
        case "yes":
            return YES if text in _TICKED else Fault("must_tick")
        case "long":
            return text
    return " ".join(text.split())


def _day(text: str, today: date) -> str | Fault:
    """``21/11/2026``, from what browsers send (2026-11-21) or people write."""
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d%m%Y"):
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007
        except ValueError:
            continue
        last = date(today.year + 2, 12, 31)
        return day.strftime("%d/%m/%Y") if _EARLIEST <= day <= last else Fault("day_too_far")
    return Fault("not_day")

"""One row of the province's system, read and checked by itself.

Owns the columns, their spelling and the words in which a row is refused. Refuses files (`sheet`), storage and
what was known before (`intake`). Names, phones and identity numbers have no column: a row that brings one is
refused before anything of it is kept. A text that looks like a formula stays that text.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from central.dossiers.register import FINISHING
from mqtt.messages import instant

VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")
NEEDED: Final = ("code", "ward", "state")
COLUMNS: Final = (
    *NEEDED,
    "province",
    "procedure",
    "field",
    "channel",
    "received",
    "due",
    "finished",
    "at",
    "officer",
    "counter",
    "waited_days",
)
SKEW: Final = timedelta(minutes=5)
FIRST_YEAR: Final = 2000
_CODE: Final = re.compile(r"[0-9A-Za-z.\-/]{4,64}")
_ISO_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_TIME: Final = re.compile(
    r"(.{8,10})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_CHANNELS: Final = {
    "direct": "direct",
    "trực tiếp": "direct",
    "online": "online",
    "trực tuyến": "online",
    "postal": "postal",
    "bưu chính": "postal",
}


class Refused(ValueError):
    """A row is not taken; the text gives the reason and the remedy."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says; None and empty texts say nothing. `at` is the moment it speaks of."""

    province: str
    ward: str
    code: str
    state: int
    at: str
    procedure: str = ""
    field: str = ""
    channel: str = ""
    officer: str = ""
    counter: int | None = None
    received: str | None = None
    due: str | None = None
    finished: str | None = None
    waited_days: int | None = None


def read_row(record: object, *, province: str, now: datetime) -> Row:
    """Refused: why this row is not taken. `province` stands where the row names none."""
    if not isinstance(record, Mapping):
        raise Refused("no row but something else; send an object with " + ", ".join(NEEDED))
    strange = [name for name in record if name not in COLUMNS]
    if strange:
        raise Refused(f"{clipped(strange[0])} is not known; leave it out: names and phones are never taken")
    cells = {name: _cell(name, value) for name, value in record.items()}
    row = Row(
        province=_digits("province", cells.get("province") or province, 2),
        ward=_digits("ward", cells.get("ward", ""), 5),
        code=_code(cells.get("code", "")),
        state=_number("state", cells.get("state", ""), 1, 10),
        at=_moment(cells.get("at", ""), now),
        procedure=_text("procedure", cells, 500),
        field=_text("field", cells, 200),
        channel=_channel(cells.get("channel", "")),
        officer=_text("officer", cells, 64),
        counter=_optional("counter", cells, 1, 99),
        received=day_of("received", cells.get("received", "")),
        due=day_of("due", cells.get("due", "")),
        finished=day_of("finished", cells.get("finished", "")),
        waited_days=_optional("waited_days", cells, 0, 9999),
    )
    _check_days(row, now)
    return row


def _check_days(row: Row, now: datetime) -> None:
    if row.finished and row.state not in FINISHING:
        raise Refused(f"finished {row.finished} with state {row.state}; only 3, 8, 9 and 10 have that day")
    today = now.astimezone(VIETNAM).date().isoformat()
    spoken = datetime.fromisoformat(row.at).astimezone(VIETNAM).date().isoformat()
    for name, day in (("received", row.received), ("finished", row.finished)):
        if day and day > today:
            raise Refused(f"{name} {day} is in the future, today is {today}; correct the date")
        if day and day > spoken:
            raise Refused(f"{name} {day} is after {spoken}, the day the row speaks of; correct one of them")
    check_order(row.received, row.due, row.finished)


def check_order(received: str | None, due: str | None, finished: str | None) -> None:
    if received and due and due < received:
        raise Refused(f"due {due} is before received {received}; correct one of them")
    if received and finished and finished < received:
        raise Refused(f"finished {finished} is before received {received}; correct one of them")


def clipped(text: object) -> str:
    """What of a stranger's text may stand in a message."""
    return repr("".join(sign for sign in str(text)[:40] if sign.isprintable()))


# ---------------------------------------------------------------- cells


def _cell(name: str, value: object) -> str:
    """One clean line. Numbers are taken for what they look like; true and lists are nothing."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and name not in ("code", "ward", "province"):
        return str(value) if abs(value) < 10**9 else "a very large number"
    if not isinstance(value, str):
        raise Refused(f"{name} is no text; put it in quotation marks, or its zeros are lost")
    if len(value) > 10_000:
        raise Refused(f"{name}: {len(value)} characters; shorten it")
    visible = (
        sign
        for sign in unicodedata.normalize("NFC", value)
        if sign in "\t\n\r" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs")
    )
    return " ".join("".join(visible).split())


def _text(name: str, cells: Mapping[str, str], most: int) -> str:
    text = cells.get(name, "")
    if len(text) > most:
        raise Refused(f"{name}: {len(text)} characters, limit {most}; shorten it")
    return text


def _code(text: str) -> str:
    if not text:
        raise Refused("code is empty; every row needs one")
    if not _CODE.fullmatch(text):
        raise Refused(
            f"code {clipped(text)} of {len(text)} characters; use 4 to 64 of 0-9, A-Z, '.', '-', '/'"
        )
    return text


def _digits(name: str, text: str, count: int) -> str:
    if not re.fullmatch(f"[0-9]{{{count}}}", text):
        raise Refused(
            f"{name} {clipped(text)} is not {count} digits; format the column as text to keep zeros"
        )
    return text


def _number(name: str, text: str, lowest: int, highest: int) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or not lowest <= int(text) <= highest:
        raise Refused(f"{name} {clipped(text)} is not known; give a number from {lowest} to {highest}")
    return int(text)


def _optional(name: str, cells: Mapping[str, str], lowest: int, highest: int) -> int | None:
    text = cells.get(name, "")
    return _number(name, text, lowest, highest) if text else None


def _channel(text: str) -> str:
    if text and text.casefold() not in _CHANNELS:
        raise Refused(f"channel {clipped(text)} is not known; write direct, online or postal")
    return _CHANNELS.get(text.casefold(), "")


# ---------------------------------------------------------------- days and moments


def day_of(name: str, text: str) -> str | None:
    """None for an empty text."""
    if not text:
        return None
    day = _day(text)
    if day is None:
        raise Refused(f"{name} {clipped(text)} is no date; write it as in 21/11/2026 or 2026-11-21")
    return day.isoformat()


def _day(text: str) -> date | None:
    iso, ours = _ISO_DAY.fullmatch(text), _DAY.fullmatch(text)
    year, month, day = iso.groups() if iso else reversed(ours.groups()) if ours else ("0", "0", "0")
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year < FIRST_YEAR + 200 else None


def _moment(text: str, now: datetime) -> str:
    """When the row was true: now if it does not say, the end of a day that it names without a time."""
    if not text:
        return instant(now)
    moment = _named_moment(text)
    if moment is None:
        raise Refused(f"at {clipped(text)} is no moment; write it as in 21/11/2026 16:30 or 2026-11-21")
    day_only = _day(text) is not None
    if moment > now + SKEW and not (day_only and moment - timedelta(days=1) <= now):
        raise Refused(f"at {clipped(text)} is in the future; correct it, or the clock of the sender")
    return instant(min(moment, now))


def _named_moment(text: str) -> datetime | None:
    day = _day(text)
    if day is not None:
        return datetime.combine(day, time(23, 59, 59, 999_000), VIETNAM)
    match = _TIME.fullmatch(text)
    day = _day(match[1]) if match else None
    if match is None or day is None:
        return None
    try:
        return datetime.combine(day, _clock(match[2], match[3]))
    except ValueError:
        return None


def _clock(text: str, zone: str | None) -> time:
    clock = time.fromisoformat(text + (zone or ""))
    return clock if clock.tzinfo else clock.replace(tzinfo=VIETNAM)

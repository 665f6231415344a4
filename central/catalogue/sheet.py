"""A CSV list of procedures, as a ward or a department keeps it in a spreadsheet.

Owns the columns and their spelling. Refuses the form of such files (`csv_sheet`), encodings (`reading`) and
limits (`checking`).
"""

import re
from collections.abc import Iterator
from typing import Final

from central.catalogue.checking import Draft, Refused, Unusable, code_of, day_of, draft
from central.catalogue.plain import line, prose
from central.csv_sheet import NoSheet, header_of, rows_of
from mqtt.catalogue import Case, Document, Fee, OnlineLevel, Procedure, TimeLimit, Unit

NEEDED: Final = ("code", "name", "field")
COLUMNS: Final = (
    *NEEDED,
    "everyday",
    "online",
    "effective_from",
    "effective_to",
    "link",
    "documents",
    "time",
    "fee",
)
_ONLINE: Final[dict[str, OnlineLevel]] = {
    "full": "full",
    "toàn trình": "full",
    "partial": "partial",
    "một phần": "partial",
    "none": "none",
    "không": "none",
}
_TIME: Final = re.compile(r"([1-9][0-9]{0,3}) (ngày làm việc|ngày|giờ|tháng)", re.IGNORECASE)
_UNITS: Final[dict[str, Unit]] = {
    "ngày làm việc": "working_day",
    "ngày": "day",
    "giờ": "hour",
    "tháng": "month",
}
_DONG: Final = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]{1,12}) ?(?:đồng|đ|vnđ|vnd)?", re.IGNORECASE)


def drafts(text: str) -> Iterator[Draft]:
    """Every row that is not blank, counted as a spreadsheet does, the header as 1. Unusable: no such list."""
    try:
        rows = rows_of(text)
        header = header_of(rows, NEEDED, COLUMNS)
    except NoSheet as error:
        raise Unusable(str(error)) from error
    for number, cells in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in cells):
            yield _draft(number, header, cells)


def _draft(number: int, header: list[str], cells: list[str]) -> Draft:
    row = dict(zip(header, cells, strict=False))
    return draft(f"row {number}", row.get("code", ""), lambda: _read(row, header, cells))


def _read(row: dict[str, str], header: list[str], cells: list[str]) -> Procedure:
    if len(cells) > len(header):
        raise Refused(f"{len(cells)} cells, the header has {len(header)}; put texts with commas in quotes")

    def cell(name: str) -> str:
        return line(row.get(name), name)

    return Procedure(
        code=code_of(cell("code")),
        name=cell("name"),
        field=cell("field"),
        cases=_cases(_parts(row.get("documents"), "documents")),
        time_limits=_time_limits(cell("time")),
        fees=_fees(cell("fee")),
        online=_online(cell("online")),
        link=cell("link"),
        everyday=_parts(row.get("everyday"), "everyday"),
        effective_from=day_of("effective_from", cell("effective_from")),
        effective_to=day_of("effective_to", cell("effective_to")),
    )


def _parts(text: str | None, name: str) -> list[str]:
    parts = (" ".join(part.split()) for part in prose(text, name).split(";"))
    return list(dict.fromkeys(part for part in parts if part))


def _cases(names: list[str]) -> list[Case]:
    return [Case(documents=[Document(name=name) for name in names])] if names else []


def _time_limits(text: str) -> list[TimeLimit]:
    """Anything but a number and a unit stays in words."""
    match = _TIME.fullmatch(text)
    if match:
        return [TimeLimit(quantity=int(match[1]), unit=_UNITS[match[2].lower()])]
    return [TimeLimit(text=text)] if text else []


def _fees(text: str) -> list[Fee]:
    match = _DONG.fullmatch(text)
    if match:
        return [Fee(dong=int(re.sub(r"[.,]", "", match[1])))]
    return [Fee(text=text)] if text else []


def _online(text: str) -> OnlineLevel | None:
    if text and text.lower() not in _ONLINE:
        raise Refused(f"online {text[:40]!r} is not known; write full, partial or none")
    return _ONLINE.get(text.lower())

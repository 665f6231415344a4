"""A day's report as tables in words, and those tables as a CSV file that Excel and LibreOffice open at once.

Owns the sections, their headings and the guard against cells that a spreadsheet would run as formulas.
Refuses figures (`firmware.report`). Apart from the page: a file is Vietnamese whatever the page speaks.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from firmware.figures import DayReport, LongWait, ReportRow, Spell

BOM: Final = "\ufeff"
"""Excel takes a file without it for the code page of the machine."""
LEVELS: Final[Mapping[str, str]] = {
    "very_satisfied": "Rất hài lòng",
    "satisfied": "Hài lòng",
    "neutral": "Bình thường",
    "unsatisfied": "Không hài lòng",
    "very_unsatisfied": "Rất không hài lòng",
}
NOT_766: Final = (
    "Số lượt bấm nút hài lòng chỉ để nội bộ tham khảo, không phải điểm đánh giá theo Quyết định 766/QĐ-TTg."
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

Lasting = Callable[[int | None], str]
"""How a number of seconds is written; None where there were no cases."""


@dataclass(frozen=True, slots=True)
class Section:
    """One table: a heading, the names of its columns, and rows of the same length."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def csv_of(report: DayReport) -> bytes:
    """UTF-8 with a byte order mark; a line with the heading before each table, an empty one after."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(harmless(("Báo cáo ngày", vietnamese_day(report.day), report.office)))
    for section in sections(report, seconds, " (giây)"):
        writer.writerow(())
        writer.writerow(harmless((section.title,)))
        writer.writerow(harmless(section.columns))
        writer.writerows(harmless(row) for row in section.rows)
    writer.writerows(((), (NOT_766,)))
    return (BOM + text.getvalue()).encode()


def sections(report: DayReport, lasting: Lasting, unit: str) -> tuple[Section, ...]:
    """Everything a day's report says, in reading order; `unit` follows the name of each column of times."""
    names = {row.key: row.name for row in report.services}
    return (
        _figures("Cả ngày", "", (report.total,), lasting, unit),
        _figures("Theo lĩnh vực", "Lĩnh vực", report.services, lasting, unit),
        _counters(report.counters, lasting, unit),
        _figures("Theo giờ", "Giờ", report.hours, lasting, unit),
        _long_waits(report.long_waits, names, lasting, unit),
        _ratings(report),
    )


def seconds(value: int | None) -> str:
    return "" if value is None else str(value)


def minutes(value: int | None) -> str:
    """With one decimal and a decimal comma, as Vietnam writes it; a dash where there is nothing."""
    return "–" if value is None else f"{value / 60:.1f}".replace(".", ",")


def vietnamese_day(day: str) -> str:
    """`2026-11-21` becomes `21/11/2026`."""
    year, month, date = day.split("-")
    return f"{date}/{month}/{year}"


def harmless(cells: Iterable[str]) -> tuple[str, ...]:
    """A cell that a spreadsheet would take for a formula gets an apostrophe in front (OWASP)."""
    return tuple(f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells)


def _figures(title: str, first: str, rows: tuple[ReportRow, ...], lasting: Lasting, unit: str) -> Section:
    head = (first,) if first else ()
    columns = (*head, "Đã cấp số", "Đã phục vụ", "Vắng mặt", "Đang chờ", *_spell_columns(unit))
    return Section(
        title,
        columns,
        tuple(
            (
                *((row.name,) if first else ()),
                *(str(count) for count in (row.issued, row.served, row.no_show, row.waiting)),
                *_spells(row.wait, row.service, lasting),
            )
            for row in rows
        ),
    )


def _counters(rows: tuple[ReportRow, ...], lasting: Lasting, unit: str) -> Section:
    """Numbers are not issued at a counter, and nobody waits there but those it must call itself."""
    return Section(
        "Theo quầy",
        ("Quầy", "Đã phục vụ", "Vắng mặt", *_spell_columns(unit)),
        tuple(
            (row.name, str(row.served), str(row.no_show), *_spells(row.wait, row.service, lasting))
            for row in rows
        ),
    )


def _spell_columns(unit: str) -> tuple[str, ...]:
    return (
        f"Chờ: trung vị{unit}",
        f"Chờ: 90% không quá{unit}",
        f"Chờ lâu nhất{unit}",
        f"Phục vụ: trung vị{unit}",
        f"Phục vụ: 90% không quá{unit}",
    )


def _spells(wait: Spell, service: Spell, lasting: Lasting) -> tuple[str, ...]:
    return tuple(
        lasting(value) for value in (wait.median, wait.p90, wait.longest, service.median, service.p90)
    )


def _long_waits(
    waits: tuple[LongWait, ...], names: Mapping[str, str], lasting: Lasting, unit: str
) -> Section:
    return Section(
        "Chờ trên 30 phút (nhiều nhất 10 số)",
        ("Số", "Lĩnh vực", f"Đã chờ{unit}"),
        tuple(
            (wait.number, names.get(wait.service, wait.service), lasting(wait.waited_seconds))
            for wait in waits
        ),
    )


def _ratings(report: DayReport) -> Section:
    levels = [(LEVELS.get(level, level), str(count)) for level, count in report.ratings]
    nobodys = ("trong đó không gắn với cán bộ nào", str(report.unattributed))
    return Section("Lượt bấm nút hài lòng", ("Mức", "Số lượt"), (*levels, nobodys))

"""The day as a file: what a spreadsheet gets, and what a PDF shows."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from firmware.figures import LongWait, ReportRow
from tests.ui.counter.supervising import EMPTY, FULL, NONE, Desk
from tests.ui.counter.supervising import desk as desk
from ui.counter import day_pdf
from ui.counter.day_csv import NOT_766, csv_of, harmless, minutes, seconds, sections
from ui.counter.day_pdf import pdf_of

PAGE = b"/Type /Page\n"


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_csv_is_read_back_with_its_vietnamese(desk: Desk) -> None:
    answer = desk.web.get("/api/v1/report.csv?day=2026-11-20")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["content-disposition"] == 'attachment; filename="bao-cao-2026-11-20.csv"'
    rows = read(answer.content)
    assert rows[0] == ["Báo cáo ngày", "20/11/2026", "UBND phường Sông Công"]
    assert ["Hộ tịch, chứng thực", "60", "51", "3", "5", "480", "1500", "2400", "", ""] in rows
    assert ["Rất hài lòng", "38"] in rows
    assert rows[-1] == [NOT_766]


def test_each_csv_table_has_a_heading_and_named_columns() -> None:
    rows = read(csv_of(FULL))
    assert ["Theo quầy"] in rows
    assert rows[rows.index(["Theo quầy"]) + 1][:3] == ["Quầy", "Đã phục vụ", "Vắng mặt"]


@pytest.mark.parametrize("cell", ["=1+1", "+84912", "-3", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_spreadsheet_runs_no_cell(cell: str) -> None:
    assert harmless((cell, "A012")) == (f"'{cell}", "A012")


def test_a_service_named_like_a_formula_is_text() -> None:
    assert any(row[:1] == ['\'=HYPERLINK("x")'] for row in read(csv_of(FULL)))


@pytest.mark.parametrize(("lasting", "wait"), [(seconds, "480"), (minutes, "8,0")])
def test_both_files_have_the_same_tables(lasting: Callable[[int | None], str], wait: str) -> None:
    tables = sections(FULL, lasting, "")
    assert [table.title for table in tables] == [
        "Cả ngày",
        "Theo lĩnh vực",
        "Theo quầy",
        "Theo giờ",
        "Chờ trên 30 phút (nhiều nhất 10 số)",
        "Lượt bấm nút hài lòng",
    ]
    assert tables[1].rows[0][:6] == ("Hộ tịch, chứng thực", "60", "51", "3", "5", wait)
    assert tables[-1].rows[-1] == ("trong đó không gắn với cán bộ nào", "4")
    assert {len(row) - len(table.columns) for table in tables for row in table.rows} == {0}


def test_what_nobody_did_took_no_time_at_all() -> None:
    assert (seconds(None), minutes(None), minutes(0), minutes(90)) == ("", "–", "0,0", "1,5")


def test_the_pdf_has_pages_and_says_how_many(desk: Desk) -> None:
    answer = desk.web.get("/api/v1/report.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"].endswith('"bao-cao-2026-11-21.pdf"')
    assert answer.content.startswith(b"%PDF-")
    assert answer.content.rstrip().endswith(b"%%EOF")
    assert answer.content.count(PAGE) == 2


def test_a_long_day_goes_on_on_further_pages() -> None:
    hours = tuple(ReportRow(f"{hour:02}", f"{hour:02}:00", 9, 9, 0, 0, NONE, NONE) for hour in range(24))
    waits = tuple(LongWait(f"A{number:03}", "ho-tich", 2000) for number in range(10))
    long = pdf_of(replace(FULL, hours=hours, long_waits=waits))
    assert (pdf_of(EMPTY).count(PAGE), long.count(PAGE)) == (1, 3)


def test_the_same_day_gives_the_same_bytes() -> None:
    assert pdf_of(FULL) == pdf_of(FULL)
    assert pdf_of(FULL) != pdf_of(replace(FULL, unattributed=5))


def test_an_office_that_is_written_like_markup_is_drawn_as_it_is() -> None:
    assert pdf_of(replace(EMPTY, office="UBND <b>phường & xã")).startswith(b"%PDF-")


def test_a_missing_font_names_the_package_to_install(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setattr(day_pdf, "FONT_FOLDER", tmp_path)
    day_pdf._use_fonts.cache_clear()
    answer = desk.web.get("/api/v1/report.pdf")
    assert (answer.status_code, answer.json()["code"]) == (503, "no_font")
    assert "fonts-noto-core" in answer.json()["detail"]

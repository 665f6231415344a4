"""A day's report on A4: for the file, with lines for two signatures.

Owns the layout. Refuses figures and words (`day_csv` has the tables). The same report gives the same bytes,
so that two prints of one day can be compared. Apart, because only this needs reportlab and a font.
"""

import io
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, white
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import CondPageBreak, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table

from firmware.figures import DayReport
from ui.counter.day_csv import NOT_766, Section, minutes, sections, vietnamese_day

FONT_FOLDER: Final = Path("/usr/share/fonts/truetype/noto")
PLAIN, BOLD = "Kiosk", "Kiosk-Bold"
MARGIN: Final = 18 * mm
PADDING: Final = 6
"""Points that reportlab leaves free on either side of a frame."""
WIDTH: Final = A4[0] - 2 * MARGIN
NAVY, LINE, BAND, MUTED = (HexColor(code) for code in (0x003A70, 0xCBD5E1, 0xF3F6FA, 0x374151))


def pdf_of(report: DayReport) -> bytes:
    """FileNotFoundError names the Debian package when the font is missing."""
    _use_fonts()
    pages = _built(report, of=0)[1]
    return _built(report, of=pages)[0]


def find_font(*, bold: bool) -> Path:
    path = FONT_FOLDER / ("NotoSans-Bold.ttf" if bold else "NotoSans-Regular.ttf")
    if not path.is_file():
        raise FileNotFoundError(f"font {path} is missing; install the Debian package fonts-noto-core")
    return path


@lru_cache(maxsize=1)
def _use_fonts() -> None:
    pdfmetrics.registerFont(TTFont(PLAIN, str(find_font(bold=False))))
    pdfmetrics.registerFont(TTFont(BOLD, str(find_font(bold=True))))


def _built(report: DayReport, *, of: int) -> tuple[bytes, int]:
    """The file and its number of pages. Built twice: only then does a page know that it is 1 of 2."""
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=MARGIN - PADDING,
        rightMargin=MARGIN - PADDING,
        topMargin=16 * mm,
        bottomMargin=20 * mm,
        title=f"Báo cáo ngày {vietnamese_day(report.day)}",
        author=report.office,
        lang="vi",
        invariant=1,
    )

    def foot(canvas: Any, page: Any) -> None:
        _draw_foot(canvas, f"{report.office} · {vietnamese_day(report.day)}", f"Trang {page.page}/{of}")

    document.build(_story(report), onFirstPage=foot, onLaterPages=foot)
    return file.getvalue(), int(document.page)


def _story(report: DayReport) -> list[Any]:
    story: list[Any] = [
        Paragraph(escape(report.office), _style("office", 11, MUTED, centred=True)),
        Paragraph("BÁO CÁO TIẾP NHẬN TRONG NGÀY", _style("title", 17, NAVY, bold=True, centred=True)),
        Paragraph(f"Ngày {vietnamese_day(report.day)}", _style("day", 12, MUTED, centred=True)),
        Spacer(0, 4 * mm),
    ]
    for section in sections(report, minutes, ""):
        story += _section(section)
    note = Paragraph(escape(f"Thời gian tính bằng phút. {NOT_766}"), _style("note", 9, MUTED))
    return [*story, Spacer(0, 2 * mm), note, CondPageBreak(45 * mm), _signatures()]


def _section(section: Section) -> list[Any]:
    """A heading stays with its table, unless the table is longer than a page."""
    heading = Paragraph(escape(section.title), _style("heading", 11.5, NAVY, bold=True, before=9, after=4))
    if not section.rows:
        return [KeepTogether([heading, Paragraph("Không có.", _style("none", 9.5, MUTED))])]
    return [KeepTogether([heading, _table(section)])]


def _table(section: Section) -> Table:
    """Words to the left, numbers to the right; the names of the columns again on each page."""
    left, right = _style("cell", 9), _style("number", 9, right=True)
    head, head_right = (
        _style("head", 8, white, bold=True),
        _style("head-right", 8, white, bold=True, right=True),
    )
    words = [_is_words(section, column) for column in range(len(section.columns))]
    rows = [
        [
            Paragraph(escape(name), head if word else head_right)
            for name, word in zip(section.columns, words, strict=True)
        ],
        *(
            [Paragraph(escape(cell), left if word else right) for cell, word in zip(row, words, strict=True)]
            for row in section.rows
        ),
    ]
    table = Table(rows, colWidths=_widths(words), repeatRows=1)
    table.setStyle(
        [
            ("BACKGROUND", (0, 0), (-1, 0), NAVY),
            ("ROWBACKGROUNDS", (0, 1), (-1, -1), [white, BAND]),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("TOPPADDING", (0, 0), (-1, -1), 2.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
            ("LEFTPADDING", (0, 0), (-1, -1), 4),
            ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ]
    )
    return table


def _is_words(section: Section, column: int) -> bool:
    return not all(row[column].replace(",", "").isdigit() or row[column] == "–" for row in section.rows)


def _widths(words: list[bool]) -> list[float]:
    """A column of words is three times as wide as one of numbers."""
    shares = [3 if word else 1 for word in words]
    return [WIDTH * share / sum(shares) for share in shares]


def _signatures() -> KeepTogether:
    style = _style("signature", 10.5, bold=True, centred=True)
    hint = _style("hint", 9, MUTED, centred=True)
    names = [
        [Paragraph(name, style), Paragraph("(Ký, ghi rõ họ tên)", hint)] for name in ("Người lập", "Lãnh đạo")
    ]
    return KeepTogether([Spacer(0, 10 * mm), Table([names], colWidths=[WIDTH / 2] * 2), Spacer(0, 20 * mm)])


def _draw_foot(canvas: Any, left: str, right: str) -> None:
    canvas.saveState()
    canvas.setFont(PLAIN, 8.5)
    canvas.setFillColor(MUTED)
    canvas.drawString(MARGIN, 11 * mm, left)
    canvas.drawRightString(A4[0] - MARGIN, 11 * mm, right)
    canvas.restoreState()


def _style(
    name: str,
    size: float,
    colour: Any = None,
    *,
    bold: bool = False,
    centred: bool = False,
    right: bool = False,
    before: float = 0,
    after: float = 0,
) -> ParagraphStyle:
    """Lines far enough apart for Vietnamese letters with two marks."""
    return ParagraphStyle(
        name,
        fontName=BOLD if bold else PLAIN,
        fontSize=size,
        leading=size * 1.36,
        textColor=colour or HexColor(0x111827),
        alignment=TA_CENTER if centred else (2 if right else 0),
        spaceBefore=before,
        spaceAfter=after,
    )

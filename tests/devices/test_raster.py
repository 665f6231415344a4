"""Slips as dots: letters, sizes, codes, bands, and a ticket that a stranger can read."""

import subprocess
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

import pytest
from PIL import Image, ImageOps

from devices import glyphs
from devices.glyphs import Face, find_font, glyph, wrap, wrap_evenly
from devices.paper import Badge, Barcode, Boxes, Digits, Document, Qr, Rule, Text
from devices.raster import BAND_ROWS, bands, render, slip
from devices.strips import strip
from devices.tape import Tape
from tests.devices.sample import VIETNAMESE_LETTERS, ticket, ticket_with_qr

NOWHERE_IN_THE_FONT = "\U000f0000"


def printed(document: Document) -> Image.Image:
    """What really leaves the printer: rendered, sent as bytes, read back from the paper."""
    tape = Tape()
    tape.write(b"".join(slip(document)))
    assert tape.unknown == ()
    return Image.open(BytesIO(tape.last_png())).convert("1")


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    box = image.convert("L").point(lambda level: 255 - level).getbbox()
    assert box is not None
    return box


def columns(text: str) -> tuple[int, int]:
    left, _, right, _ = ink(render(Document((Digits(text),))))
    return left, right


def read_aloud(picture: Path) -> str:
    command = ["tesseract", str(picture), "-", "-l", "vie", "--psm", "4", "--dpi", "203"]
    done = subprocess.run(command, capture_output=True, timeout=60, check=True)
    return normalize("NFC", done.stdout.decode())


def scanned(picture: Path) -> str:
    done = subprocess.run(["zbarimg", "--quiet", str(picture)], capture_output=True, timeout=60, check=True)
    return done.stdout.decode()


def test_there_are_146_vietnamese_letters() -> None:
    assert len(set(VIETNAMESE_LETTERS)) == 146
    assert all(normalize("NFC", letter) == letter for letter in VIETNAMESE_LETTERS)


@pytest.mark.parametrize("bold", [False, True])
def test_every_vietnamese_letter_has_its_own_glyph(bold: bool) -> None:
    face = Face(36, bold)
    missing = glyph(NOWHERE_IN_THE_FONT, face).mask
    assert missing is not None
    drawn = [glyph(letter, face).mask for letter in VIETNAMESE_LETTERS]
    shapes = {(mask.size, mask.tobytes()) for mask in drawn if mask is not None}
    assert len(shapes) == len(VIETNAMESE_LETTERS)
    assert (missing.size, missing.tobytes()) not in shapes


@pytest.mark.parametrize("bold", [False, True])
def test_no_mark_of_any_letter_leaves_its_line(bold: bool) -> None:
    face = Face(36, bold)
    masks = [(shape, shape.mask) for shape in (glyph(letter, face) for letter in VIETNAMESE_LETTERS)]
    assert min(face.ascent + shape.top for shape, _ in masks) >= 0
    assert max(face.ascent + shape.top + mask.height for shape, mask in masks if mask) <= face.line_height


def test_decomposed_letters_print_like_composed_ones() -> None:
    composed = render(Document((Text("Sông Công"),)))
    assert render(Document((Text(normalize("NFD", "Sông Công")),))).tobytes() == composed.tobytes()


def test_the_number_is_at_least_18_mm_high_on_the_paper() -> None:
    _, top, _, bottom = ink(printed(Document((Digits("A012"),))))
    assert bottom - top >= 18 * 8
    _, top, _, bottom = ink(render(Document((Digits("H"),))))
    assert bottom - top >= 18 * 8


def test_digits_are_equally_wide() -> None:
    assert len({glyph(digit, Face(200, bold=True)).advance for digit in "0123456789"}) == 1


def test_a_long_number_shrinks_to_the_paper_and_stays_whole() -> None:
    left, right = columns("WWW0123")
    assert left >= 0
    assert 500 < right - left <= 576


def test_a_long_line_wraps_within_the_paper() -> None:
    lines = wrap("Quá lượt? Báo quầy 1, không phải lấy lại số.", Face(36), 560)
    assert len(lines) == 2
    assert max(glyphs.width_of(line, Face(36)) for line in lines) <= 560


def test_a_centred_paragraph_leaves_no_lonely_word() -> None:
    first, second = wrap_evenly("Quá lượt? Báo quầy 1, không phải lấy lại số.", Face(36), 560)
    assert len(first) < 1.5 * len(second)


def test_a_word_wider_than_the_paper_breaks() -> None:
    assert "".join(wrap("A" * 100, Face(36), 560)) == "A" * 100


def test_empty_text_prints_an_empty_line() -> None:
    assert render(Document((Text(""), Badge(""), Boxes(("",)), Digits("")))).height > 0


def test_boxes_are_square_and_as_many_as_items() -> None:
    one, two = (render(Document((Boxes(items),))).height for items in (("a",), ("a", "b")))
    assert two == 2 * one


def test_a_missing_font_names_its_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(glyphs, "FONT_FOLDER", tmp_path)
    with pytest.raises(FileNotFoundError, match="fonts-noto-core"):
        find_font(bold=True)


def test_bands_are_small_never_96_rows_and_carry_every_dot() -> None:
    image = render(ticket())
    heights = [int.from_bytes(band[6:8], "little") for band in bands(image)]
    assert sum(heights) == image.height
    assert max(heights) == BAND_ROWS
    assert {band[:6] for band in bands(image)} == {b"\x1dv0\x00\x48\x00"}


def test_bands_of_96_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="multiples of 96"):
        list(bands(render(ticket()), rows=96))


def test_the_paper_shows_exactly_the_picture() -> None:
    picture = render(ticket())
    assert printed(ticket()).crop((0, 0, *picture.size)).tobytes() == picture.tobytes()


def test_a_slip_is_the_bands_of_its_picture_between_initialise_and_cut() -> None:
    first, *middle, last = slip(ticket())
    assert (first, middle, last[-4:]) == (b"\x1b@", list(bands(render(ticket()))), b"\x1dVB\x00")


def test_a_narrow_printer_gets_a_narrow_slip() -> None:
    assert render(ticket_with_qr(), width_dots=384).width == 384


def test_a_paper_of_no_whole_bytes_is_refused() -> None:
    with pytest.raises(ValueError, match="multiple of 8"):
        render(Document((Rule(),)), width_dots=570)


def test_codes_too_fine_to_scan_are_refused() -> None:
    with pytest.raises(ValueError, match="wider than the paper"):
        render(Document((Barcode("A" * 40),)))
    with pytest.raises(ValueError, match="finer than the paper"):
        render(Document((Qr("a" * 2000),)), width_dots=384)
    with pytest.raises(ValueError, match="does not exist"):
        render(Document((Qr("a" * 4000),)))


def test_a_printed_ticket_reads_and_scans(tmp_path: Path) -> None:
    picture = tmp_path / "ticket.png"
    page = printed(ticket_with_qr())
    paper = Image.new("1", (page.width + 80, page.height + 80), 1)
    paper.paste(page, (40, 40))
    paper.save(picture)
    assert set(scanned(picture).split()) == {
        "CODE-128:A012-261122",
        "QR-Code:https://motcua.example/t/A012",
    }
    words = read_aloud(picture)
    expected = {
        "UBND phường Sông Công",
        "Bộ phận Một cửa",
        "SỐ THỨ TỰ",
        "A012",
        "Hộ tịch, chứng thực",
        "Quầy 1, 2",
        "Trước bác còn 4 người",
        "22/11/2026",
        "Cần mang theo:",
        "Căn cước công dân",
        "Giấy tờ gốc cần chứng thực",
        "không phải lấy lại số.",
    }
    assert {line for line in expected if line not in words} == set()


def test_a_badge_is_its_words_in_white_on_black() -> None:
    badge = printed(Document((Badge("ƯU TIÊN"),)))
    bar = badge.crop(ink(badge))
    words = render(Document((Text("ƯU TIÊN", height_mm=5.0, bold=True),)))
    inverted = ImageOps.invert(bar.convert("L")).convert("1")
    assert inverted.crop(ink(inverted)).tobytes() == words.crop(ink(words)).tobytes()


def test_of_the_next_number_only_what_changed_is_drawn_anew() -> None:
    """How quick that is, `make bench` measures (rasters)."""
    strip.cache_clear()
    slip(ticket("A012"))
    whole = strip.cache_info().misses
    slip(ticket("A013", "08:16", 5))
    assert strip.cache_info().misses - whole < whole / 2

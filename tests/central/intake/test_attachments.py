"""What may be attached, known by its content: files that lie, are broken, locked, too big, or bombs."""

import io
import struct
import zlib

import pytest
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.pdfgen.canvas import Canvas

from central.intake.attachments import Good, judge
from central.intake.values import Fault
from mqtt.filing import ATTACHMENT_BYTES
from tests.central.intake.home import chunk, document, picture


def why(name: str, content: bytes) -> str:
    judged = judge(name, content)
    return judged.why if isinstance(judged, Fault) else ""


def png_claiming(width: int, height: int) -> bytes:
    """A few bytes that ask for gigabytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"0"))
        + chunk(b"IEND", b"")
    )


def jpeg_claiming(width: int, height: int) -> bytes:
    body = bytearray(picture("JPEG", (16, 16)))
    frame = body.index(b"\xff\xc0")
    body[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
    return bytes(body)


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, with a true table of them."""
    body, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(places) + 1,
        trailer,
        start,
    )
    return bytes(body)


def stream(content: bytes, about: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (about, len(packed), packed)


CATALOG = b"<< /Type /Catalog >>"


@pytest.mark.parametrize(
    ("name", "content", "kept_as", "media"),
    [
        ("giay.pdf", document(), "giay.pdf", "application/pdf"),
        ("ảnh.JPEG", picture("JPEG"), "ảnh.JPEG", "image/jpeg"),
        ("a.jpg", picture("PNG"), "a.png", "image/png"),
        ("C:\\Users\\mẹ\\a.png", picture("PNG"), "a.png", "image/png"),
        ("../../etc/x\x00.png", picture("PNG"), "x.png", "image/png"),
        ("", picture("PNG"), "tep.png", "image/png"),
    ],
)
def test_a_good_file_is_kept_under_a_name_that_fits_it(
    name: str, content: bytes, kept_as: str, media: str
) -> None:
    assert judge(name, content) == Good(kept_as, media, content)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("giay.pdf", b"MZ\x90\x00" + b"\0" * 500, "file_kind"),
        ("anh.png", b"<html><script>alert(1)</script>", "file_kind"),
        ("anh.jpg", picture("GIF"), "file_kind"),
        ("anh.png", b"PK\x03\x04" + b"\0" * 100, "file_kind"),
        ("trong.pdf", b"", "file_empty"),
        ("cut.pdf", document()[:-40], "file_broken"),
        ("cut.jpg", picture("JPEG", (1500, 1500))[:6000], "file_broken"),
        ("cut.png", picture("PNG", (1500, 1500))[:900], "file_broken"),
        ("loose.pdf", b"%PDF-1.4\nhello\nstartxref\n5\n%%EOF\n", "file_broken"),
        ("bomb.png", png_claiming(60_000, 60_000), "file_bomb"),
        ("wide.png", png_claiming(30_000, 10), "file_bomb"),
        ("bomb.jpg", jpeg_claiming(40_000, 40_000), "file_bomb"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused(name: str, content: bytes, fault: str) -> None:
    assert why(name, content) == fault


def test_ten_mebibytes_are_taken_and_a_byte_more_is_not() -> None:
    spare = b" " * (ATTACHMENT_BYTES - 1000)
    spare += b" " * (ATTACHMENT_BYTES - len(pdf(CATALOG, spare)))
    filled = pdf(CATALOG, spare)
    assert why("a.pdf", filled) == "" and len(filled) == ATTACHMENT_BYTES
    assert why("a.pdf", filled + b"\n") == "file_too_big"


@pytest.mark.parametrize(
    "content",
    [
        pdf(b"<< /Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"),
        pdf(b"<< /Type /Catalog /OpenAction << /S /#4AavaScript >> >>"),
        pdf(b"<< /Type /Catalog /Names << /EmbeddedFiles 2 0 R >> >>"),
        pdf(CATALOG, stream(b"3 0 << /S /Launch /F (cmd.exe) >>", b"/Type /ObjStm /N 1 /First 4")),
    ],
)
def test_a_pdf_that_carries_programs_or_other_files_is_refused(content: bytes) -> None:
    assert why("a.pdf", content) == "pdf_active"


def test_a_word_on_a_page_is_no_program() -> None:
    assert why("a.pdf", pdf(CATALOG, stream(b"BT (/JavaScript) Tj ET"))) == ""


def test_a_pdf_that_unpacks_to_gigabytes_is_refused_in_bearable_time() -> None:
    zeros = b"\0" * (64 * 1024 * 1024)
    assert why("a.pdf", pdf(CATALOG, *[stream(zeros)] * 5)) == "file_bomb"


def test_a_pdf_with_a_password_is_refused() -> None:
    body = io.BytesIO()
    canvas = Canvas(body, encrypt=pdfencrypt.StandardEncryption("mat khau"))
    canvas.drawString(72, 720, "x")
    canvas.save()
    assert why("a.pdf", body.getvalue()) == "pdf_locked"


def test_the_largest_pictures_of_telephones_are_taken() -> None:
    body = io.BytesIO()
    Image.new("L", (8160, 6120), 200).save(body, "JPEG", quality=20)
    assert why("50MP.jpg", body.getvalue()) == ""

"""What an SMS says, and how many segments it takes: both ends must say alike, whichever of them sends.

Owns the sentences and the counting (3GPP TS 23.038 and 23.040). Refuses numbers, queues and modems. Without
diacritics a text fits GSM's 7 bits and 160 letters; with them it is UCS-2 and 70. No text names a person, a
procedure or an address in the web: telephones show SMS to whoever looks, and links are what swindlers send.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, assert_never

Kind = Literal["received", "supplement", "ready", "soon", "filed", "booked", "closed"]
KINDS: Final[tuple[Kind, ...]] = (
    "received",
    "supplement",
    "ready",
    "soon",
    "filed",
    "booked",
    "closed",
)

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED: Final = frozenset("\f^{}\\[~]|€")
"""Each takes the place of two."""
ONE_GSM, PART_GSM = 160, 153
ONE_UCS2, PART_UCS2 = 70, 67


@dataclass(frozen=True, slots=True)
class Texted:
    """`wide` is UCS-2; `segments` is what the network charges for."""

    text: str
    wide: bool
    segments: int


@dataclass(frozen=True, slots=True)
class Occasion:
    """What there is to tell. `subject` is a dossier's code, a queue number, or the number of a booking.

    `office` is the ward's name with its kind, `day` the day of the result or of the booking, `time` its time.
    """

    kind: Kind
    subject: str
    office: str = ""
    day: date | None = None
    time: str = ""
    ahead: int = 0


def texted(occasion: Occasion, *, diacritics: bool = False) -> Texted:
    said = sentence(occasion)
    return counted(said if diacritics else plain(said))


def sentence(occasion: Occasion) -> str:
    """In Vietnamese, with its diacritics."""
    at = f"Bộ phận Một cửa {occasion.office}".strip()
    subject, day = occasion.subject, _day(occasion.day)
    match occasion.kind:
        case "received":
            due = f" Hẹn trả kết quả: {day}." if day else ""
            return f"{at}: đã tiếp nhận hồ sơ {subject}.{due}"
        case "supplement":
            return f"{at}: hồ sơ {subject} cần bổ sung giấy tờ. Mời Ông/Bà mang giấy hẹn đến quầy."
        case "ready":
            return f"{at}: hồ sơ {subject} đã có kết quả. Mời Ông/Bà mang giấy hẹn đến nhận."
        case "soon":
            return f"{at}: sắp đến số {subject}, còn {occasion.ahead} người trước Ông/Bà. Mời vào chờ gọi."
        case "filed":
            return f"{at}: đã nhận hồ sơ nộp từ nhà, mã {subject}. Cán bộ sẽ kiểm tra và báo lại."
        case "booked":
            when = f" {occasion.time} ngày {day}" if day else ""
            return f"{at}: đã đặt lịch hẹn{when}, mã {subject}. Mời Ông/Bà đến đúng giờ."
        case "closed":
            when = f" {occasion.time} ngày {day}" if day else ""
            return f"{at}: rất tiếc, lịch hẹn{when}, mã {subject} phải hủy vì nghỉ. Mời Ông/Bà đặt lại."
        case _:
            assert_never(occasion.kind)


def plain(text: str) -> str:
    """Without diacritics: ``Đã tiếp nhận`` becomes ``Da tiep nhan``."""
    apart = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def counted(text: str) -> Texted:
    """In GSM's alphabet where all of its letters are there, else in UCS-2; a letter is never cut in two."""
    whole = unicodedata.normalize("NFC", text)
    if all(letter in _BASIC or letter in _EXTENDED for letter in whole):
        sizes = [2 if letter in _EXTENDED else 1 for letter in whole]
        return Texted(whole, wide=False, segments=_parts(sizes, ONE_GSM, PART_GSM))
    sizes = [len(letter.encode("utf-16-le")) // 2 for letter in whole]
    return Texted(whole, wide=True, segments=_parts(sizes, ONE_UCS2, PART_UCS2))


def _parts(sizes: list[int], one: int, part: int) -> int:
    if sum(sizes) <= one:
        return 1
    parts, filled = 1, 0
    for size in sizes:
        if filled + size > part:
            parts, filled = parts + 1, 0
        filled += size
    return parts


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""

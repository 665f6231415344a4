"""A slip like the ones a ward prints, with every kind of Vietnamese mark on it."""

from devices.paper import Badge, Barcode, Block, Boxes, Digits, Document, Qr, Rule, Text

LOWER = "đaàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ"
VIETNAMESE_LETTERS = LOWER + LOWER.upper()
"""Twelve vowels in six tones, and đ, small and capital: 146."""

HEAD: tuple[Block, ...] = (
    Text("UBND phường Sông Công", bold=True),
    Text("Bộ phận Một cửa"),
    Rule(),
    Text("SỐ THỨ TỰ"),
)
FOOT: tuple[Block, ...] = (
    Rule(),
    Text("Cần mang theo:", align="left"),
    Boxes(("Căn cước công dân", "Giấy tờ gốc cần chứng thực")),
)


def ticket(number: str = "A012", time: str = "08:15", ahead: int = 4) -> Document:
    return Document(
        (
            *HEAD,
            Digits(number),
            Badge("ƯU TIÊN"),
            Text("Hộ tịch, chứng thực", height_mm=4.5, bold=True),
            Text("Quầy 1, 2"),
            Text(f"Trước bác còn {ahead} người"),
            Text(f"{time}  22/11/2026"),
            *FOOT,
            Barcode(f"{number}-261122"),
            Text("Quá lượt? Báo quầy 1, không phải lấy lại số."),
        )
    )


def ticket_with_qr() -> Document:
    return Document((*ticket().blocks, Qr("https://motcua.example/t/A012", caption="Xem số đang gọi")))

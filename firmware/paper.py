"""What the slips say: pure values, no dots.

Owns the words and their order on a ticket. Refuses fonts and transports (`devices`). The wording on paper is
Vietnamese; nothing on it tells who the visitor is, not even which priority class was chosen.
"""

from collections.abc import Sequence
from typing import Final

from devices.paper import Badge, Barcode, Block, Boxes, Digits, Document, Gap, Qr, Rule, Text
from firmware.clock import Now
from firmware.settings import Service, Settings
from firmware.steps import Outcome, Result, Step
from firmware.tickets import Ticket, day_code
from firmware.version import VERSION

_STEPS: Final = {
    Step.TOUCH: "Màn hình cảm ứng",
    Step.BUTTONS: "Nút đánh giá",
    Step.LAMPS: "Đèn nút",
    Step.PAPER: "Máy in",
    Step.SPEAKER: "Loa",
    Step.SCANNER: "Máy quét mã",
    Step.NETWORK: "Mạng",
    Step.BROKER: "Kết nối trung tâm",
    Step.CLOCK: "Đồng hồ",
    Step.DISK: "Bộ nhớ",
    Step.TEMPERATURE: "Nhiệt độ",
}
_OUTCOMES: Final = {
    Outcome.PASSED: "đạt",
    Outcome.FAILED: "KHÔNG ĐẠT",
    Outcome.SKIPPED: "bỏ qua, không lắp",
}


def ticket_slip(
    settings: Settings, service: Service, ticket: Ticket, minutes: int | None, now: Now
) -> Document:
    """`minutes` is left off while nobody can tell; the QR wherever phones can reach this kiosk."""
    counters = settings.counters_of(service.code)
    blocks: list[Block] = [
        Text(settings.kiosk.name, height_mm=3.6, bold=True),
        Text("Bộ phận Một cửa"),
        Rule(),
        Text("SỐ THỨ TỰ", height_mm=4.0, bold=True),
        Digits(ticket.label),
        *_badge(ticket),
        Text(service.name, height_mm=4.5, bold=True),
        *([Text(_counters(counters), height_mm=3.6)] if counters else []),
        Text(_ahead(ticket.ahead, minutes), height_mm=3.6),
        Text(_when(ticket, now)),
        Rule(),
        *_to_bring(service),
        Barcode(f"{ticket.label}-{day_code(ticket.day)}"),
        *_follow(settings, ticket),
        Text(_missed(counters)),
    ]
    return Document(tuple(blocks))


def _badge(ticket: Ticket) -> list[Block]:
    if ticket.slot:
        return [Badge(f"CÓ HẸN {ticket.slot}")]
    return [Badge("ƯU TIÊN")] if ticket.priority else []


def test_slip(settings: Settings, now: Now) -> Document:
    """The technician's slip: every stroke a ticket needs, and no number."""
    return Document(
        (
            Text(settings.kiosk.name, bold=True),
            Badge("BẢN IN THỬ"),
            Text(f"{settings.kiosk.province}/{settings.kiosk.ward}/{settings.kiosk.id}"),
            Text("Ă Â Đ Ê Ô Ơ Ư ắ ằ ẳ ẵ ặ ế ề ể ễ ệ ố ồ ổ ỗ ộ ớ ờ ở ỡ ợ ứ ừ ử ữ ự"),
            Text(f"{now.local:%H:%M  %d/%m/%Y}"),
            Barcode(test_code(settings)),
            Qr(test_code(settings)),
        )
    )


def test_code(settings: Settings) -> str:
    """What the scanner reads from the test slip, from its bars as from its squares."""
    return f"TEST-{settings.kiosk.province}-{settings.kiosk.ward}-{settings.kiosk.id}"


def acceptance_slip(settings: Settings, results: Sequence[Result], *, accepted: bool, now: Now) -> Document:
    """What was tested and how it ended, for the ward's file; both sides sign it with a pen."""
    kiosk = settings.kiosk
    when = f"{now.local:%H:%M  %d/%m/%Y}" if now.trusted else "Giờ máy chưa chuẩn"
    return Document(
        (
            Text(kiosk.name, height_mm=3.6, bold=True),
            Text("BIÊN BẢN NGHIỆM THU KIOSK", height_mm=4.0, bold=True),
            Text(f"Máy {kiosk.province}/{kiosk.ward}/{kiosk.id} · phiên bản {VERSION}"),
            Text(when),
            Rule(),
            *(Text(_tested(result), align="left") for result in results),
            Rule(),
            Badge("ĐẠT" if accepted else "KHÔNG ĐẠT"),
            *_signature("Người lắp đặt"),
            *_signature("Đại diện đơn vị sử dụng"),
        )
    )


def _tested(result: Result) -> str:
    """Measured values and numbers of parts stand beside; a fault's code means nothing on paper."""
    told = any(sign.isdigit() for sign in result.detail)
    detail = f" ({result.detail})" if told else ""
    return f"{_STEPS[result.step]}: {_OUTCOMES[result.outcome]}{detail}"


def _signature(who: str) -> list[Block]:
    return [Gap(2.0), Text(f"{who} (ký, ghi rõ họ tên)", align="left"), Gap(18.0), Rule()]


def as_reprint(document: Document) -> Document:
    return Document((Badge("BẢN IN LẠI"), Gap(1.0), *document.blocks))


def _to_bring(service: Service) -> list[Block]:
    if not service.bring:
        return []
    return [Text("Cần mang theo:", align="left", bold=True), Boxes(tuple(service.bring))]


def _ahead(ahead: int, minutes: int | None) -> str:
    people = f"Trước bác còn {ahead} người"
    return f"{people} · khoảng {minutes} phút" if minutes else people


def _follow(settings: Settings, ticket: Ticket) -> list[Block]:
    """The ticket's own page, for those who have a phone."""
    if not ticket.token:
        return []
    return [Qr(f"{settings.web.address}/t/{ticket.token}"), Text("Quét mã để theo dõi số trên điện thoại")]


def _counters(counters: Sequence[int]) -> str:
    return "Quầy " + ", ".join(str(counter) for counter in counters)


def _missed(counters: Sequence[int]) -> str:
    desk = f"quầy {counters[0]}" if counters else "cán bộ"
    return f"Quá lượt? Báo {desk}, không phải lấy lại số."


def _when(ticket: Ticket, now: Now) -> str:
    """Time and date; a clock that nobody trusts is left off the paper, the business day stays."""
    year, month, day = ticket.day.split("-")
    time = f"{now.local:%H:%M}  " if now.trusted else ""
    return f"{time}{day}/{month}/{year}"

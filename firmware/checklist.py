"""What is told about one procedure: the lines of S6, and the slip with boxes to tick. Pure values.

Owns the wording of papers, time, fee and place. Refuses to fill gaps: a section that the source leaves out
has no lines, and screen and slip then say "Hỏi cán bộ". The wording is Vietnamese, as the catalogue is.
"""

from datetime import date
from typing import Final

from devices.paper import Block, Boxes, Document, Qr, Rule, Text
from firmware.clock import Now
from firmware.lookups import Section
from firmware.settings import Settings
from firmware.transfers import money
from mqtt import catalogue
from mqtt.catalogue import Case, Fee, Procedure, TimeLimit

ASK: Final = "Hỏi cán bộ"
_CHANNELS: Final = {"direct": "Nộp tại quầy", "online": "Nộp trực tuyến", "postal": "Nộp qua bưu chính"}
_UNITS: Final = {"working_day": "ngày làm việc", "day": "ngày", "hour": "giờ", "month": "tháng"}
_ONLINE: Final = {
    "full": "Làm được toàn bộ trên mạng",
    "partial": "Làm được một phần trên mạng",
    "none": "Chưa làm được trên mạng",
}
_SLIP_PAPERS: Final = 12


def section_lines(procedure: Procedure, section: Section) -> list[str]:
    """The lines of one section; empty where the source does not say."""
    match section:
        case Section.BRING:
            return papers(procedure)
        case Section.TIME:
            return _unlike([_time(limit) for limit in procedure.time_limits])
        case Section.FEE:
            return _unlike([_fee(fee) for fee in procedure.fees])
        case Section.PLACE:
            return _unlike(procedure.places)
        case Section.ONLINE:
            return [_ONLINE[procedure.online]] if procedure.online else []


def papers(procedure: Procedure) -> list[str]:
    """Every paper once, with how many; the name of a situation above its own papers."""
    named = len(procedure.cases) > 1
    return [
        line
        for case in procedure.cases
        for line in ([f"{case.name}:"] if named and case.name else []) + _documents(case)
    ]


def portal_link(settings: Settings, procedure: Procedure) -> str:
    """The procedure's own page, or the portal that the ward names; "" where there is neither."""
    link = procedure.link or settings.guide.portal
    return link.replace("{code}", procedure.code).replace("{ward}", settings.kiosk.ward)


def home_link(settings: Settings, procedure: Procedure) -> str:
    """Where this ward takes it from home; "" without a form for it, or without the centre's address."""
    form, address, ward = procedure.form, settings.home.address, settings.kiosk.ward
    if form is None or not address or not form.offered_in(ward):
        return ""
    return f"{address}/nop/{ward}/{procedure.code}"


def slip(settings: Settings, procedure: Procedure, published_on: date | None, now: Now) -> Document:
    """The checklist to take home: papers with boxes, time, fee, place, and the QR of the online section."""
    blocks: list[Block] = [
        Text(settings.kiosk.name, height_mm=3.6, bold=True),
        Text("DANH MỤC GIẤY TỜ CẦN MANG", height_mm=4.0, bold=True),
        Text(procedure.name, height_mm=3.8, bold=True),
        Text(f"Mã thủ tục: {procedure.code}"),
        Rule(),
        *_boxes(papers(procedure)),
        Rule(),
        *_facts("Bao lâu", section_lines(procedure, Section.TIME)),
        *_facts("Lệ phí", section_lines(procedure, Section.FEE)),
        *_facts("Nộp ở đâu", section_lines(procedure, Section.PLACE)),
        *_code(settings, procedure),
        Text(_dated(published_on, now)),
    ]
    return Document(tuple(blocks))


def _boxes(lines: list[str]) -> list[Block]:
    if not lines:
        return [Text(f"Giấy tờ: {ASK}", align="left", bold=True)]
    more = len(lines) - _SLIP_PAPERS
    rest = [Text(f"… và {more} giấy tờ nữa: {ASK}", align="left")] if more > 0 else []
    return [Boxes(tuple(lines[:_SLIP_PAPERS])), *rest]


def _code(settings: Settings, procedure: Procedure) -> list[Block]:
    if home := home_link(settings, procedure):
        return [Qr(home), Text("Nộp tại nhà bằng điện thoại: quét mã này", bold=True)]
    link = portal_link(settings, procedure)
    return [Qr(link), Text("Quét mã để xem trên Cổng dịch vụ công")] if link else []


def _facts(title: str, lines: list[str]) -> list[Block]:
    return [Text(f"{title}: {'; '.join(lines) or ASK}", align="left")]


def _dated(published_on: date | None, now: Now) -> str:
    source = f"Cập nhật ngày {published_on:%d/%m/%Y}. " if published_on else ""
    return f"{source}In lúc {now.local:%H:%M %d/%m/%Y}" if now.trusted else source.strip() or ASK


def _documents(case: Case) -> list[str]:
    return [_document(one) for one in case.documents]


def _document(one: catalogue.Document) -> str:
    counts = [
        f"{count} {kind}" for count, kind in ((one.originals, "bản chính"), (one.copies, "bản sao")) if count
    ]
    optional = "nếu có" if one.required is False and not counts else ""
    told = ", ".join([*counts, *([optional] if optional else [])])
    return f"{one.name} ({told})" if told else one.name


def _time(limit: TimeLimit) -> str:
    how = f"{_CHANNELS[limit.channel]}: " if limit.channel else ""
    if limit.quantity is not None and limit.unit:
        return f"{how}{limit.quantity} {_UNITS[limit.unit]}"
    return f"{how}{limit.text}" if limit.text else ""


def _fee(fee: Fee) -> str:
    how = f"{_CHANNELS[fee.channel]}: " if fee.channel else ""
    if fee.dong is None:
        return f"{how}{fee.text}" if fee.text else ""
    amount = "Không thu" if fee.dong == 0 else money(fee.dong)
    return f"{how}{amount}{fee.text if fee.text.startswith('/') else f' ({fee.text})' if fee.text else ''}"


def _unlike(lines: list[str]) -> list[str]:
    """Each line once, in order, without the empty ones."""
    return list(dict.fromkeys(line for line in lines if line))

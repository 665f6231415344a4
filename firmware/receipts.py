"""What the slips about dossiers say: the receipt, and the apology for a date that was not kept. Pure values.

Owns their words and order, and the words of the ten national states. Refuses fonts and printers (`devices`)
and where a PIN comes from. On neither slip stands a name or a phone number: they are left lying about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from devices.paper import Barcode, Block, Document, Qr, Rule, Text
from firmware.clock import Now
from firmware.settings import Settings
from firmware.transfers import money, transfer
from mqtt.dossiers import State

ASK: Final = "Hỏi cán bộ"
STATE_WORDS: Final[Mapping[State, str]] = {
    State.REGISTERED: "Mới đăng ký",
    State.RECEIVED: "Đã tiếp nhận",
    State.REJECTED: "Không được tiếp nhận",
    State.IN_PROGRESS: "Đang xử lý",
    State.SUPPLEMENT_ASKED: "Yêu cầu bổ sung giấy tờ",
    State.PAYMENT_ASKED: "Yêu cầu nộp phí, lệ phí",
    State.WITHDRAWN: "Công dân yêu cầu rút hồ sơ",
    State.STOPPED: "Dừng xử lý",
    State.FINISHED: "Đã xử lý xong",
    State.RETURNED: "Đã trả kết quả",
}
_QUIET_MODULES: Final = 20
_MODULE_DOTS: Final = 2
_SYMBOL_MODULES: Final = 11
_FRAME_MODULES: Final = 35
"""Start, check and stop of a Code 128; printers need two dots a module for scanners to read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`procedure` is its name; `due` None where an officer has to say; `day` the business day, ISO.

    `fee` in dong, None where there is none or an officer says how much.
    """

    code: str
    procedure: str
    due: date | None
    counter: int | None
    pin: str
    day: str
    fee: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Apology:
    code: str
    procedure: str
    promised: date
    due: date
    reason: str
    day: str


def receipt_slip(settings: Settings, receipt: Receipt, now: Now) -> Document:
    """The only place on which the PIN ever stands."""
    blocks: list[Block] = [
        *_head(settings, "GIẤY TIẾP NHẬN HỒ SƠ"),
        Text(receipt.procedure, height_mm=4.0, bold=True),
        Text(f"Tiếp nhận: {_when(receipt.day, now)}"),
        *([Text(f"Quầy {receipt.counter}")] if receipt.counter else []),
        Text(f"Hẹn trả: {written(receipt.due) if receipt.due else ASK}", height_mm=5.0, bold=True),
        Rule(),
        *_code(receipt.code, settings.printer.dots),
        Rule(),
        Text(f"Mã tra cứu: {receipt.pin}", height_mm=7.0, bold=True),
        Text("Giữ kín mã này", height_mm=4.0, bold=True),
        Text("Quét mã hoặc nhập mã hồ sơ tại kiosk để xem hồ sơ đến đâu. Mã tra cứu chỉ in một lần."),
        *_payment(settings, receipt),
    ]
    return Document(tuple(blocks))


def apology_slip(settings: Settings, apology: Apology, now: Now) -> Document:
    """The law's letter of apology: what was promised, what is promised now, and why."""
    blocks: list[Block] = [
        *_head(settings, "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"),
        Text("Xin lỗi bác, hồ sơ của bác chưa xong đúng hẹn.", height_mm=3.6, bold=True),
        Text(apology.procedure, height_mm=3.6),
        Text(f"Mã hồ sơ: {apology.code}", height_mm=3.6, bold=True),
        Rule(),
        Text(f"Đã hẹn: {written(apology.promised)}", height_mm=4.0),
        Text(f"Hẹn lại: {written(apology.due)}", height_mm=5.0, bold=True),
        Text(f"Lý do: {apology.reason}", align="left", height_mm=3.6),
        Rule(),
        Qr(apology.code),
        Text(f"In: {_when(apology.day, now)}"),
    ]
    return Document(tuple(blocks))


def step_line(state: State, day: str) -> str:
    return f"{written(date.fromisoformat(day))}: {STATE_WORDS[state]}"


def written(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def bars_fit(code: str, dots: int) -> bool:
    """Whether a Code 128 of that text surely fits the paper; one that does not would stop the printer."""
    room = dots // _MODULE_DOTS - _QUIET_MODULES - _FRAME_MODULES
    return len(code) * _SYMBOL_MODULES <= room


def _head(settings: Settings, title: str) -> list[Block]:
    return [
        Text(settings.kiosk.name, height_mm=3.6, bold=True),
        Text("Bộ phận Một cửa"),
        Rule(),
        Text(title, height_mm=3.8, bold=True),
    ]


def _code(code: str, dots: int) -> list[Block]:
    """Bars for the ward's scanner and a square for phones; a long code has no bars."""
    bars: list[Block] = [Barcode(code)] if bars_fit(code, dots) else []
    letters = [] if bars else [Text(code, height_mm=3.2, bold=True)]
    return [Text("Mã hồ sơ", height_mm=3.6), *bars, Qr(code), *letters]


def _payment(settings: Settings, receipt: Receipt) -> list[Block]:
    """Below everything else, so that a phone sees one code at a time; whose account it is, in letters."""
    to = transfer(settings, receipt.fee, receipt.code)
    if to is None:
        return []
    return [
        Rule(),
        Text(f"Lệ phí: {money(to.dong)}", height_mm=5.0, bold=True),
        Qr(to.text),
        Text("Quét để chuyển khoản lệ phí", height_mm=3.6, bold=True),
        Text(f"Người nhận: {to.name}"),
        Text(f"Số tài khoản: {to.account}"),
        Text(f"Nội dung: {to.purpose}"),
    ]


def _when(day: str, now: Now) -> str:
    """A clock that nobody trusts is left off the paper; the business day stays."""
    time = f"{now.local:%H:%M} " if now.trusted else ""
    return f"{time}{written(date.fromisoformat(day))}"

"""The words of the quarantine's pages."""

from typing import Final

from central.dashboard.words import Phrases
from central.dashboard.words.machines import with_machines

QUARANTINE: Final[Phrases] = with_machines(
    {
        "vi": {
            "title": "Cách ly",
            "lead": "Những gói tin trung tâm không nhận: được giữ lại để xem, không vào số liệu và không "
            "chặn ai.",
            "cause.conflict": "Trùng số, khác nội dung",
            "cause.wrong kiosk": "Mạo tên máy khác",
            "cause.wrong topic": "Sai kênh",
            "cause.wrong stream": "Sai luồng",
            "cause.wrong version": "Sai phiên bản gói tin",
            "cause.unknown kind": "Loại sự kiện lạ",
            "cause.invalid": "Sai quy cách",
            "cause.malformed": "Không đọc được",
            "cause.oversized": "Quá lớn",
            "cause.unreadable": "Chương trình chưa lường tới",
            "cause.other": "Khác",
            "all": "Tất cả",
            "causes": "Lọc theo lý do",
            "by_kiosk": "Máy có nhiều nhất",
            "no_kiosk": "kênh không thuộc máy nào",
            "empty": "Không có gì bị cách ly.",
            "at": "Lúc",
            "why": "Lý do",
            "topic": "Kênh",
            "size": "Cỡ",
            "head": "Những byte đầu",
            "bytes": "{0} byte",
            "gone": "không còn giữ nội dung",
            "one": "Gói tin số {0}",
            "back": "Tất cả gói tin bị cách ly",
            "exactly": "Lý do đầy đủ",
            "key": "Số thứ tự trong sổ",
            "kept": "Giữ lại",
            "kept_of": "{0} trong {1} byte",
            "content": "Nội dung",
            "content.note": "Chỉ hiện dạng byte; nội dung này do bên gửi viết, không được chạy hay hiểu "
            "là trang web.",
        },
        "en": {
            "title": "Quarantine",
            "lead": "Messages that the centre did not take in: kept to be looked at, in no figure, in "
            "nobody's way.",
            "cause.conflict": "Same number, other content",
            "cause.wrong kiosk": "In another kiosk's name",
            "cause.wrong topic": "Wrong topic",
            "cause.wrong stream": "Wrong stream",
            "cause.wrong version": "Wrong version of a message",
            "cause.unknown kind": "Unknown kind of event",
            "cause.invalid": "Against the rules of its form",
            "cause.malformed": "Cannot be read",
            "cause.oversized": "Too large",
            "cause.unreadable": "Unforeseen by the program",
            "cause.other": "Other",
            "all": "All",
            "causes": "Filter by reason",
            "by_kiosk": "Kiosks with the most",
            "no_kiosk": "topics of no kiosk",
            "empty": "Nothing is in quarantine.",
            "at": "At",
            "why": "Reason",
            "topic": "Topic",
            "size": "Size",
            "head": "First bytes",
            "bytes": "{0} bytes",
            "gone": "its content is no longer kept",
            "one": "Message {0}",
            "back": "All quarantined messages",
            "exactly": "Full reason",
            "key": "Number in the ledger",
            "kept": "Kept",
            "kept_of": "{0} of {1} bytes",
            "content": "Content",
            "content.note": "Shown as bytes only: its sender wrote it, and it is never run or taken for a "
            "web page.",
        },
    }
)

"""What all pages for people at home say alike, in Vietnamese and English, and how a ward is found.

Owns the shell's words. Refuses those of one errand: filing and booking have their own.
"""

from typing import Final

from central.dashboard.words import Phrases

SHARED: Final[Phrases] = {
    "vi": {
        "other": "English",
        "skip": "Đến phần chính",
        "decimal": ",",
        "thousands": ".",
        "trap": "Để trống ô này",
        "portal": "Mở Cổng Dịch vụ công quốc gia",
        "portal.scan": "Hoặc quét mã này bằng điện thoại khác:",
        "portal.qr": "Mã QR của Cổng Dịch vụ công quốc gia",
        "find.title": "Bác/Anh/Chị ở phường, xã nào?",
        "find.name": "Tên phường, xã",
        "find.hint": "Không cần gõ dấu. Tên cũ trước tháng 7/2025 cũng được, ví dụ: song cong.",
        "find.province": "Tỉnh, thành phố",
        "find.anywhere": "Cả nước",
        "find.go": "Tìm",
        "find.found": "Chọn phường, xã",
        "find.closed": "Nơi này chưa mở",
        "find.former": "Trước đây: {former}",
        "find.none": "Không thấy “{wanted}”",
        "find.none_what": "Thử gõ ít chữ hơn, hoặc chọn tỉnh, thành phố rồi bấm Tìm.",
        "find.many": "Còn nữa. Gõ thêm chữ, hoặc chọn tỉnh, thành phố.",
        "find.here": "Nơi đã mở",
        "find.again": "Tìm nơi khác",
        "find.link": "Tìm phường, xã của tôi",
    },
    "en": {
        "other": "Tiếng Việt",
        "skip": "Skip to content",
        "decimal": ".",
        "thousands": ",",
        "trap": "Leave this empty",
        "portal": "Open the National Public Service Portal",
        "portal.scan": "Or scan this with another phone:",
        "portal.qr": "QR code of the National Public Service Portal",
        "find.title": "Which ward or commune do you live in?",
        "find.name": "Name of the ward or commune",
        "find.hint": "Marks are not needed. A name from before July 2025 will do, as in: song cong.",
        "find.province": "Province or city",
        "find.anywhere": "The whole country",
        "find.go": "Search",
        "find.found": "Choose your ward",
        "find.closed": "Not open here yet",
        "find.former": "Formerly: {former}",
        "find.none": "Nothing found for “{wanted}”",
        "find.none_what": "Type fewer letters, or choose a province and search again.",
        "find.many": "There are more. Type more letters, or choose a province.",
        "find.here": "Open already",
        "find.again": "Search again",
        "find.link": "Find my ward",
    },
}

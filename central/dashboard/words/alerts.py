"""The words of the page of alerts."""

from typing import Final

from central.dashboard.words import Phrases
from central.dashboard.words.machines import with_machines

ALERTS: Final[Phrases] = with_machines(
    {
        "vi": {
            "title": "Cảnh báo",
            "shelf.waiting": "Chờ xử lý",
            "shelf.acknowledged": "Đã ghi nhận",
            "shelf.past": "Đã qua",
            "lead.waiting": "Việc nặng nhất đứng trước. Bấm “Ghi nhận” khi đã có người lo; cảnh báo tự "
            "đóng khi hết sự cố.",
            "lead.acknowledged": "Sự cố vẫn còn, đã có người nhận lo.",
            "lead.past": "Mới nhất đứng trước. Là những cảnh báo mở trong kỳ chọn ở trên.",
            "empty.waiting": "Không có cảnh báo nào đang chờ.",
            "empty.acknowledged": "Không có cảnh báo nào đã ghi nhận mà chưa hết.",
            "empty.past": "Trong kỳ này không có.",
            "all": "Tất cả",
            "what": "Sự cố",
            "where": "Nơi",
            "opened": "Từ lúc",
            "lasts": "Đã kéo dài",
            "cleared": "Hết lúc",
            "known_by": "Người ghi nhận",
            "acknowledge": "Ghi nhận",
            "nobody": "chưa ai ghi nhận",
            "sign_in": "Đăng nhập để ghi nhận: tên người ghi nhận được lưu lại.",
            "kinds": "Lọc theo loại",
            "shelves": "Tình trạng",
        },
        "en": {
            "title": "Alerts",
            "shelf.waiting": "Waiting",
            "shelf.acknowledged": "Acknowledged",
            "shelf.past": "Over",
            "lead.waiting": "The gravest first. Acknowledge what somebody looks after; an alert ends by "
            "itself with its trouble.",
            "lead.acknowledged": "The trouble is still there, and somebody looks after it.",
            "lead.past": "The newest first. These opened in the period chosen above.",
            "empty.waiting": "No alert is waiting.",
            "empty.acknowledged": "No acknowledged alert is open.",
            "empty.past": "None in this period.",
            "all": "All",
            "what": "Trouble",
            "where": "Where",
            "opened": "Since",
            "lasts": "For",
            "cleared": "Until",
            "known_by": "Acknowledged by",
            "acknowledge": "Acknowledge",
            "nobody": "nobody",
            "sign_in": "Sign in to acknowledge: the name is kept.",
            "kinds": "Filter by kind",
            "shelves": "Standing",
        },
    }
)

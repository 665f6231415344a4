"""What is wrong with what was filled in or attached, in a clear sentence, in Vietnamese and English.

Owns the sentences, for pages and for the API. Refuses to judge (`values`, `attachments`). Each says what to
do.
"""

from typing import Final

from central.dashboard.words import Language, Phrases
from central.intake.values import Fault

FAULTS: Final[Phrases] = {
    "vi": {
        "missing": "Mục này còn trống. Hãy điền vào.",
        "must_tick": "Hãy đánh dấu vào ô này.",
        "too_long": "Dài {found} chữ; nhiều nhất {most}. Hãy viết ngắn lại.",
        "not_number": "Chỉ ghi chữ số, ví dụ 3.",
        "not_choice": "Hãy chọn một mục trong danh sách.",
        "not_identity": "Số định danh (căn cước) có 12 chữ số, bắt đầu bằng 0.",
        "not_day": "Ghi ngày/tháng/năm, ví dụ 21/11/2026.",
        "day_too_far": "Ngày này quá xa. Hãy xem lại năm.",
        "not_phone": "Cần số di động Việt Nam, ví dụ 0912\u00a0345\u00a0678.",
        "file_missing": "Chưa có tệp nào. Hãy chụp ảnh hoặc chọn tệp.",
        "file_empty": "Tệp {file} trống. Hãy chọn lại.",
        "file_too_big": "Tệp {file} nặng {size}\u00a0MB; nhiều nhất 10\u00a0MB. Hãy chụp lại nhỏ hơn hoặc"
        " chia ra.",
        "file_kind": "Tệp {file} không phải ảnh JPEG, PNG hay PDF, dù tên gọi là gì. Hãy chụp ảnh giấy tờ.",
        "file_broken": "Tệp {file} bị hỏng hoặc thiếu phần cuối. Hãy chụp hoặc xuất lại.",
        "file_bomb": "Tệp {file} khi mở ra lớn bất thường nên không nhận. Hãy chụp ảnh giấy tờ.",
        "pdf_locked": "Tệp {file} có mật khẩu. Hãy lưu lại không mật khẩu, hoặc chụp ảnh.",
        "pdf_active": "Tệp {file} chứa tệp khác hoặc lệnh tự chạy. Hãy in ra PDF mới, hoặc chụp ảnh.",
        "too_many_files": "Mục này nhận nhiều nhất {most} tệp; tệp {file} chưa được thêm.",
        "no_such_file": "Biểu mẫu không hỏi tệp {file}.",
        "no_room": "Tệp đính kèm quá nhiều, chưa lưu được tệp vừa chọn. Hãy chọn tệp nhỏ hơn.",
        "too_much": "Gửi một lần quá 32\u00a0MB nên có tệp chưa đến. Hãy chọn từng tệp rồi bấm “Lưu lại”.",
        "too_long_all": "Nội dung quá dài. Hãy viết ngắn lại.",
        "nothing": "Chưa có gì để gửi: thêm giấy tờ hoặc viết nội dung.",
        "not_asked": "Cán bộ không còn chờ bổ sung, hoặc phần bổ sung trước đang được chuyển đi.",
        "old_page": "Trang này mở đã lâu hoặc trình duyệt chặn cookie. Những gì đã điền còn ở dưới; hãy xem"
        " lại rồi bấm gửi lần nữa.",
        "haste": "Trang được gửi nhanh bất thường. Hãy xem lại rồi bấm gửi lần nữa.",
        "trap": "Một ô phải để trống đã bị điền. Hãy xem lại rồi bấm gửi lần nữa.",
        "paused": "Có quá nhiều lần gửi từ đường mạng này. Bản nháp vẫn còn; mời thử lại sau {minutes} phút.",
        "busy": "Trung tâm đang bận, chưa ghi được. Những gì đã điền còn ở dưới; mời bấm lại sau ít phút.",
        "unreadable": "Chưa đọc được phần vừa gửi. Mời mở lại trang và gửi lần nữa; bản nháp vẫn còn.",
    },
    "en": {
        "missing": "This is empty. Please fill it in.",
        "must_tick": "Please tick this box.",
        "too_long": "{found} letters; at most {most}. Please shorten it.",
        "not_number": "Digits only, such as 3.",
        "not_choice": "Please choose one of the list.",
        "not_identity": "An identity number has 12 digits and begins with 0.",
        "not_day": "Write day/month/year, such as 21/11/2026.",
        "day_too_far": "This day is too far away. Check the year.",
        "not_phone": "A Vietnamese mobile number is needed, such as 0912\u00a0345\u00a0678.",
        "file_missing": "There is no file yet. Take a photo or choose a file.",
        "file_empty": "The file {file} is empty. Please choose again.",
        "file_too_big": "The file {file} has {size}\u00a0MB; at most 10\u00a0MB. Make it smaller or split"
        " it.",
        "file_kind": "The file {file} is no JPEG, PNG or PDF, whatever its name says. Photograph the paper.",
        "file_broken": "The file {file} is damaged or cut off. Make it anew.",
        "file_bomb": "The file {file} unpacks to an unusual size and is not taken. Photograph the paper.",
        "pdf_locked": "The file {file} has a password. Save it without one, or take a photo.",
        "pdf_active": "The file {file} holds other files or commands. Print it to a new PDF, or take a"
        " photo.",
        "too_many_files": "At most {most} files here; {file} was not added.",
        "no_such_file": "The form does not ask for the file {file}.",
        "no_room": "Too many attachments: the last one was not kept. Choose smaller files.",
        "too_much": "More than 32\u00a0MB at once, so a file is missing. Choose one file at a time and save.",
        "too_long_all": "This is too long. Please shorten it.",
        "nothing": "There is nothing to send: add a paper or write something.",
        "not_asked": "Nobody waits for a supplement now, or the last one is still on its way.",
        "old_page": "This page was open for long, or the browser blocks cookies. Your answers are below;"
        " check them and send again.",
        "haste": "This was sent unusually fast. Check it and send again.",
        "trap": "A box that must stay empty was filled. Check it and send again.",
        "paused": "Too many were sent from this connection. Your draft is kept; try again in {minutes} min.",
        "busy": "The centre is busy and could not save. Your answers are below; try again in a few minutes.",
        "unreadable": "What was sent could not be read. Open the page again; your draft is kept.",
    },
}


def said(fault: Fault, language: Language) -> str:
    return FAULTS[language][fault.why].format(**fault.parts)

"""The words of the page about open data, and what each endpoint of the API answers."""

from typing import Final

from central.dashboard.words import Phrases

EXPORTS: Final[Phrases] = {
    "vi": {
        "wards": "Tổng số theo phường, xã trong kỳ: số lượt, thời gian chờ, lượt bấm mặt cười",
        "figures": "Tổng số theo máy và ngày, mỗi chỉ tiêu một dòng",
        "hourly": "Tổng số theo máy, ngày, giờ, dịch vụ và cán bộ",
        "kiosks": "Các máy: trạng thái, lần liên lạc cuối, dữ liệu còn thiếu",
        "alerts": "Cảnh báo còn mở hoặc đã mở trong kỳ",
        "dossiers": "Hồ sơ tiếp nhận trong kỳ: trạng thái, hạn trả; không có tên, số điện thoại",
        "bookings": "Đặt hẹn từ nhà theo phường, xã và ngày: số chỗ mở, đã đặt, đã đến, không đến",
        "events": "Từng sự kiện về đến trung tâm trong kỳ, theo đúng thứ tự ghi nhận",
    },
    "en": {
        "wards": "Sums of each ward in the period: tickets, waits, smiley presses",
        "figures": "Sums by kiosk and day, one line for each measure",
        "hourly": "Sums by kiosk, day, hour, service and officer",
        "kiosks": "Kiosks: state, last contact, data still missing",
        "alerts": "Alerts that were open at any time of the period",
        "dossiers": "Dossiers received in the period: state and due date; no names, no phone numbers",
        "bookings": "Bookings from home by ward and day: places offered, booked, used, missed",
        "events": "Every event that reached the centre in the period, in the order it was recorded",
    },
}

ENDPOINTS: Final[Phrases] = {
    "vi": {
        "/api/v1/summary": "Số liệu chung của kỳ và tình trạng máy hiện tại",
        "/api/v1/wards": "Số liệu từng phường, xã trong kỳ",
        "/api/v1/officers": "Số liệu từng cán bộ của một phường, xã trong kỳ",
        "/api/v1/bookings": "Đặt hẹn từ nhà theo phường, xã và ngày: số chỗ mở, đã đặt, đã đến, không đến",
        "/api/v1/kiosks": "Các máy: trạng thái, lần liên lạc cuối, dữ liệu còn thiếu",
        "/api/v1/events": "Sự kiện theo thứ tự ghi nhận, đọc tiếp từ con trỏ",
        "/api/v1/dossiers/figures": "Số liệu hồ sơ: tiếp nhận, đúng hạn, quá hạn, trực tuyến",
        "/api/v1/sms": "Tin nhắn SMS gửi người dân: trạng thái, số điện thoại được che",
        "/api/v1/dossiers": "Nhận trạng thái hồ sơ từ hệ thống của tỉnh (có chữ ký)",
        "/api/v1/intake/{ward}/{procedure}": "Nộp hồ sơ từ nhà theo biểu mẫu của phường, xã",
        "/api/v1/booking/{ward}/slots": "Giờ còn trống để đặt hẹn tại một phường, xã (mở cho mọi người)",
        "/api/v1/booking/{ward}": "Đặt hẹn lấy số (mở cho mọi người)",
        "/api/v1/openapi.json": "Tài liệu OpenAPI 3.1 này",
        **{f"/api/v1/export/{name}.csv": f"{said} (CSV)" for name, said in EXPORTS["vi"].items()},
        **{f"/api/v1/export/{name}.parquet": f"{said} (Parquet)" for name, said in EXPORTS["vi"].items()},
    },
    "en": {
        "/api/v1/summary": "Figures of the period, and how the kiosks stand now",
        "/api/v1/wards": "Figures of each ward in the period",
        "/api/v1/officers": "Figures of each officer of one ward in the period",
        "/api/v1/bookings": "Bookings from home by ward and day: places offered, booked, used, missed",
        "/api/v1/kiosks": "Kiosks: state, last contact, data still missing",
        "/api/v1/events": "Events in the order they were recorded, read on from a cursor",
        "/api/v1/dossiers/figures": "Figures of dossiers: received, on time, late, online",
        "/api/v1/sms": "SMS to people at home: how they ended, with masked numbers",
        "/api/v1/dossiers": "Takes states of dossiers from the province's own system (signed)",
        "/api/v1/intake/{ward}/{procedure}": "Files a dossier from home, by a form of the ward",
        "/api/v1/booking/{ward}/slots": "Free times for booking a number at a ward (open to everybody)",
        "/api/v1/booking/{ward}": "Books a number (open to everybody)",
        "/api/v1/openapi.json": "This OpenAPI 3.1 document",
        **{f"/api/v1/export/{name}.csv": f"{said} (CSV)" for name, said in EXPORTS["en"].items()},
        **{f"/api/v1/export/{name}.parquet": f"{said} (Parquet)" for name, said in EXPORTS["en"].items()},
    },
}

DATA: Final[Phrases] = {
    "vi": {
        "title": "Dữ liệu mở",
        "intro": "Mọi bảng số trên các trang này đều tải về được và đọc được bằng chương trình, theo chuẩn"
        " mở.",
        "area": "Bạn xem được số liệu của:",
        "files": "Tải bảng số của kỳ đang chọn",
        "table": "Bảng",
        "content": "Nội dung",
        "use": "Sử dụng",
        "open": "Công bố được",
        "inside": "Nội bộ",
        "columns": "Các cột",
        "csv_note": "CSV theo RFC 4180, bảng mã UTF-8, mở được bằng Excel. Parquet giữ đúng kiểu số và ngày"
        " giờ.",
        "programs": "Đọc bằng chương trình",
        "request": "Yêu cầu",
        "answer": "Trả lời",
        "parameters": "Tham số",
        "documents": "Tài liệu cho máy đọc",
        "openapi": "API của trung tâm, OpenAPI 3.1",
        "asyncapi": "Bản tin giữa máy và trung tâm qua MQTT, AsyncAPI 3.0",
        "metrics": "Chỉ số vận hành cho Prometheus; bảng Grafana có sẵn ở docs/grafana.json",
        "token": "Mã truy cập cho chương trình",
        "token_how": "Người quản trị tạo mã bằng lệnh sau; mã chỉ hiện một lần và chỉ mở phần dữ liệu của"
        " tài khoản:",
        "token_use": "Chương trình gửi mã trong mỗi yêu cầu:",
        "licence": "Giấy phép và trách nhiệm",
        "licence_open": "Bảng “Công bố được” chỉ có tổng số, không có dữ liệu cá nhân. Khi cơ quan chủ quản"
        " công bố, đề nghị"
        " dùng giấy phép CC BY 4.0: ai cũng được dùng lại, có ghi nguồn.",
        "licence_inside": "Bảng “Nội bộ” có mã cán bộ, mã hồ sơ, từng thời điểm hoặc số đếm rất nhỏ."
        " Chỉ dùng cho công việc; không công bố.",
        "licence_codes": "Mã và tên tỉnh, phường, xã theo Quyết định 19/2025/QĐ-TTg; lấy từ"
        " vietnamadminunits (giấy phép MIT).",
        "licence_smileys": "Lượt bấm mặt cười là số đếm, không phải điểm theo Quyết định 766/QĐ-TTg.",
    },
    "en": {
        "title": "Open data",
        "intro": "Every table on these pages can be downloaded, and read by programs, in open formats.",
        "area": "You see figures of:",
        "files": "Download the tables of this period",
        "table": "Table",
        "content": "Content",
        "use": "Use",
        "open": "May be published",
        "inside": "Internal",
        "columns": "Columns",
        "csv_note": "CSV by RFC 4180 in UTF-8, made for Excel. Parquet keeps the types of numbers, days and"
        " times.",
        "programs": "For programs",
        "request": "Request",
        "answer": "Answer",
        "parameters": "Parameters",
        "documents": "Documents for machines",
        "openapi": "The centre's API, OpenAPI 3.1",
        "asyncapi": "Messages between kiosks and centre over MQTT, AsyncAPI 3.0",
        "metrics": "Metrics for Prometheus; a Grafana dashboard lies in docs/grafana.json",
        "token": "A token for your program",
        "token_how": "An administrator makes one with this command. It is shown once, and opens what its"
        " account may see:",
        "token_use": "A program sends it with every request:",
        "licence": "Licences",
        "licence_open": "Tables that may be published hold sums and no personal data. Where the authority in"
        " charge"
        " publishes them, we suggest CC BY 4.0: anybody may use them again and names the source.",
        "licence_inside": "Internal tables hold codes of officers or dossiers, single moments or very"
        " small counts. Do not publish them.",
        "licence_codes": "Codes and names of provinces and wards follow Decision 19/2025/QĐ-TTg; taken from"
        " vietnamadminunits (MIT).",
        "licence_smileys": "Smiley presses are counts, not scores of Decision 766/QĐ-TTg.",
    },
}

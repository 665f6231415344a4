"""Made-up views of S5 to S8. Only names of procedures are real; papers and dossiers are not.

Owns one view per situation of looking something up. Refuses logic. Apart from `samples`, which has the rest.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Final

from firmware.lookups import (
    CodeProblem,
    DossierCard,
    DossierPad,
    DossierPinPad,
    Lookup,
    ProcedureCard,
    ProcedureLine,
    SearchPad,
    Section,
    SlipNews,
    Topic,
    TopicList,
    Topics,
    Transfer,
)

FIELDS: Final = (
    Topic("Hộ tịch", 12),
    Topic("Bảo trợ xã hội", 6),
    Topic("Đăng ký hộ kinh doanh", 5),
    Topic("Chứng thực", 3),
    Topic("Người có công", 3),
)
BIRTH: Final = ProcedureLine("1.001193", "Thủ tục đăng ký khai sinh", "full")
BIRTHS: Final = (
    BIRTH,
    ProcedureLine("1.004884", "Thủ tục đăng ký lại khai sinh", "partial"),
    ProcedureLine("2.000528", "Thủ tục đăng ký khai sinh có yếu tố nước ngoài", "partial"),
)
MARRIED_ABROAD: Final = (
    "Thủ tục ghi vào Sổ hộ tịch việc kết hôn của công dân Việt Nam đã được giải quyết tại cơ quan có thẩm "
    "quyền của nước ngoài"
)
LONG_NAMES: Final = (
    ProcedureLine("2.002189", MARRIED_ABROAD, "partial"),
    ProcedureLine(
        "1.001776",
        "Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hàng tháng, hỗ trợ kinh phí chăm sóc, nuôi dưỡng "
        "hàng tháng",
        "full",
    ),
    ProcedureLine(
        "2.001406",
        "Thủ tục chứng thực văn bản thỏa thuận phân chia di sản mà di sản là động sản, "
        "quyền sử dụng đất, nhà ở",
        "none",
    ),
    ProcedureLine(
        "2.000575",
        "Cấp lại Giấy chứng nhận đăng ký hộ kinh doanh, Cấp đổi sang Giấy chứng nhận đăng ký hộ kinh doanh",
        "",
    ),
    ProcedureLine(
        "2.000286",
        "Tiếp nhận đối tượng bảo trợ xã hội có hoàn cảnh đặc biệt khó khăn vào cơ sở trợ giúp xã hội",
        "",
    ),
)
CIVIL_STATUS: Final = (
    *BIRTHS,
    ProcedureLine("1.000656", "Thủ tục đăng ký khai tử", "full"),
    ProcedureLine("1.004859", "Thủ tục thay đổi, cải chính, bổ sung thông tin hộ tịch", "partial"),
)
PAPERS: Final = (
    "Tờ khai đăng ký khai sinh: 1 bản chính",
    "Giấy chứng sinh: 1 bản chính",
    "Thẻ căn cước của người đi khai sinh: mang theo để xem",
    "Giấy chứng nhận kết hôn của cha mẹ, nếu có: mang theo để xem",
    "Giấy ủy quyền có chứng thực, nếu đi khai thay: 1 bản chính",
)
LONG_PAPER: Final = (
    "Bản chính giấy tờ, văn bản làm cơ sở để chứng thực bản sao và bản sao cần chứng thực. Trường hợp người "
    "yêu cầu chứng thực chỉ xuất trình bản chính thì cơ quan, tổ chức tiến hành chụp từ bản chính để thực "
    "hiện chứng thực, trừ trường hợp cơ quan, tổ chức không có phương tiện để chụp."
)
HOME: Final = "https://mot-cua.thainguyen.example/nop/05518/1.001193"
FEE: Final = Transfer(
    "00020101021238540010A00000072701240006000000011000000000000208QRIBFTTA5303704540480005802VN"
    "5924DEMO - KHONG CHUYEN TIEN621208081.0011936304B0DD",
    8000,
    "DEMO - KHONG CHUYEN TIEN",
    "0000000000",
    "1.001193",
)
LINK: Final = "https://dichvucong.gov.vn/p/home/dvc-chi-tiet-thu-tuc.html?ma_thu_tuc=1.001193"
PREFIX: Final = "000.00.19.H55-"
TYPED: Final = "hộ tịch đã đăng ký tại nước ngoài trước đây"
DOSSIER: Final = "000.00.19.H55-261110-0501"
AS_OF: Final = datetime.fromisoformat("2026-11-20 08:15")
DUE: Final = date(2026, 12, 8)


def card(
    section: Section,
    lines: tuple[str, ...],
    *,
    name: str = BIRTH.name,
    pages: int = 1,
    page: int = 0,
    slip: SlipNews = SlipNews.NONE,
    transfer: Transfer | None = None,
) -> ProcedureCard:
    return ProcedureCard(
        procedure=BIRTH.code,
        name=name,
        section=section,
        lines=lines,
        page=page,
        pages=pages,
        link=LINK,
        service="Hộ tịch, chứng thực",
        updated=date(2026, 11, 1),
        printable=True,
        slip=slip,
        transfer=transfer,
    )


def dossier(
    state: int,
    *,
    due: date | None = None,
    late: bool = False,
    counter: int | None = None,
    details: tuple[str, ...] = (),
    pin_offered: bool = True,
) -> DossierCard:
    return DossierCard(DOSSIER, state, due, late, counter, AS_OF, details, pin_offered)


DETAILS: Final = (
    "Thủ tục đăng ký lại khai sinh",
    "Nộp hồ sơ: 10/11/2026",
    "Tiếp nhận: 10/11/2026",
    "Chuyển chuyên viên: 11/11/2026",
    "Hẹn trả: 08/12/2026",
)

LOOKUPS: dict[str, Lookup] = {
    "S5-topics": Topics(FIELDS, 0, 1),
    "S5-topics-paged": Topics(FIELDS, 1, 3),
    "S5-topics-one": Topics(FIELDS[:1], 0, 1),
    "S5-list": TopicList("Hộ tịch", CIVIL_STATUS, 0, 3),
    "S5-list-long": TopicList("Hộ tịch", LONG_NAMES, 1, 3),
    "S5-list-short": TopicList("Đăng ký hộ kinh doanh", BIRTHS[:1], 0, 1),
    "S5-search": SearchPad("", (), 0, 0, 1, telex=False),
    "S5-search-found": SearchPad("khai sinh", BIRTHS, 6, 0, 2, telex=False),
    "S5-search-few": SearchPad("giám hộ", BIRTHS[:1], 1, 0, 1, telex=True),
    "S5-search-long": SearchPad(TYPED, LONG_NAMES[:3], 3, 0, 1, telex=True),
    "S5-search-partial": SearchPad("khai sinh ở xa", BIRTHS, 12, 1, 4, telex=False, complete=False),
    "S5-search-nothing": SearchPad("xyz", (), 0, 0, 1, telex=False),
    "S6-bring": card(Section.BRING, PAPERS),
    "S6-bring-paged": card(Section.BRING, PAPERS, pages=3, page=1),
    "S6-bring-long": card(Section.BRING, (LONG_PAPER, *PAPERS), name=MARRIED_ABROAD, pages=2),
    "S6-time": card(Section.TIME, ("Nộp tại quầy: 1 ngày làm việc", "Nộp trực tuyến: 1 ngày làm việc")),
    "S6-fee-empty": card(Section.FEE, ()),
    "S6-fee-transfer": card(Section.FEE, ("Nộp tại quầy: 8.000 đồng",), transfer=FEE),
    "S6-place": card(Section.PLACE, ("Ủy ban nhân dân cấp xã nơi cư trú của cha hoặc mẹ",)),
    "S6-online": card(Section.ONLINE, ("Làm được toàn bộ trên mạng",)),
    "S6-home": replace(card(Section.ONLINE, ()), link=HOME, home=True),
    "S6-printing": card(Section.BRING, PAPERS[:2], slip=SlipNews.PRINTING),
    "S6-printed": card(Section.BRING, PAPERS[:2], slip=SlipNews.PRINTED),
    "S6-failed": card(Section.BRING, PAPERS[:2], slip=SlipNews.FAILED),
    "S6-bare": ProcedureCard(
        "1.004884",
        BIRTHS[1].name,
        Section.ONLINE,
        (),
        page=0,
        pages=1,
        link="",
        service="",
        updated=None,
        printable=False,
    ),
    "S7-code": DossierPad(PREFIX, PREFIX),
    "S7-code-typed": DossierPad(DOSSIER, PREFIX),
    "S7-code-unknown": DossierPad(DOSSIER, PREFIX, CodeProblem.UNKNOWN),
    "S7-code-locked": DossierPad(PREFIX, PREFIX, CodeProblem.LOCKED, 58),
    "S7-pin": DossierPinPad(DOSSIER, 0),
    "S7-pin-typed": DossierPinPad(DOSSIER, 3),
    "S7-pin-wrong": DossierPinPad(DOSSIER, 0, CodeProblem.WRONG_PIN),
    "S7-pin-locked": DossierPinPad(DOSSIER, 0, CodeProblem.LOCKED, 300),
    "S8-new": dossier(1),
    "S8-taken": dossier(2, due=DUE),
    "S8-refused": dossier(3),
    "S8-working": dossier(4, due=DUE),
    "S8-late": dossier(4, due=DUE, late=True),
    "S8-papers": dossier(5),
    "S8-fee": dossier(6),
    "S8-withdrawn": dossier(7, pin_offered=False),
    "S8-stopped": dossier(8),
    "S8-ready": dossier(9, counter=3),
    "S8-ready-anywhere": dossier(9),
    "S8-handed-out": dossier(10, pin_offered=False),
    "S8-details": dossier(4, due=DUE, late=True, details=DETAILS, pin_offered=False),
}

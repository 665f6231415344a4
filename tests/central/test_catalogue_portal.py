"""The national portal's records: what they say is kept, what they leave blank stays blank."""

import pytest
from msgspec.structs import replace

from central.catalogue import portal
from central.catalogue.checking import merged
from mqtt.catalogue import Case, Document, Fee, Procedure, TimeLimit
from tests.central.portal_record import RECORD, methods, read


def fee(value: object, description: object = "", currency: object = "Việt Nam Đồng") -> list[Fee]:
    fees = [{"value": value, "description": description, "currencyName": currency}]
    return read(executionMethods=methods("DIRECT", fees=fees)).fees


def limits(number: object, unit: object, **method: object) -> list[TimeLimit]:
    asked = methods("DIRECT", processingTime=number, processingTimeUnit=unit, **method)
    return read(executionMethods=asked, cases=None).time_limits


def test_the_captured_record_says_who_what_and_where() -> None:
    procedure = read()
    assert (procedure.code, procedure.field) == ("2.000815", "Chứng thực")
    assert procedure.name.startswith("Chứng thực bản sao từ bản chính giấy tờ, văn bản")
    assert procedure.places[0] == "Ủy ban nhân dân cấp xã"
    assert procedure.results == ["Bản sao được chứng thực từ bản chính"]
    assert procedure.updated == "2026-04-21"


def test_the_captured_record_names_one_paper_and_its_counts() -> None:
    (case,) = read().cases
    (paper,) = case.documents
    assert paper.name.startswith("Bản chính giấy tờ, văn bản làm cơ sở để chứng thực bản sao")
    assert (case.name, paper.originals, paper.copies, paper.required) == ("", 1, 0, None)


def test_the_captured_record_s_zero_of_unit_other_is_no_time_limit() -> None:
    assert read().time_limits == [TimeLimit(quantity=1, unit="working_day")]


def test_the_captured_record_s_fees_keep_their_words_and_only_dong_are_a_number() -> None:
    in_dong, in_dollars = read().fees
    assert (in_dong.channel, in_dong.dong) == ("direct", 2000)
    assert in_dong.text.startswith("/trang\nTại Ủy ban nhân dân cấp xã")
    assert in_dollars == Fee(channel="direct", text="10 USD/bản\nTại cơ quan đại diện: 10 USD/bản.")


def test_the_captured_record_s_tab_in_a_law_s_name_is_a_space() -> None:
    assert read().legal_basis[0] == "Thông tư 226/2016/TT-BTC"


def test_the_captured_record_says_nothing_about_online_forms_or_conditions() -> None:
    procedure = read()
    assert (procedure.online, procedure.forms, procedure.conditions) == (None, [], "")


def test_a_bare_record_is_enough() -> None:
    record: dict[str, object] = {"code": "1.001193", "name": "Khai sinh", "category": {"name": "Hộ tịch"}}
    assert merged(None, portal.read(record)) == Procedure(code="1.001193", name="Khai sinh", field="Hộ tịch")


@pytest.mark.parametrize("nothing", [None, [], "", 0, {}, [None], [[]], "text", 1.5, True])
def test_a_field_without_a_usable_value_is_as_if_it_were_missing(nothing: object) -> None:
    optional = [key for key in RECORD if key not in ("code", "name", "category")]
    bare = read(**dict.fromkeys(optional))
    emptied = read(**dict.fromkeys(optional, nothing))
    assert replace(emptied, conditions="", updated=None, everyday=[]) == bare


# ------------------------------------------------------------ time


@pytest.mark.parametrize(
    ("number", "unit", "limit"),
    [
        (3, "WORKING_DAY", TimeLimit(channel="direct", quantity=3, unit="working_day")),
        (3.0, "DAY", TimeLimit(channel="direct", quantity=3, unit="day")),
        (8, "HOUR", TimeLimit(channel="direct", quantity=8, unit="hour")),
        (2, "MONTH", TimeLimit(channel="direct", quantity=2, unit="month")),
        (0.5, "DAY", TimeLimit(channel="direct", text="0,5 ngày")),
        (1, "YEAR", TimeLimit(channel="direct", text="1 năm")),
    ],
)
def test_a_time_with_a_unit_is_a_limit(number: object, unit: object, limit: TimeLimit) -> None:
    assert limits(number, unit) == [limit]


@pytest.mark.parametrize(
    ("number", "unit"),
    [
        (0, "OTHER"),
        (0, "DAY"),
        (5, "OTHER"),
        (None, "DAY"),
        (5, None),
        (True, "DAY"),
        (-1, "DAY"),
        (5, ["DAY"]),
    ],
)
def test_a_time_without_number_or_unit_is_no_limit(number: object, unit: object) -> None:
    assert limits(number, unit) == []


def test_a_method_s_words_stand_with_its_time_where_it_has_no_fees() -> None:
    words = limits(0, "OTHER", description="Trong ngày tiếp nhận")
    assert words == [TimeLimit(channel="direct", text="Trong ngày tiếp nhận")]


def test_a_case_adds_what_no_method_says() -> None:
    asked = methods("DIRECT", processingTime=3, processingTimeUnit="DAY")
    cases = [
        {"name": "", "processingDay": {"qty": 3, "type": "DAY"}},
        {"name": "Cần xác minh", "processingDay": {"qty": 8, "type": "DAY"}},
        {"name": "Không rõ", "processingDay": {"qty": 0, "type": "OTHER"}},
    ]
    assert read(executionMethods=asked, cases=cases).time_limits == [
        TimeLimit(channel="direct", quantity=3, unit="day"),
        TimeLimit(quantity=8, unit="day", text="Cần xác minh"),
    ]


# ------------------------------------------------------------ money, papers, online


def test_a_fee_of_zero_alone_is_free_but_beside_words_only_the_words_count() -> None:
    assert fee(0) == [Fee(channel="direct", dong=0)]
    assert fee(0, "Theo quy định của tỉnh") == [Fee(channel="direct", text="Theo quy định của tỉnh")]


@pytest.mark.parametrize(
    ("value", "description", "currency", "expected"),
    [
        (8000.0, None, "VNĐ", [Fee(channel="direct", dong=8000)]),
        (1500.5, "", "Việt Nam Đồng", [Fee(channel="direct", text="1.500,5 Việt Nam Đồng")]),
        (10, "mỗi bản", "USD", [Fee(channel="direct", text="10 USD mỗi bản")]),
        (10, None, None, [Fee(channel="direct", text="10")]),
        (None, "Miễn lệ phí", "Việt Nam Đồng", [Fee(channel="direct", text="Miễn lệ phí")]),
        (None, None, "Việt Nam Đồng", []),
        (10**300, None, "Việt Nam Đồng", []),
    ],
)
def test_only_whole_dong_are_a_number(
    value: object, description: object, currency: object, expected: list[Fee]
) -> None:
    assert fee(value, description, currency) == expected


def test_counts_of_zero_and_zero_are_unsaid_and_only_a_true_required_counts() -> None:
    papers = [
        {"name": "Tờ khai", "originalQty": 0, "copyQty": 0, "required": True},
        {"name": "Bản sao", "originalQty": 0, "copyQty": 2, "required": False},
        {"name": " ", "originalQty": 1},
    ]
    cases = [{"name": "* Giấy tờ phải nộp:", "profileComponents": papers}, {"name": "Không có gì"}]
    assert read(executionCases=cases).cases == [
        Case(
            name="* Giấy tờ phải nộp:",
            documents=[
                Document(name="Tờ khai", required=True),
                Document(name="Bản sao", originals=0, copies=2),
            ],
        )
    ]


def test_attached_forms_are_named_once() -> None:
    papers = [
        {"name": "Tờ khai", "attachments": [{"fileName": "mau-01.docx"}, None, {"fileName": "mau-01.docx"}]}
    ]
    assert read(executionCases=[{"profileComponents": papers}]).forms == ["mau-01.docx"]


@pytest.mark.parametrize(
    ("full", "offline", "kinds", "online"),
    [
        (True, False, ["DIRECT", "ONLINE"], "full"),
        (False, True, ["DIRECT"], "none"),
        (True, False, ["DIRECT"], None),
        (False, False, ["ONLINE"], None),
        (False, False, ["DIRECT"], None),
        (True, True, ["ONLINE"], None),
        (False, True, ["ONLINE"], None),
        ("true", None, ["ONLINE"], None),
    ],
)
def test_the_online_level_is_said_only_where_flag_and_methods_agree(
    full: object, offline: object, kinds: list[str], online: object
) -> None:
    procedure = read(isFullProcess=full, isOfflineOnly=offline, executionMethods=methods(*kinds))
    assert procedure.online == online


@pytest.mark.parametrize("moment", [-1, 0, 10**15, 10**30, "1776761890007", 1.5, True, None])
def test_a_time_of_change_that_is_none_is_left_out(moment: object) -> None:
    assert read(updatedAt=moment).updated in (None, "1970-01-01")


def test_the_day_of_change_is_that_of_viet_nam() -> None:
    assert read(updatedAt=1776790800000).updated == "2026-04-22"
    assert read(updatedAt=1776790799999).updated == "2026-04-21"

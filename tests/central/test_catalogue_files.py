"""What a file for the catalogue may look like: told apart by content, refused row by row."""

import msgspec
import pytest

from central.catalogue.checking import Unusable
from mqtt.catalogue import Case, Document, Fee, Procedure, TimeLimit
from tests.central.cataloguing import HEADER, ROW, Office, birth, counts, refusals
from tests.central.cataloguing import office as office

# ------------------------------------------------------------ sheets


def test_every_column_is_read(office: Office) -> None:
    header = f"{HEADER},everyday,online,effective_from,effective_to,link,documents,time,fee"
    office.take(
        "9.999999,Tên,Lĩnh vực,một; hai,Toàn trình,2026-01-01,2026-12-31,https://a.vn/{code}?w={ward},"
        "Tờ khai; Giấy chứng sinh,3 ngày làm việc,8.000 đồng",
        header=header,
    )
    assert office.procedure("9.999999") == Procedure(
        code="9.999999",
        name="Tên",
        field="Lĩnh vực",
        cases=[Case(documents=[Document(name="Tờ khai"), Document(name="Giấy chứng sinh")])],
        time_limits=[TimeLimit(quantity=3, unit="working_day")],
        fees=[Fee(dong=8000)],
        online="full",
        link="https://a.vn/{code}?w={ward}",
        everyday=["một", "hai"],
        effective_from="2026-01-01",
        effective_to="2026-12-31",
    )


@pytest.mark.parametrize("words", ["3-5 ngày", "0 ngày", "trong ngày", "ngày"])
def test_a_time_that_is_no_number_and_unit_stays_in_words(office: Office, words: str) -> None:
    office.take(f"{ROW},{words}", header=f"{HEADER},time")
    assert office.procedure().time_limits == [TimeLimit(text=words)]


@pytest.mark.parametrize("words", ["Miễn phí", "2.000 đồng/trang", "1.5 đồng"])
def test_a_fee_that_is_no_sum_stays_in_words(office: Office, words: str) -> None:
    office.take(f"{ROW},{words}", header=f"{HEADER},fee")
    assert office.procedure().fees == [Fee(text=words)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1.0011 93,Tên,Hộ tịch,", "row 2: 1.0011 93: code '1.0011 93' is none"),
        ("1.00119,Tên,Hộ tịch,", "row 2: 1.00119: code '1.00119' has lost zeros"),
        (",Tên,Hộ tịch,", "row 2: code is empty"),
        ("1.001193, ,Hộ tịch,", "row 2: 1.001193: name is empty"),
        ("1.001193,Tên,,", "row 2: 1.001193: field is empty"),
        (
            f"1.001193,{'x' * 601},Hộ tịch,",
            "row 2: 1.001193: name: expected `str` of length <= 600; shorten it",
        ),
        (
            "1.001193,Tên,Hộ tịch,31/12/2026",
            "effective_to '31/12/2026' is no date; write it as in 2026-12-31",
        ),
        ("1.001193,Tên,Hộ tịch,2026-02-30", "effective_to '2026-02-30' is no date"),
        ("1.001193,Tên,Hộ tịch,20261231", "effective_to '20261231' is no date"),
        ("1.001193,Tên,có,dấu phẩy,Hộ tịch", "5 cells, the header has 4; put texts with commas in quotes"),
    ],
)
def test_a_bad_row_is_refused_with_row_code_reason_and_remedy(office: Office, row: str, reason: str) -> None:
    outcome = office.take(row, "2.000815,Sao y,Chứng thực,", header=f"{HEADER},effective_to")
    assert counts(outcome) == (1, 0, 0, 1)
    assert reason in refusals(outcome)[0]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("online", "có", "online 'có' is not known; write full, partial or none"),
        ("link", "javascript:alert(1)", "link 'javascript:alert(1)' is none; use https://"),
        ("link", "https://a.vn/{name}", "with {code} or {ward} at most"),
    ],
)
def test_a_value_that_is_none_is_refused(office: Office, column: str, value: str, reason: str) -> None:
    assert reason in refusals(office.take(f"{ROW},{value}", header=f"{HEADER},{column}"))[0]


def test_the_second_row_of_a_code_is_refused_and_the_first_is_named(office: Office) -> None:
    outcome = office.take(ROW, "", "1.001193,Khác,Hộ tịch")
    assert refusals(outcome) == ["row 4: 1.001193: the same code as row 2; keep one of them"]
    assert office.procedure().name == "Khai sinh"


def test_a_sheet_with_semicolons_is_read_too(office: Office) -> None:
    assert counts(office.take("1.001193;Khai sinh, nhận con;Hộ tịch", header="Code;Name;Field")) == (
        1,
        0,
        0,
        0,
    )
    assert office.procedure().name == "Khai sinh, nhận con"


# ------------------------------------------------------------ encodings and shapes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_of_any_kind_is_read(office: Office, encoding: str) -> None:
    assert counts(office.take(ROW, encoding=encoding)) == (1, 0, 0, 0)
    assert office.procedure().field == "Hộ tịch"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            "code,name,field\n1.1,Hô\u0323 ti\u0323ch,đ".encode("cp1258"),
            "line 2 is not utf-8.*1258.*save it as UTF-8",
        ),
        (b"\xff\xfe\x00", "is not utf-16"),
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"code,name\n1,a", "column field is missing"),
        (b"hello", "column code is missing"),
        (
            b"code,name,field,efective_to\n",
            "column 'efective_to' is not known or there twice; there may be code",
        ),
        (b"code,name,field,name\n", "column 'name' is not known or there twice"),
        (b'code,name,field\n1.001193,"a,b\n', "line 2.*close the quotation marks"),
        (b'{"code": "1.001193", "name": ', "not valid JSON, perhaps cut off; fetch it again"),
        (b'{\n"code": "1.001193",\n', "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
    ],
)
def test_a_file_that_cannot_be_read_changes_nothing(office: Office, body: bytes, reason: str) -> None:
    office.take(ROW)
    with pytest.raises(Unusable, match=reason):
        office.take_bytes(body)
    assert office.count() == 1


@pytest.mark.parametrize(
    "records",
    [
        [birth()],
        [{"code": "OK", "data": birth(), "message": "OK"}],
        [[birth()]],
        [[{"data": birth()}]],
        [{"data": [birth()]}],
        [birth(), birth(code="2.000815")],
        [{"data": birth()}, {"data": birth(code="2.000815")}],
    ],
)
def test_records_come_alone_wrapped_listed_or_line_by_line(office: Office, records: list[object]) -> None:
    assert counts(office.take_json(*records)) == (len(records), 0, 0, 0)
    assert office.procedure().name == "Khai sinh"


def test_a_bad_record_does_not_keep_the_others_out(office: Office) -> None:
    refused_by_portal = {"code": "NOT_FOUND", "data": None}
    outcome = office.take_json(
        [birth(), 7, refused_by_portal, birth(code=1.5), birth(), birth(code="2.000815")]
    )
    assert counts(outcome)[0] == 2
    assert refusals(outcome) == [
        "record 2: no record but something else; fetch it again from the portal",
        "record 3: the portal sent no data but 'NOT_FOUND'; fetch it again",
        "record 4: code is a number; put it in quotation marks, or its last zeros are lost",
        "record 5: 1.001193: the same code as record 1; keep one of them",
    ]


def test_a_broken_line_among_json_lines_is_refused_alone(office: Office) -> None:
    good = msgspec.json.encode(birth())
    outcome = office.take_bytes(good + b'\n{"code": \n\n' + good.replace(b"1.001193", b"2.000815"))
    assert counts(outcome) == (2, 0, 0, 1)
    assert refusals(outcome) == ["line 2: no record but something else; fetch it again from the portal"]


def test_a_record_of_two_megabytes_is_refused_and_its_neighbour_taken(office: Office) -> None:
    outcome = office.take_json([birth(requirementsAndConditions="x" * 2_000_000), birth(code="2.000815")])
    assert counts(outcome) == (1, 0, 0, 1)
    assert "1.001193: requirementsAndConditions: text of 2000000 characters" in refusals(outcome)[0]

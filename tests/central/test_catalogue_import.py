"""Files into the catalogue: told apart by content, joined with what is known, refused row by row."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from central.__main__ import main
from central.catalogue.checking import Unusable
from central.catalogue.importing import Outcome, import_file
from central.catalogue.store import NAME, Catalogue, open_catalogue
from central.catalogue.words import everyday
from central.store.engine import StoreError
from mqtt.catalogue import Case, Document, Fee, Procedure, TimeLimit
from tests.processes import ROOT

DATA = ROOT / "provisioning" / "demo_ward" / "procedures"
SHEET, RECORD = DATA / "procedures.csv", DATA / "portal-2.000815.json"
AT = "2026-11-21T02:15:00.000Z"
HEADER = "code,name,field"
ROW = "1.001193,Khai sinh,Hộ tịch"


class Office:
    """A catalogue and a desk to put files on."""

    def __init__(self, catalogue: Catalogue, folder: Path) -> None:
        self.catalogue = catalogue
        self.folder = folder

    def take(self, *lines: str, header: str = HEADER, encoding: str = "utf-8") -> Outcome:
        return self.take_bytes("\n".join([header, *lines]).encode(encoding))

    def take_json(self, *records: object) -> Outcome:
        return self.take_bytes(b"\n".join(msgspec.json.encode(record) for record in records))

    def take_bytes(self, body: bytes) -> Outcome:
        path = self.folder / "file"
        path.write_bytes(body)
        return self.take_file(path)

    def take_file(self, path: Path) -> Outcome:
        return import_file(self.catalogue, "19", path, AT)

    def procedure(self, code: str = "1.001193") -> Procedure:
        found = self.catalogue.procedure("19", code)
        assert found is not None
        return found

    def count(self) -> int:
        return len(self.catalogue.procedures("19"))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_catalogue(tmp_path / NAME) as catalogue:
        yield Office(catalogue, tmp_path)


def counts(outcome: Outcome) -> tuple[int, int, int, int]:
    return outcome.imported, outcome.updated, outcome.unchanged, len(outcome.refusals)


def refusals(outcome: Outcome) -> list[str]:
    return [str(refusal) for refusal in outcome.refusals]


def birth(**more: object) -> dict[str, object]:
    return {"code": "1.001193", "name": "Khai sinh", "category": {"name": "Hộ tịch"}, **more}


# ------------------------------------------------------------ the two real files


def test_both_real_files_are_taken_whole(office: Office) -> None:
    assert counts(office.take_file(SHEET)) == (36, 0, 0, 0)
    assert counts(office.take_file(RECORD)) == (1, 0, 0, 0)
    assert office.count() == 37


def test_the_same_files_once_more_change_nothing(office: Office) -> None:
    assert counts(office.take_file(SHEET)) == (36, 0, 0, 0)
    before = office.catalogue.procedures("19")
    assert counts(office.take_file(SHEET)) == (0, 0, 36, 0)
    assert office.catalogue.procedures("19") == before


def test_every_real_procedure_gets_everyday_words(office: Office) -> None:
    office.take_file(SHEET)
    procedures = office.catalogue.procedures("19")
    assert [procedure.code for procedure in procedures if len(procedure.everyday) < 2] == []
    assert "giấy khai sinh" in office.procedure().everyday


def test_the_file_of_everyday_words_says_that_they_are_ours() -> None:
    text = (Path(everyday.__code__.co_filename).with_name("everyday.csv")).read_text("utf-8")
    assert text.startswith("# Search words of this project, not facts of any office")


# ------------------------------------------------------------ merging


def test_a_short_row_leaves_the_portal_s_details_alone(office: Office) -> None:
    office.take_file(RECORD)
    details = office.procedure("2.000815")
    assert counts(office.take("2.000815,Sao y,Chứng thực")) == (0, 1, 0, 0)
    changed = office.procedure("2.000815")
    assert changed == msgspec.structs.replace(details, name="Sao y")


def test_a_record_without_a_value_erases_none_and_with_one_replaces_it(office: Office) -> None:
    full = birth(requirementsAndConditions="Có", executionSteps=[{"description": "Nộp"}])
    office.take_json(full)
    office.take_json(birth(requirementsAndConditions=None, executionSteps=[]))
    assert (office.procedure().conditions, office.procedure().steps) == ("Có", ["Nộp"])
    office.take_json(birth(requirementsAndConditions="Khác"))
    assert (office.procedure().conditions, office.procedure().steps) == ("Khác", ["Nộp"])


def test_words_of_a_row_stand_before_ours_and_stay(office: Office) -> None:
    office.take("1.001193,Khai sinh,Hộ tịch,đẻ con; em bé", header=f"{HEADER},everyday")
    assert office.procedure().everyday[:2] == ["đẻ con", "em bé"]
    assert "giấy khai sinh" in office.procedure().everyday
    assert counts(office.take(ROW)) == (0, 0, 1, 0)


def test_a_known_procedure_needs_its_name_but_not_its_field(office: Office) -> None:
    office.take(ROW)
    assert counts(office.take("1.001193,Đăng ký khai sinh,")) == (0, 1, 0, 0)
    assert office.procedure().field == "Hộ tịch"
    assert "name is empty" in refusals(office.take("1.001193,,Hộ tịch"))[0]


def test_two_days_that_only_together_make_no_sense_are_refused(office: Office) -> None:
    office.take(f"{ROW},2026-07-01", header=f"{HEADER},effective_from")
    outcome = office.take(f"{ROW},2026-06-30", header=f"{HEADER},effective_to")
    assert "effective_to 2026-06-30 is before effective_from 2026-07-01" in refusals(outcome)[0]
    assert office.procedure().effective_to is None


def test_provinces_do_not_see_each_other_s_procedures(office: Office) -> None:
    office.take(ROW)
    assert office.catalogue.procedures("01") == []


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


# ------------------------------------------------------------ the command


def test_the_command_prints_refusals_and_a_summary(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"{HEADER}\n{ROW}\nx y,Tên,Hộ tịch\n", "utf-8")
    assert main(["import-procedures", str(path), str(SHEET), "--data", str(tmp_path / "deep" / "data")]) == 1
    said, complaint = capsys.readouterr()
    lines = said.splitlines()
    assert lines[0].startswith(f"{path}: row 3: x y: code 'x y' is none; use up to 32")
    assert lines[1:] == ["imported 36, updated 1, unchanged 0, refused 1"]
    assert complaint == ""


def test_the_command_ends_well_where_nothing_was_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(tmp_path), "import-procedures", str(SHEET), str(RECORD)]) == 0
    assert capsys.readouterr().out == "imported 37, updated 0, unchanged 0, refused 0\n"


def test_an_unusable_file_is_named_and_the_others_are_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import-procedures", str(tmp_path / "none.csv"), str(SHEET), "--data", str(tmp_path)]) == 2
    said, complaint = capsys.readouterr()
    assert said == "imported 36, updated 0, unchanged 0, refused 0\n"
    assert "none.csv: No such file or directory; give a readable file" in complaint


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["import-procedures"],
        ["import-procedures", "f", "--province", "Thái Nguyên"],
        ["publish", "catalogue"],
    ],
)
def test_a_command_line_that_is_none_ends_in_code_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


# ------------------------------------------------------------ the file


def test_the_file_is_locked_against_a_second_command(tmp_path: Path) -> None:
    with (
        open_catalogue(tmp_path / NAME),
        pytest.raises(StoreError, match="locked; wait until the other command"),
    ):
        main_writer(tmp_path)


def main_writer(folder: Path) -> None:
    with open_catalogue(folder / NAME):
        raise AssertionError("two writers at once")


def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    with open_catalogue(tmp_path / NAME):
        pass
    sqlite3.connect(tmp_path / NAME).execute("PRAGMA user_version = 99").connection.close()
    with pytest.raises(StoreError, match="newer"):
        main_writer(tmp_path)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"not a database, " * 100)
    with pytest.raises(StoreError, match=r"catalogue\.db.*move the file away"):
        main_writer(tmp_path)


def test_an_import_that_dies_half_way_leaves_the_file_as_it_was(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = office.catalogue.keep
    monkeypatch.setattr(office.catalogue, "keep", lambda *row: 1 / 0 if office.count() == 20 else keep(*row))
    with pytest.raises(ZeroDivisionError):
        office.take_file(SHEET)
    assert office.count() == 0

"""An import joins files with what is known: real files, merging, the command, and the store it writes."""

import sqlite3
from pathlib import Path

import msgspec
import pytest

from central.__main__ import main
from central.catalogue.store import NAME, open_catalogue
from central.catalogue.words import everyday
from central.store.engine import StoreError
from tests.central.cataloguing import HEADER, RECORD, ROW, SHEET, Office, birth, counts, refusals
from tests.central.cataloguing import office as office

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

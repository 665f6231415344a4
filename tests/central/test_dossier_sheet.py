"""Files of the province's own system, written as spreadsheets write them, and the command that takes them."""

import os
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.__main__ import main
from central.dossiers.commands import import_dossiers
from central.dossiers.sheet import Unusable, records
from central.store.lock import sole_writer
from tests.central.dossier_rows import HEADER, LINE
from tests.central.wire import NOW, later


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_list_is_read_in_the_encodings_of_spreadsheets(encoding: str, delimiter: str) -> None:
    [record] = records(f"{HEADER}\r\n{LINE}\r\n\r\n".replace(",", delimiter).encode(encoding))
    assert (record.row, record.cells["field"], record.cells["state"]) == (2, "Hộ tịch", "4")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "column code is missing; begin with a row code,ward,state"),
        (f"{HEADER},phone\n".encode(), "column 'phone' is not known or there twice"),
        (f"{HEADER},State\n".encode(), "column 'state' is not known or there twice"),
        (
            f"{HEADER}\nH19-1,05518,x,H\xf4 t\xedch\n".encode("cp1258"),
            "line 2 is not utf-8, perhaps Windows-1258",
        ),
        (f'{HEADER}\n"H19'.encode(), "close the quotation marks"),
        (b"\xff\xfea", "save it as UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_names_the_remedy(body: bytes, reason: str) -> None:
    with pytest.raises(Unusable, match=reason):
        records(body)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: f"{HEADER}\n{text}".encode()))
)
def test_whatever_a_file_holds_it_is_rows_or_unusable(body: bytes) -> None:
    assert isinstance(rows_or_reason(body), list | Unusable)


def rows_or_reason(body: bytes) -> list[Any] | Unusable:
    try:
        return list(records(body))
    except Unusable as error:
        return error


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two good rows, one with too many cells, a blank one, and a bad one; written a minute ago."""
    path = tmp_path / "states.csv"
    second, bad = LINE.replace("0001", "0002"), LINE.replace("0001", "0003").replace(",4", ",12")
    path.write_text(
        f"{HEADER}\n{LINE}\nH19-1,05518,a,b,direct,20/11/2026,,4,more\n\n{second}\n{bad}\n", "utf-8"
    )
    written = (NOW - timedelta(minutes=1)).timestamp()
    os.utime(path, (written, written))
    return path


def test_the_command_without_a_centre_writes_the_store_itself(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_dossiers(file, config=None, data=tmp_path, now=NOW) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "imported 2, updated 0, unchanged 0, refused 2"
    assert said[0] == f"{file}: row 3: H19-1: 9 cells, the header has 8; put texts with commas in quotes"
    assert "row 6: H19.52-261121-0003: state '12' is not known" in said[1]
    assert import_dossiers(file, config=None, data=tmp_path, now=later(60)) == 1
    assert "imported 0, updated 0, unchanged 2, refused 2" in capsys.readouterr().out
    rows = sqlite3.connect(tmp_path / "central.sqlite3").execute("SELECT said_at FROM dossier").fetchall()
    assert rows == [("2026-11-21T02:14:00.000Z",)] * 2


def test_a_clean_file_ends_with_0_and_an_unreadable_one_with_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "clean.csv"
    path.write_text(f"{HEADER}\n{LINE}\n", "utf-8")
    assert main(["import-dossiers", str(path), "--data", str(tmp_path)]) == 0
    assert main(["import-dossiers", str(tmp_path / "none.csv"), "--data", str(tmp_path)]) == 2
    assert "No such file or directory; give a readable file" in capsys.readouterr().err


def test_the_command_never_writes_a_store_that_somebody_holds(
    tmp_path: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sole_writer(tmp_path / "central.sqlite3"):
        assert main(["import-dossiers", str(file), "--data", str(tmp_path)]) == 2
    assert "give --config with [intake] secret_file, or stop the centre" in capsys.readouterr().err
    assert not (tmp_path / "central.sqlite3").exists()

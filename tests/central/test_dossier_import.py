"""States from the province's own system: good rows in, bad ones told apart with a reason and a remedy.

Rows go through the real checks into a real SQLite file; files are written as spreadsheets write them.
"""

import os
import sqlite3
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import peewee
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.__main__ import main
from central.dossiers.commands import import_dossiers
from central.dossiers.desk import Desk, write
from central.dossiers.intake import Outcome, check
from central.dossiers.rows import COLUMNS, Refused, Row, read_row
from central.dossiers.sheet import Unusable, records
from central.store.lock import StoreTaken, sole_writer
from mqtt.messages import instant
from tests.central.conftest import Centre, Lock
from tests.central.test_dossier_register import CODE, counts, moved, received
from tests.central.wire import DAY, NOW, event, frame_of, later

GOOD: dict[str, Any] = {
    "code": CODE,
    "ward": "05518",
    "procedure": "1.001193",
    "field": "Hộ tịch",
    "channel": "direct",
    "received": "20/11/2026",
    "due": "2026-11-25",
    "state": "4",
}


def row(**cells: Any) -> dict[str, Any]:
    return {**GOOD, **cells}


def taken(centre: Centre, *rows: object, at: datetime = NOW) -> Outcome:
    return write(centre.store, check(rows, province="19", now=at))


def tally(outcome: Outcome) -> tuple[int, int, int, int]:
    return outcome.imported, outcome.updated, outcome.unchanged, len(outcome.refused)


def known(centre: Centre, columns: str) -> tuple[object, ...]:
    [found] = centre.rows(f"SELECT {columns} FROM dossier")
    return found


# ---------------------------------------------------------------- what a batch does


def test_a_new_row_is_imported_then_unchanged_then_updated(centre: Centre) -> None:
    assert tally(taken(centre, row())) == (1, 0, 0, 0)
    assert tally(taken(centre, row(), at=later(60))) == (0, 0, 1, 0)
    assert tally(taken(centre, row(state="9", finished=DAY), at=later(120))) == (0, 1, 0, 0)
    assert known(centre, "state, received_day, due, finished_day, source") == (
        9,
        "2026-11-20",
        "2026-11-25",
        DAY,
        "import",
    )
    assert counts(centre) == (1, 1, 0, 0, 0)


def test_unchanged_rows_leave_the_ward_in_peace(centre: Centre) -> None:
    taken(centre, row())
    taken(centre, row(), at=later(60))
    assert centre.rows("SELECT province, ward, changes FROM dossier_ward") == [("19", "05518", 1)]


def test_an_empty_cell_keeps_what_is_known(centre: Centre) -> None:
    centre.receive(frame_of(event(1, received())))
    outcome = taken(
        centre, {"code": CODE, "ward": "05518", "state": 5, "due": "", "officer": None}, at=later(1)
    )
    assert tally(outcome) == (0, 1, 0, 0)
    assert known(centre, "state, due, officer, counter, received_day") == (5, "2026-11-25", "cb01", 1, DAY)


def test_a_move_that_no_kiosk_could_make_is_the_fact_of_the_other_system(centre: Centre) -> None:
    centre.receive(frame_of(event(1, received()), event(2, moved(9))))
    assert tally(taken(centre, row(state=4), at=later(1))) == (0, 1, 0, 0)
    assert known(centre, "state, finished_day") == (4, None)


def test_a_stale_export_is_refused_and_names_what_is_known(centre: Centre) -> None:
    centre.receive(frame_of(event(1, received()), event(2, moved(9))))
    stale = taken(centre, row(at=instant(later(-60))), at=later(60))
    assert [refusal.reason for refusal in stale.refused] == [
        "speaks of 2026-11-21T02:14:00.000Z, but 2026-11-21T02:15:00.000Z is known with state 9;"
        " export it again"
    ]
    assert known(centre, "state") == (9,)


def test_a_kiosk_s_older_word_does_not_undo_an_import(centre: Centre) -> None:
    taken(centre, row(state=5))
    centre.receive(frame_of(event(1, received(), at=later(-60)), event(2, moved(9), at=later(-30))))
    assert known(centre, "state, received_day, source") == (5, "2026-11-20", "import")


def test_a_kiosk_s_newer_word_wins_over_an_import_and_a_tie_does_not(centre: Centre) -> None:
    taken(centre, row(state=5), at=later(-60))
    centre.receive(frame_of(event(1, moved(4), at=later(-60))))
    assert known(centre, "state, source") == (5, "import")
    centre.receive(frame_of(event(2, moved(9))))
    assert known(centre, "state, source") == (9, "kiosk")


def test_a_return_keeps_the_day_of_the_result(centre: Centre) -> None:
    taken(centre, row(state=9, finished="20/11/2026"))
    taken(centre, row(state=10), at=later(86_400))
    assert known(centre, "state, finished_day, finished_state") == (10, "2026-11-20", 9)
    assert tally(taken(centre, row(state=10), at=later(90_000))) == (0, 0, 1, 0)


def test_a_finished_row_without_its_day_is_finished_on_the_day_it_speaks_of(centre: Centre) -> None:
    taken(centre, row(state=9, at="20/11/2026 09:00"))
    assert known(centre, "finished_day") == ("2026-11-20",)


@pytest.mark.parametrize("name", ["procedure", "channel", "received"])
def test_a_dossier_that_is_new_here_needs_more_than_its_state(centre: Centre, name: str) -> None:
    [refusal] = taken(centre, row(**{name: ""})).refused
    assert refusal.reason == f"{name} is empty; a dossier that is new here needs it"


# ---------------------------------------------------------------- bad rows


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"state": "11"}, "state '11' is not known; give a number from 1 to 10"),
        ({"state": True}, "state is no text"),
        ({"state": 9.0}, "state is no text"),
        ({"state": ""}, "give a number from 1 to 10"),
        ({"state": 10**40}, "a very large number"),
        ({"due": "19/11/2026"}, "due 2026-11-19 is before received 2026-11-20; correct one of them"),
        ({"state": 9, "finished": "19/11/2026"}, "finished 2026-11-19 is before received 2026-11-20"),
        ({"state": 9, "finished": "22/11/2026"}, "is in the future, today is 2026-11-21"),
        ({"received": "2026-11-22"}, "received 2026-11-22 is in the future"),
        ({"finished": DAY}, "finished 2026-11-21 with state 4; only 3, 8, 9 and 10"),
        ({"at": "2026-11-21T10:00:00Z"}, "is in the future; correct it"),
        ({"at": "19/11/2026"}, "received 2026-11-20 is after 2026-11-19, the day the row speaks of"),
        ({"at": "soon"}, "write it as in 21/11/2026 16:30"),
        ({"received": "31/02/2026"}, "is no date; write it as in 21/11/2026 or 2026-11-21"),
        ({"received": "20/11/26"}, "is no date"),
        ({"received": "١٢/11/2026"}, "is no date"),
        ({"code": "A" * 500}, "of 500 characters; use 4 to 64"),
        ({"code": "=1+1"}, "code '=1+1'"),
        ({"code": ""}, "code is empty"),
        ({"code": 12345}, "code is no text; put it in quotation marks, or its zeros are lost"),
        ({"ward": "5518"}, "ward '5518' is not 5 digits; format the column as text to keep zeros"),
        ({"province": "1"}, "province '1' is not 2 digits"),
        ({"channel": "pigeon"}, "channel 'pigeon' is not known; write direct, online or postal"),
        ({"counter": "0"}, "give a number from 1 to 99"),
        ({"waited_days": "-1"}, "give a number from 0 to 9999"),
        ({"procedure": "x" * 501}, "procedure: 501 characters, limit 500; shorten it"),
        ({"field": "x" * 20_000}, "field: 20000 characters; shorten it"),
        ({"phone": "0912345678"}, "'phone' is not known; leave it out: names and phones are never taken"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason(centre: Centre, cells: dict[str, Any], reason: str) -> None:
    outcome = taken(centre, row(code="H19-good"), row(**cells))
    assert outcome.imported == 1
    assert [refusal.row for refusal in outcome.refused] == [2]
    assert reason in outcome.refused[0].reason


def test_a_phone_number_in_a_strange_column_is_not_repeated_in_the_refusal(centre: Centre) -> None:
    [refusal] = taken(centre, row(phone="0912345678")).refused
    assert "0912345678" not in refusal.reason


def test_a_code_twice_in_a_batch_is_taken_once(centre: Centre) -> None:
    outcome = taken(centre, row(), row(state=9), row(ward="05521"))
    assert tally(outcome) == (2, 0, 0, 1)
    assert outcome.refused[0].reason == "the same code as row 1; keep one of them"
    assert centre.rows("SELECT state FROM dossier") == [(4,), (4,)]


def test_a_cell_that_looks_like_a_formula_stays_that_text(centre: Centre) -> None:
    taken(centre, row(procedure='=HYPERLINK("http://x")', field="@SUM(1+1)"))
    assert known(centre, "procedure, field") == ('=HYPERLINK("http://x")', "@SUM(1+1)")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "2026-11-21T02:15:00.000Z"),
        ("2026-11-21T02:14:59.123Z", "2026-11-21T02:14:59.123Z"),
        ("2026-11-21 09:00", "2026-11-21T02:00:00.000Z"),
        ("21/11/2026 09:00:30", "2026-11-21T02:00:30.000Z"),
        ("2026-11-21T10:00:00+09:00", "2026-11-21T01:00:00.000Z"),
        ("21/11/2026", "2026-11-21T02:15:00.000Z"),
        ("2026-11-20", "2026-11-20T16:59:59.999Z"),
        ("2026-11-21T02:17:00Z", "2026-11-21T02:15:00.000Z"),
    ],
)
def test_a_row_may_say_of_which_moment_it_speaks(text: str, said: str) -> None:
    assert read_row(row(at=text), province="19", now=NOW).at == said


@pytest.mark.parametrize("text", ["21/11/2026 25:00", "2026-11-21T09:00+99:00", "1999-12-31", "9999-12-31"])
def test_a_moment_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="no moment"):
        read_row(row(at=text), province="19", now=NOW)


def test_vietnamese_words_of_a_channel_are_understood() -> None:
    assert read_row(row(channel="Trực tuyến"), province="19", now=NOW).channel == "online"


def a_row_of_ten_thousand(number: int) -> dict[str, Any]:
    """Every hundredth is bad, each in another way."""
    faults: list[dict[str, Any]] = [
        {"state": 12},
        {"due": "2026-11-01"},
        {"code": "x" * 500},
        {"channel": "?"},
        {"code": "H19-00001"},
    ]
    cells = row(code=f"H19-{number:05d}", procedure="=1+1")
    return cells | (faults[number // 100 % 5] if number % 100 == 0 else {})


def test_ten_thousand_rows_with_a_hundred_bad_ones(centre: Centre) -> None:
    rows = [a_row_of_ten_thousand(number) for number in range(1, 10_001)]
    outcome = taken(centre, *rows)
    assert tally(outcome) == (9_900, 0, 0, 100)
    assert [refusal.row for refusal in outcome.refused] == list(range(100, 10_001, 100))
    assert counts(centre)[0] == 9_900
    assert tally(taken(centre, *rows, at=later(60))) == (0, 0, 9_900, 100)


_CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.lists(st.integers(), max_size=2),
    st.dates().map(str),
    st.datetimes().map(str),
    st.sampled_from(
        ["9", "05518", "19", CODE, "20/11/2026", "00/00/0000", "2026-11-21T09:00:00+24:00", "\ud800"]
    ),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        _CELLS, st.dictionaries(st.sampled_from([*COLUMNS, "phone"]), _CELLS).map(lambda said: GOOD | said)
    )
)
def test_whatever_a_row_holds_it_is_taken_or_refused(centre: Centre, record: object) -> None:
    outcome = taken(centre, record)
    assert sum(tally(outcome)) == 1


@settings(max_examples=300, deadline=None)
@given(st.one_of(_CELLS, st.dictionaries(st.text(max_size=9), _CELLS)))
def test_no_row_is_read_into_anything_but_a_row_or_a_refusal(record: object) -> None:
    assert isinstance(read_or_refusal(record), Row | Refused)


def read_or_refusal(record: object) -> Row | Refused:
    try:
        return read_row(record, province="19", now=NOW)
    except Refused as error:
        return error


# ---------------------------------------------------------------- files

HEADER = "code,ward,procedure,field,channel,received,due,state"
LINE = f"{CODE},05518,1.001193,Hộ tịch,direct,20/11/2026,25/11/2026,4"


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


def test_the_lock_has_one_holder_and_is_free_afterwards(tmp_path: Path) -> None:
    store = tmp_path / "deep" / "central.sqlite3"
    with sole_writer(store), pytest.raises(StoreTaken), sole_writer(store, patience_seconds=0.2):
        pass
    with sole_writer(store, patience_seconds=0):
        assert store.parent.is_dir()


def test_the_lock_is_waited_for(tmp_path: Path) -> None:
    store, held, release = tmp_path / "central.sqlite3", threading.Event(), threading.Event()

    def holder() -> None:
        with sole_writer(store):
            held.set()
            release.wait(5)

    thread = threading.Thread(target=holder)
    thread.start()
    held.wait(5)
    threading.Timer(0.2, release.set).start()
    with sole_writer(store, patience_seconds=5):
        assert release.is_set()
    thread.join(5)


# ---------------------------------------------------------------- the desk


def test_the_desk_takes_one_batch_in_a_turn_on_the_writer_s_thread(centre: Centre) -> None:
    desk = Desk(centre.store)
    answers = [desk.hand_in(check([row(code=f"H19-{number}")], province="19", now=NOW)) for number in (1, 2)]
    desk.turn()
    assert [answer.done() for answer in answers] == [True, False]
    desk.turn()
    assert tally(answers[1].result(0)) == (1, 0, 0, 0)
    assert not desk.busy


def test_a_batch_nobody_waits_for_is_not_written(centre: Centre) -> None:
    desk = Desk(centre.store)
    desk.hand_in(check([row()], province="19", now=NOW)).cancel()
    desk.turn()
    assert counts(centre)[0] == 0


def test_an_unwilling_store_is_the_answer_and_nothing_of_the_batch_is_kept(
    centre: Centre, locked: Lock
) -> None:
    desk = Desk(centre.store)
    answer = desk.hand_in(check([row()], province="19", now=NOW))
    desk.turn()
    assert isinstance(answer.exception(0), peewee.OperationalError)
    locked.release()
    assert tally(taken(centre, row())) == (1, 0, 0, 0)

"""Rows of the province's own system, however they are written: read, or refused with a reason."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.dossiers.rows import COLUMNS, Refused, Row, read_row
from tests.central.conftest import Centre
from tests.central.dossier_rows import CODE, GOOD, counts, known, row, taken, tally
from tests.central.wire import DAY, NOW, later


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

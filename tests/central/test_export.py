"""Tables as files: every row once, typed, harmless in a spreadsheet, and never much of it in memory."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

from central.dashboard.api import Pulse
from central.dashboard.app import build
from central.dashboard.export import OF_WARDS, as_csv, as_parquet
from central.queries import Scope
from central.stats import export
from central.stats.export import TABLES
from central.store.models import Alert, Event
from tests.central.conftest import Centre
from tests.central.three_wards import FAR, OWN, furnish
from tests.central.wire import DAY, NOW, later

EVERYTHING = Scope(first_day="2026-01-01", last_day="2026-12-31")
NAMES = [table.name for table in TABLES]
TABLE = {table.name: table for table in TABLES}


@pytest.fixture
def web(centre: Centre) -> Iterator[TestClient]:
    furnish(centre, OWN, officer="cb01", number="A")
    furnish(centre, FAR, officer="cb02", number="B")
    pulse = Pulse(turned_at=lambda: centre.aggregator.turned_at, broker_up=lambda: True)
    app, live = build(centre.reader, lambda: NOW, pulse)
    with TestClient(app) as web:
        yield web
    live.stopping.set()


def from_csv(web: TestClient, name: str, query: str = "") -> list[dict[str, str]]:
    text = web.get(f"/api/v1/export/{name}.csv{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def from_parquet(web: TestClient, name: str, query: str = "") -> list[dict[str, Any]]:
    body = web.get(f"/api/v1/export/{name}.parquet{query}").content
    rows: list[dict[str, Any]] = pq.read_table(io.BytesIO(body)).to_pylist()
    return rows


def said(value: object) -> str:
    """A typed value as CSV has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return "" if value is None else str(value)


@pytest.mark.parametrize("name", NAMES)
def test_both_formats_say_the_same(web: TestClient, name: str) -> None:
    rows = from_csv(web, name)
    assert len(rows) > 1
    assert rows == [{column: said(value) for column, value in row.items()} for row in from_parquet(web, name)]


@pytest.mark.parametrize("name", NAMES)
def test_every_row_comes_once_however_small_the_pages(
    web: TestClient, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    whole = from_csv(web, name)
    monkeypatch.setattr(export, "ROWS", 1)
    assert sorted(map(str, from_csv(web, name))) == sorted(map(str, whole))
    monkeypatch.setattr(export, "ROWS", len(whole))
    assert from_csv(web, name) == whole


def test_excel_finds_its_mark_and_its_line_ends(web: TestClient) -> None:
    answer = web.get("/api/v1/export/kiosks.csv")
    assert answer.content.startswith("\ufeffkiosk,state,last_seen_at".encode())
    assert answer.content.endswith(b"\r\n")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="motcua-kiosks-2026-11-21-2026-11-21.csv"'
    )


@pytest.mark.parametrize(
    "text", ["=1+1", "+84", "-2", "@cmd", "\t=1", "\r=1", "＝1", '=HYPERLINK("http://x")']
)
def test_a_text_that_looks_like_a_formula_is_none_in_a_spreadsheet(
    centre: Centre, web: TestClient, text: str
) -> None:
    centre.store.writer.execute(Alert.update(detail=text))
    assert {row["detail"] for row in from_csv(web, "alerts")} == {f"'{text}"}
    assert {row["detail"] for row in from_parquet(web, "alerts")} == {text}


def test_a_cell_may_hold_commas_quotes_and_lines(centre: Centre, web: TestClient) -> None:
    centre.store.writer.execute(Alert.update(detail='giấy, "sắp hết"\nở quầy 1'))
    assert from_csv(web, "alerts")[0]["detail"] == 'giấy, "sắp hết"\nở quầy 1'


def test_parquet_knows_numbers_days_and_instants(web: TestClient) -> None:
    event = from_parquet(web, "events")[0]
    assert (event["cursor"], event["day"]) == (1, date(2026, 11, 21))
    assert event["received_at"] == datetime(2026, 11, 21, 2, 15, tzinfo=UTC)


def test_an_instant_that_is_none_is_left_empty(centre: Centre, web: TestClient) -> None:
    centre.store.writer.execute(Event.update(at="yesterday").where(Event.cursor == 1))
    assert [row["at"] is None for row in from_parquet(web, "events")[:2]] == [True, False]


def test_events_are_of_the_days_on_which_they_arrived(centre: Centre, web: TestClient) -> None:
    furnish(centre, "21/07001/k1", officer="cb01", number="C")
    centre.store.writer.execute(
        Event.update(received_at="2026-11-21T16:59:59.999Z").where(Event.cursor <= 240)
    )
    centre.store.writer.execute(
        Event.update(received_at="2026-11-21T17:00:00.000Z").where(Event.cursor > 240)
    )
    days = {
        day: from_csv(web, "events", f"?from={day}&to={day}") for day in ("2026-11-20", DAY, "2026-11-22")
    }
    assert {day: len(rows) for day, rows in days.items()} == {"2026-11-20": 0, DAY: 240, "2026-11-22": 120}


def test_an_event_that_another_machine_s_clock_put_out_of_order_is_not_lost(
    centre: Centre, web: TestClient
) -> None:
    before, after = "2026-11-21T16:59:58.000Z", "2026-11-21T17:00:01.000Z"
    centre.store.writer.execute(Event.update(received_at=before))
    centre.store.writer.execute(Event.update(received_at=after).where(Event.cursor == 100))
    days = {day: from_csv(web, "events", f"?from={day}&to={day}") for day in (DAY, "2026-11-22")}
    assert {day: len(rows) for day, rows in days.items()} == {DAY: 239, "2026-11-22": 1}


def test_alerts_are_those_that_were_open_at_some_time_of_the_period(centre: Centre, web: TestClient) -> None:
    centre.store.writer.execute(
        Alert.update(opened_at="2026-11-19T20:00:00.000Z", cleared_at="2026-11-20T18:00:00.000Z").where(
            Alert.kiosk == OWN
        )
    )
    days = ("2026-11-19", "2026-11-20", DAY, "2026-11-22")
    counts = [len(from_csv(web, "alerts", f"?from={day}&to={day}&ward=05518")) for day in days]
    assert counts == [0, 1, 1, 0]


def test_a_province_s_own_alert_is_in_the_file_of_its_province_and_of_nothing_smaller(
    centre: Centre, web: TestClient
) -> None:
    own = {"kiosk": "19", "kind": "sms", "detail": "modem", "opened_at": "2026-11-21T02:15:00.000Z"}
    centre.store.writer.execute(Alert.insert(own))
    of = {
        query: [row["kiosk"] for row in from_csv(web, "alerts", query)]
        for query in (
            "",
            "?province=19",
            "?province=20",
            "?province=19&ward=05518",
            "?province=19&kiosk=k1",
            f"?kiosk={OWN}",
        )
    }
    assert of == {
        "": [OWN, FAR, "19"],
        "?province=19": [OWN, "19"],
        "?province=20": [FAR],
        "?province=19&ward=05518": [OWN],
        "?province=19&kiosk=k1": [OWN],
        f"?kiosk={OWN}": [OWN],
    }


def test_without_a_period_it_is_today(web: TestClient) -> None:
    yesterday = "?from=2026-11-20&to=2026-11-20"
    assert [
        len(from_csv(web, name, yesterday)) for name in ("figures", "hourly", "dossiers", "bookings")
    ] == [0, 0, 0, 0]
    assert from_csv(web, "figures") == from_csv(web, "figures", f"?from={DAY}&to={DAY}")


@pytest.mark.parametrize("name", [name for name in NAMES if name not in OF_WARDS])
def test_a_file_may_be_of_one_ward_or_one_kiosk(web: TestClient, name: str) -> None:
    ward, kiosk = from_csv(web, name, "?province=19&ward=05518"), from_csv(web, name, f"?kiosk={FAR}")
    both = from_csv(web, name, "?kiosk=k1")
    assert 0 < len(ward) == len(kiosk) == len(both) - len(ward)
    assert "20/06001" not in str(ward)
    assert "19/05518" not in str(kiosk)


@pytest.mark.parametrize("name", OF_WARDS)
def test_a_dossier_and_a_booking_belong_to_a_ward(web: TestClient, name: str) -> None:
    assert [row["ward"] for row in from_csv(web, name, "?province=20")] == ["06001"]
    assert [row["ward"] for row in from_csv(web, name, "?ward=05518")] == ["05518"]
    assert web.get(f"/api/v1/export/{name}.csv?kiosk=k1").status_code == 400


def test_asking_for_the_head_reads_nothing(centre: Centre, web: TestClient) -> None:
    answer = web.head("/api/v1/export/events.parquet")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(("write", "ending"), [(as_csv, "csv"), (as_parquet, "parquet")])
def test_a_long_table_needs_little_memory_and_keeps_no_snapshot(
    centre_on_sqlite: Centre, monkeypatch: pytest.MonkeyPatch, write: Any, ending: str
) -> None:
    centre = centre_on_sqlite
    furnish_events(centre, 20_000)
    monkeypatch.setattr(export, "ROWS", 1_000)
    table = TABLE["events"]
    pieces = write(table, table.pages(centre.reader, EVERYTHING, NOW.date()))
    size = len(next(pieces)) + len(next(pieces))
    assert centre.store.writer.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    tracemalloc.start()
    size += sum(len(piece) for piece in pieces)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > {"csv": 4_500_000, "parquet": 150_000}[ending]
    assert peak < 3_000_000


def furnish_events(centre: Centre, count: int) -> None:
    rows = [
        {
            "kiosk": OWN,
            "epoch": "e",
            "seq": seq,
            "id": f"018f0000-0000-7000-8000-{seq:012d}",
            "stream": "ticket",
            "kind": "ticket.issued",
            "at": later(seq).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "clock": "synced",
            "day": DAY,
            "data": '{"day":"2026-11-21","number":"A001","service":"ho-tich","priority":null}',
            "received_at": "2026-11-21T02:15:00.000Z",
        }
        for seq in range(1, count + 1)
    ]
    sql = (
        "INSERT INTO event (kiosk, epoch, seq, id, stream, kind, at, clock, day, data, received_at) VALUES ("
    )
    with centre.store.transaction():
        centre.store.executemany(sql + ", ".join("?" * 11) + ")", [tuple(row.values()) for row in rows])

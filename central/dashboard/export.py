"""Tables as files: CSV that Excel opens with its accents, Parquet with typed columns.

Owns both formats and the endpoints that stream them. Refuses which rows there are (`stats.export`). A text
that a spreadsheet would take for a formula gets an apostrophe before it. Parquet leaves page by page as well:
each page is a row group, and only the directory of them waits for the end.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final

import peewee
import pyarrow as pa
import pyarrow.parquet as pq
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from central.dashboard.api import scope_of
from central.dashboard.openapi import Endpoint
from central.dashboard.parameters import AREA, PERIOD, PROVINCE, WARD, BadParameter
from central.measures import HANOI
from central.queries import Scope
from central.stats.export import TABLES, Kind, Pages, Row, Table

BOM: Final = "\ufeff"
CSV: Final = "text/csv"
PARQUET: Final = "application/vnd.apache.parquet"
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
OF_WARDS: Final = ("dossiers", "bookings")
"""Tables that know no kiosk."""
TYPES: Final[dict[Kind, pa.DataType]] = {
    "text": pa.string(),
    "number": pa.int64(),
    "share": pa.float64(),
    "day": pa.date32(),
    "instant": pa.timestamp("ms", tz="UTC"),
}


class Exports:
    """Endpoints of every table in both formats."""

    def __init__(self, reader: peewee.Database, clock: Callable[[], datetime]) -> None:
        self._reader = reader
        self._clock = clock

    def endpoints(self) -> list[Endpoint]:
        return [self._endpoint(table, ending, media) for table in TABLES for ending, media in _MEDIA.items()]

    def _endpoint(self, table: Table, ending: str, media: str) -> Endpoint:
        area = (PROVINCE, WARD) if table.name in OF_WARDS else AREA
        return Endpoint(
            path=f"/api/v1/export/{table.name}.{ending}",
            serve=partial(self._answer, table, ending),
            media=media,
            parameters=area if table.name == "kiosks" else (*area, *PERIOD),
            columns=dict(table.columns),
        )

    def _answer(self, table: Table, ending: str, request: Request) -> Response:
        scope = self._scope(table, request)
        name = f"motcua-{table.name}-{scope.first_day}-{scope.last_day}.{ending}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        if request.method == "HEAD":
            return Response(headers=headers, media_type=_MEDIA[ending])
        pieces = _WRITERS[ending](table, table.pages(self._reader, scope, self._today()))
        return StreamingResponse(pieces, headers=headers, media_type=_MEDIA[ending])

    def _scope(self, table: Table, request: Request) -> Scope:
        """Today where no period is asked for: nobody downloads years by leaving a word out."""
        scope = scope_of(request)
        if scope.kiosk and table.name in OF_WARDS:
            raise BadParameter(
                f"kiosk={scope.kiosk!r}: {table.name} belong to a ward; ask with province and ward"
            )
        today = self._today().isoformat()
        first, last = scope.first_day, scope.last_day
        return replace(scope, first_day=first or last or today, last_day=last or first or today)

    def _today(self) -> date:
        return self._clock().astimezone(HANOI).date()


def as_csv(table: Table, pages: Pages) -> Iterator[str]:
    """RFC 4180 in UTF-8; the mark in front is what makes Excel read it as such."""
    texts = [at for at, kind in enumerate(table.columns.values()) if kind == "text"]
    yield BOM + _lines([list(table.columns)])
    for page in pages:
        yield _lines([_defused(row, texts) for row in page])


def _lines(rows: Sequence[Row]) -> str:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue()


def _defused(row: Row, texts: Sequence[int]) -> Row:
    cells = list(row)
    for at in texts:
        if cells[at] is not None and cells[at].startswith(FORMULA):
            cells[at] = f"'{cells[at]}"
    return cells


def as_parquet(table: Table, pages: Pages) -> Iterator[bytes]:
    schema = pa.schema([(name, TYPES[kind]) for name, kind in table.columns.items()])
    file = _Passing()
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for page in pages:
            writer.write_table(_typed(table, page, schema))
            yield file.taken()
    yield file.taken()


def _typed(table: Table, page: Sequence[Row], schema: pa.Schema) -> pa.Table:
    columns = zip(*page, strict=True) if page else [()] * len(table.columns)
    return pa.table(
        [_column(values, kind) for values, kind in zip(columns, table.columns.values(), strict=True)],
        schema=schema,
    )


def _column(values: Sequence[Any], kind: Kind) -> pa.Array:
    """A day or an instant that is none, as an old program may have written it, is left empty."""
    if kind in ("day", "instant"):
        read = _READ[kind]
        values = [None if value is None else read(value) for value in values]
    return pa.array(values, TYPES[kind])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


class _Passing(io.RawIOBase):
    """A file that forgets what was taken from it."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._size

    def write(self, part: Any) -> int:
        self._parts.append(bytes(part))
        self._size += len(self._parts[-1])
        return len(self._parts[-1])

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


_MEDIA: Final = {"csv": CSV, "parquet": PARQUET}
_READ: Final[dict[Kind, Callable[[str], date | None]]] = {"day": _day, "instant": _instant}
_WRITERS: Final[dict[str, Callable[[Table, Pages], Iterator[Any]]]] = {"csv": as_csv, "parquet": as_parquet}

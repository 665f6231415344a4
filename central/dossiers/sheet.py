"""A CSV list of dossiers, as the province's system exports it, into records for the intake.

Owns encodings, the header and the counting of rows. Refuses what is in the cells (`rows`). A column it does
not know makes the whole file unusable: a misspelt `finished` must not be passed over in silence, and a
column of names or phones must not be read at all. Vietnamese in a one-byte code page is turned away, never
guessed at.
"""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from central.dossiers.rows import COLUMNS, NEEDED, clipped
from central.encodings import Undecodable, decoded

FILE_BYTES: Final = 64 * 1024 * 1024


class Unusable(ValueError):
    """A file cannot be read as a whole; nothing of it is taken. The text gives the remedy."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row that is not blank; `row` counts as a spreadsheet does, the header as 1."""

    row: int
    cells: dict[str, str]
    refusal: str = ""


def read_sheet(path: Path) -> list[Record]:
    """Unusable: the file cannot be read as a whole."""
    try:
        if path.stat().st_size > FILE_BYTES:
            raise Unusable(f"over {FILE_BYTES} bytes; split it")
        return records(path.read_bytes())
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}; give a readable file") from error
    except Unusable as error:
        raise Unusable(f"{path}: {error}") from error


def records(body: bytes) -> list[Record]:
    rows = _rows(_decoded(body))
    header = _header(rows)
    return [
        _record(number, header, cells)
        for number, cells in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]


def _decoded(body: bytes) -> str:
    try:
        return decoded(body)
    except Undecodable as error:
        raise Unusable(str(error)) from error


def _rows(text: str) -> list[list[str]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        raise Unusable(f"line {reader.line_num}: {error}; close the quotation marks before it") from error


def _header(rows: list[list[str]]) -> list[str]:
    header = [name.strip().lower() for name in rows[0]] if rows else []
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise Unusable(f"column {missing[0]} is missing; begin with a row {','.join(NEEDED)},…")
    strange = [name for name in header if name not in COLUMNS or header.count(name) > 1]
    if strange:
        raise Unusable(
            f"column {clipped(strange[0])} is not known or there twice; there may be {', '.join(COLUMNS)};"
            " leave out names and phones"
        )
    return header


def _record(number: int, header: list[str], cells: list[str]) -> Record:
    record = dict(zip(header, cells, strict=False))
    if len(cells) <= len(header):
        return Record(number, record)
    refusal = f"{len(cells)} cells, the header has {len(header)}; put texts with commas in quotes"
    return Record(number, record, refusal)

"""A CSV list of dossiers, as the province's system exports it, into records for the intake.

Owns its encoding, the columns it may have and the counting of rows. Refuses the form of such files
(`csv_sheet`) and what is in the cells (`rows`). A column of names or phones must not be read at all.
Vietnamese in a one-byte code page is turned away, never guessed at.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from central.csv_sheet import NoSheet, header_of, rows_of
from central.dossiers.rows import COLUMNS, NEEDED
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
    text = _decoded(body)
    try:
        rows = rows_of(text)
        header = header_of(rows, NEEDED, COLUMNS, "; leave out names and phones")
    except NoSheet as error:
        raise Unusable(str(error)) from error
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


def _record(number: int, header: list[str], cells: list[str]) -> Record:
    record = dict(zip(header, cells, strict=False))
    if len(cells) <= len(header):
        return Record(number, record)
    refusal = f"{len(cells)} cells, the header has {len(header)}; put texts with commas in quotes"
    return Record(number, record, refusal)

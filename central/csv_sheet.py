"""A CSV list as a spreadsheet writes it: its separator, its rows and its header, checked in one way.

Owns the form of the file. Refuses encodings (`encodings`), cells, and which columns there are. A column that
is not known makes the whole file unusable: a misspelt one must not be passed over in silence.
"""

import csv
import io
from collections.abc import Sequence


class NoSheet(ValueError):
    """A text cannot be read as a list; it says which line or column, and what to do."""


def rows_of(text: str) -> list[list[str]]:
    """All rows, split at what the first line has most of: comma, semicolon or tab."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        raise NoSheet(f"line {reader.line_num}: {error}; close the quotation marks before it") from error


def header_of(
    rows: Sequence[Sequence[str]], needed: Sequence[str], columns: Sequence[str], more: str = ""
) -> list[str]:
    """The names of the first row, each known and there once; `more` is what else to say of a strange one."""
    header = [name.strip().lower() for name in rows[0]] if rows else []
    missing = [name for name in needed if name not in header]
    if missing:
        raise NoSheet(f"column {missing[0]} is missing; begin with a row {','.join(needed)}")
    strange = [name for name in header if name not in columns or header.count(name) > 1]
    if strange:
        name = repr("".join(sign for sign in strange[0][:40] if sign.isprintable()))
        raise NoSheet(f"column {name} is not known or there twice; there may be {', '.join(columns)}{more}")
    return header

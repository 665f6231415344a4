"""A file of procedures as drafts, told apart by what is in it and never by its name.

Owns the shapes in which the portal's records come. Refuses encodings (`central.encodings`) and fields
(`portal`, `sheet`).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from central.catalogue import portal, sheet
from central.catalogue.checking import Draft, Refused, Unusable, draft
from central.encodings import Undecodable, decoded
from mqtt.catalogue import Procedure

FILE_BYTES: Final = 256 * 1024 * 1024


def read(path: Path) -> list[Draft]:
    """Every record of a file. Unusable: it cannot be read as a whole."""
    try:
        if path.stat().st_size > FILE_BYTES:
            raise Unusable(f"{path}: over {FILE_BYTES} bytes; split it")
        text = _text(path.read_bytes())
        return list(_portal(text) if text.lstrip()[:1] in ("{", "[") else sheet.drafts(text))
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}; give a readable file") from error
    except Unusable as error:
        raise Unusable(f"{path}: {error}") from error


def _text(body: bytes) -> str:
    if not body.strip():
        raise Unusable("the file is empty; give a CSV list or the portal's JSON")
    try:
        return decoded(body)
    except Undecodable as error:
        raise Unusable(str(error)) from error


# ------------------------------------------------------------ the portal's JSON


def _portal(text: str) -> Iterator[Draft]:
    whole = _decoded(text)
    if whole is None:
        yield from _json_lines(text.splitlines())
        return
    for number, record in enumerate(_records(whole), start=1):
        yield _draft(f"record {number}", record)


def _json_lines(lines: list[str]) -> Iterator[Draft]:
    """One record a line; Unusable if the first line is none: then it is broken JSON of another shape."""
    full = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    if len(full) < 2 or _decoded(full[0][1]) is None:
        raise Unusable("not valid JSON, perhaps cut off; fetch it again")
    for number, line in full:
        for record in _records(_decoded(line)):
            yield _draft(f"line {number}", record)


def _decoded(text: str) -> object:
    """None for what is no JSON; a bare ``null`` holds no record either."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None


def _records(value: object) -> list[object]:
    """A list, what an envelope holds, or the value itself."""
    values = value if isinstance(value, list) else [value]
    return [record for item in values for record in _opened(item)]


def _opened(value: object) -> list[object]:
    """An envelope ``{"code", "data", "message"}`` holds one record or a list of them."""
    if not isinstance(value, dict) or not isinstance(value.get("data"), list | dict):
        return [value]
    data = value["data"]
    return data if isinstance(data, list) else [data]


def _draft(place: str, record: object) -> Draft:
    code = record.get("code") if isinstance(record, dict) and "data" not in record else ""
    return draft(place, code, lambda: _read(record))


def _read(record: object) -> Procedure:
    if not isinstance(record, dict):
        raise Refused("no record but something else; fetch it again from the portal")
    if "data" in record:
        raise Refused(f"the portal sent no data but {str(record.get('code'))[:40]!r}; fetch it again")
    return portal.read(record)

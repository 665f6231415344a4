"""The text of a file from a spreadsheet or a portal, whatever it was saved as.

Owns telling encodings apart. Refuses what the text says. Vietnamese in a one-byte code page looks like many
others, so it is turned away and never guessed at.
"""

import codecs
from typing import Final

SAVE: Final = "save it as UTF-8 (in a spreadsheet: CSV UTF-8)"


class Undecodable(ValueError):
    """The text names the line and the remedy."""


def decoded(body: bytes) -> str:
    """Without a byte order mark."""
    encoding = _encoding(body)
    try:
        return body.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        told = f"line {line} is not {encoding}, perhaps Windows-1258 or another code page"
        raise Undecodable(f"{told}; {SAVE}") from error


def _encoding(body: bytes) -> str:
    """UTF-16 by its mark, or by the zero byte beside the first sign, which is ASCII in all our formats."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if body[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if body[:1] == b"\0" else "utf-8"

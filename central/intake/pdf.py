"""Whether a PDF is whole, and holds pages alone: no programs, no other files, no bomb. Nothing in it is run.

Owns the look into a PDF (ISO 32000). Refuses to draw or to mend one. Names may hide behind `#4A` and inside
compressed objects: both are opened. What is compressed is opened with a budget, and thrown away.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final

BUDGET: Final = 256 * 1024 * 1024
"""Uncompressed, of all streams together: some twenty pages scanned without loss."""
_STEP: Final = 1024 * 1024
_OBJECTS_BYTES: Final = 16 * 1024 * 1024
_TAIL: Final = 2048

_HEAD: Final = re.compile(rb"%PDF-[12]\.[0-9]")
_END: Final = re.compile(rb"startxref\s+([0-9]{1,10})\s+%%EOF\s*\Z")
_TABLE: Final = re.compile(rb"\s*(xref\b|[0-9]+\s+[0-9]+\s+obj\b)")
_STREAM: Final = re.compile(rb"stream\r?\n")
_HIDDEN: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE: Final = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|Filespec|RichMedia|XFA|SubmitForm|ImportData)(?![A-Za-z0-9])"
)
_LOCKED: Final = re.compile(rb"/Encrypt(?![A-Za-z0-9])")


class _Bomb(Exception):
    """More comes out than anybody could read."""


def fault(content: bytes) -> str:
    """'' if it may be kept, else the key of what is wrong."""
    if not _whole(content):
        return "file_broken"
    try:
        words = _words(content)
    except _Bomb:
        return "file_bomb"
    if _LOCKED.search(words):
        return "pdf_locked"
    return "pdf_active" if _ACTIVE.search(words) else ""


def _whole(content: bytes) -> bool:
    """It begins and ends as a PDF, and its end leads to its table of objects."""
    end = _END.search(content[-_TAIL:])
    return bool(_HEAD.match(content) and end and _TABLE.match(content[int(end[1]) : int(end[1]) + 64]))


def _words(content: bytes) -> bytes:
    """All that is said outside of pages' content, with its names spelt out."""
    parts, last, spent = [], 0, 0
    for begin, end in _streams(content):
        head = content[last:begin]
        parts.append(head)
        last = end
        if b"FlateDecode" in (about := head[-1024:]) or b"/Fl" in about:
            opened, size = _opened(content[begin:end], BUDGET - spent, keep=b"ObjStm" in about)
            spent += size
            parts.append(opened)
    parts.append(content[last:])
    return _HIDDEN.sub(lambda found: bytes([int(found[1], 16)]), b"\n".join(parts))


def _streams(content: bytes) -> Iterator[tuple[int, int]]:
    place = 0
    while (found := _STREAM.search(content, place)) is not None:
        end = content.find(b"endstream", found.end())
        end = len(content) if end < 0 else end
        yield found.end(), end
        place = end + len(b"endstream")


def _opened(packed: bytes, budget: int, *, keep: bool) -> tuple[bytes, int]:
    """What a stream of objects says, and how much came out of any; damage is the viewer's to tell."""
    inflate, kept, size, rest = zlib.decompressobj(), bytearray(), 0, packed
    try:
        while rest and not inflate.eof:
            part = inflate.decompress(rest, _STEP)
            rest = inflate.unconsumed_tail
            size += len(part)
            if size > budget or (keep and size > _OBJECTS_BYTES):
                raise _Bomb
            if keep:
                kept += part
    except zlib.error:
        pass
    return bytes(kept), size

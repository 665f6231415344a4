"""Where the partitions of an image or card lie (GUID Partition Table, UEFI 2.10, chapter 5.3).

Owns reading the primary table out of an image's first bytes. Refuses to write one: the image brings its own,
and the device makes it fit the card at its first start.
"""

import struct
import zlib
from dataclasses import dataclass
from typing import Final

SECTOR_BYTES: Final = 512
HEAD_BYTES: Final = 34 * SECTOR_BYTES
"""Protective MBR, header and 128 entries."""

_HEADER: Final = struct.Struct("<8s4xII4x8x8x8x8x16xQIII")
"""Signature, (revision), size, checksum, …, first sector, count, size and checksum of the entries."""
_ENTRY: Final = struct.Struct("<16s16sQQ8s72s")


@dataclass(frozen=True, slots=True)
class Partition:
    label: str
    offset_bytes: int
    size_bytes: int


def partitions(head: bytes) -> tuple[Partition, ...]:
    """Those of a disk that begins with `head` (HEAD_BYTES of it); none if that is no sound GPT."""
    if len(head) < HEAD_BYTES:
        return ()
    signature, size, checksum, start, count, entry_bytes, entries_checksum = _HEADER.unpack_from(
        head, SECTOR_BYTES
    )
    header = bytearray(head[SECTOR_BYTES : SECTOR_BYTES + 92])
    header[16:20] = bytes(4)
    entries = head[start * SECTOR_BYTES : start * SECTOR_BYTES + count * entry_bytes]
    sound = (
        signature == b"EFI PART"
        and size == 92
        and entry_bytes == _ENTRY.size
        and zlib.crc32(header) == checksum
        and zlib.crc32(entries) == entries_checksum
    )
    if not sound:
        return ()
    return tuple(
        Partition(
            name.decode("utf-16-le", "replace").rstrip("\0"),
            first * SECTOR_BYTES,
            (last - first + 1) * SECTOR_BYTES,
        )
        for kind, _, first, last, _, name in _ENTRY.iter_unpack(entries)
        if any(kind)
    )


def find(head: bytes, label: str) -> Partition | None:
    return next((one for one in partitions(head) if one.label == label), None)

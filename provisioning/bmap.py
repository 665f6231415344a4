"""Block maps: which blocks of an image hold anything, and what they must hash to (bmaptool's format 2.0).

Owns the format, both ways: judging one that came with an image, and drawing one up for an image just built.
Refuses devices and decompression. https://github.com/intel/bmap-tools describes the format; a map of ours is
read by bmaptool and the other way round.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from provisioning import gpt
from provisioning.outcomes import Refused

BLOCK_BYTES: Final = 4096
PIECE_BYTES: Final = 4 * 1024 * 1024
LIMIT_BYTES: Final = 16 * 1024 * 1024
WHOLE: Final = ("bootcfg", "data")
"""Partitions mapped in full. A used card's leftovers in a hole would be taken for directory entries of a FAT,
or for transactions in the journal of a file system that is written to; in a root that is only read they harm
nobody."""


@dataclass(frozen=True, slots=True)
class Range:
    """Blocks `first` to `last`, both included."""

    first: int
    last: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BlockMap:
    image_bytes: int
    block_bytes: int
    ranges: tuple[Range, ...]

    @property
    def mapped_bytes(self) -> int:
        return sum(self.span(one)[1] for one in self.ranges)

    @property
    def mapped_blocks(self) -> int:
        return sum(one.last - one.first + 1 for one in self.ranges)

    @property
    def blocks(self) -> int:
        return -(-self.image_bytes // self.block_bytes)

    def span(self, one: Range) -> tuple[int, int]:
        """(offset, length) in bytes; the image's last block may be a short one."""
        offset = one.first * self.block_bytes
        return offset, min((one.last + 1) * self.block_bytes, self.image_bytes) - offset


def read(path: Path) -> BlockMap:
    """Judge a block map; Refused says what is wrong with it."""
    try:
        raw = path.read_bytes() if path.stat().st_size <= LIMIT_BYTES else b""
    except OSError as error:
        raise _bad(path, f"cannot be read ({error.strerror})") from error
    try:
        return _parse(raw)
    except _MapError as error:
        raise _bad(path, str(error)) from error
    except (ElementTree.ParseError, ValueError, UnicodeDecodeError) as error:
        raise _bad(path, f"is not a block map ({error})") from error


def write(image: Path, *, whole: Sequence[str] = WHOLE) -> str:
    """The block map of an image file, as XML: its data without its holes, and all of `whole`'s partitions."""
    return render(survey(image, whole=whole))


def survey(image: Path, *, whole: Sequence[str] = WHOLE) -> BlockMap:
    descriptor = os.open(image, os.O_RDONLY)
    try:
        size = os.fstat(descriptor).st_size
        head = os.pread(descriptor, gpt.HEAD_BYTES, 0)
        full = [
            (one.offset_bytes, min(one.offset_bytes + one.size_bytes, size))
            for one in gpt.partitions(head)
            if one.label in whole
        ]
        spans = [*_data(descriptor, size), *full]
        ranges = tuple(
            Range(first, last, _sha256(descriptor, first * BLOCK_BYTES, (last + 1) * BLOCK_BYTES))
            for first, last in _joined(spans)
        )
        return BlockMap(size, BLOCK_BYTES, ranges)
    finally:
        os.close(descriptor)


def render(blocks: BlockMap) -> str:
    lines = "".join(
        f'        <Range chksum="{one.sha256}"> {one.first}-{one.last} </Range>\n' for one in blocks.ranges
    )
    unsigned = (
        '<?xml version="1.0" ?>\n'
        "<!-- Blocks of the image that hold data; only they need to be written to a card. -->\n"
        '<bmap version="2.0">\n'
        f"    <ImageSize> {blocks.image_bytes} </ImageSize>\n"
        f"    <BlockSize> {blocks.block_bytes} </BlockSize>\n"
        f"    <BlocksCount> {blocks.blocks} </BlocksCount>\n"
        f"    <MappedBlocksCount> {blocks.mapped_blocks} </MappedBlocksCount>\n"
        "    <ChecksumType> sha256 </ChecksumType>\n"
        f"    <BmapFileChecksum> {_UNSIGNED} </BmapFileChecksum>\n"
        f"    <BlockMap>\n{lines}    </BlockMap>\n"
        "</bmap>\n"
    )
    return unsigned.replace(_UNSIGNED, hashlib.sha256(unsigned.encode()).hexdigest(), 1)


_UNSIGNED: Final = "0" * 64
"""What stands for the map's own checksum while that is calculated."""


class _MapError(Exception):
    """What a block map gets wrong."""


def _bad(path: Path, problem: str) -> Refused:
    return Refused(
        f"{path.name}: bản đồ khối bị hỏng hoặc không đúng. Hãy tải lại tệp này.",
        f"{path}: {problem}; fetch this block map again together with its image",
    )


def _parse(raw: bytes) -> BlockMap:
    root = ElementTree.fromstring(raw)

    def value(name: str) -> str:
        text = root.findtext(name)
        if text is None:
            raise _MapError(f"lacks {name}")
        return text.strip()

    if not root.get("version", "").startswith("2.") or value("ChecksumType") != "sha256":
        raise _MapError(f"is version {root.get('version')}, not 2.x with sha256")
    checksum = value("BmapFileChecksum")
    if hashlib.sha256(raw.replace(checksum.encode(), _UNSIGNED.encode(), 1)).hexdigest() != checksum:
        raise _MapError("does not match its own BmapFileChecksum")
    ranges = tuple(_range(one) for one in root.iterfind("BlockMap/Range"))
    blocks = BlockMap(int(value("ImageSize")), int(value("BlockSize")), ranges)
    _judge(blocks, stated=(int(value("BlocksCount")), int(value("MappedBlocksCount"))))
    return blocks


def _range(element: ElementTree.Element) -> Range:
    sha256 = element.get("chksum", "")
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise _MapError("has a range without a SHA-256")
    first, _, last = (element.text or "").partition("-")
    return Range(int(first), int(last or first), sha256)


def _judge(blocks: BlockMap, *, stated: tuple[int, int]) -> None:
    if blocks.block_bytes < gpt.SECTOR_BYTES or blocks.block_bytes % gpt.SECTOR_BYTES:
        raise _MapError(f"has blocks of {blocks.block_bytes} bytes")
    if (blocks.blocks, blocks.mapped_blocks) != stated:
        raise _MapError(f"counts {stated} blocks where it lists {(blocks.blocks, blocks.mapped_blocks)}")
    before = -1
    for one in blocks.ranges:
        if not before < one.first <= one.last < blocks.blocks:
            raise _MapError(f"has blocks {one.first} to {one.last} out of order or beyond the image's end")
        before = one.last


def _data(descriptor: int, size: int) -> Iterator[tuple[int, int]]:
    """Start and end of everything that is no hole; a file system without holes reports one span."""
    end = 0
    while end < size:
        try:
            start = os.lseek(descriptor, end, os.SEEK_DATA)
        except OSError:  # ENXIO: nothing but a hole up to the end
            return
        end = os.lseek(descriptor, start, os.SEEK_HOLE)
        yield start, end


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """First and last block of each run, touching runs made one."""
    runs: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        first, last = start // BLOCK_BYTES, (end - 1) // BLOCK_BYTES
        if runs and first <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], max(last, runs[-1][1]))
        else:
            runs.append((first, last))
    return runs


def _sha256(descriptor: int, start: int, end: int) -> str:
    digest = hashlib.sha256()
    while piece := os.pread(descriptor, min(PIECE_BYTES, end - start), start):
        digest.update(piece)
        start += len(piece)
    return digest.hexdigest()

"""An image file as it was downloaded: what lies beside it, what proves it, and its content as a stream.

Owns decompression and the judgement before anything is written. Refuses devices. A stream is read in pieces:
an image may be larger than a laptop's memory.
"""

import hashlib
import lzma
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from backports import zstd

from provisioning import bmap, gpt
from provisioning.outcomes import Refused

PIECE_BYTES: Final = 1024 * 1024
FAULTS: Final = (lzma.LZMAError, zstd.ZstdError, EOFError)
"""What a damaged compressed file raises while it is read."""

Progress = Callable[[int, int], None]
"""Told (bytes done, bytes in all)."""


@dataclass(frozen=True, slots=True)
class Image:
    """An image that was found whole. Without a block map all of it is one range."""

    path: Path
    blocks: bmap.BlockMap
    mapped: bool
    signed_for: bool
    """Whether a .sha256 vouched for the file. If not, only its own checksums did."""


@contextmanager
def unpacked(path: Path) -> Iterator[BinaryIO]:
    """The image's bytes, whatever it is packed with; FAULTS where the packing is damaged."""
    with _opened(path) as stream:
        yield stream


def examine(path: Path, progress: Progress) -> Image:
    """Refused unless the file is provably whole and is an image for a kiosk's card."""
    if not path.is_file():
        raise Refused(f"{path}: không có tệp ảnh này.", f"{path}: no such file; name the image")
    map_path = _beside(path, ".bmap")
    try:
        signed_for = _check_sha256(path, progress)
        _check_layout(path)
        if map_path:
            blocks = bmap.read(map_path)
            if not signed_for:
                _check_ranges(path, blocks, progress)
        else:
            blocks = _measured(path)
    except FAULTS as error:
        raise damaged(path, f"cannot be unpacked ({error})") from error
    except OSError as error:
        raise unreadable(path, error) from error
    return Image(path, blocks, map_path is not None, signed_for)


def damaged(path: Path, problem: str) -> Refused:
    return Refused(
        f"{path.name}: tệp ảnh bị hỏng. Hãy tải lại.", f"{path}: {problem}; download the image again"
    )


def unreadable(path: Path, error: OSError) -> Refused:
    return Refused(
        f"{path.name}: không đọc được tệp này. Hãy chép lại vào máy.",
        f"{path}: cannot be read ({error.strerror}); copy it to this computer again",
    )


def _opened(path: Path) -> BinaryIO:
    match path.suffix:
        case ".zst":
            return cast(BinaryIO, zstd.open(path, "rb"))
        case ".xz":
            return cast(BinaryIO, lzma.open(path, "rb"))
        case _:
            return path.open("rb")


def _beside(image: Path, suffix: str) -> Path | None:
    """`a.img.zst` goes with `a.img.zst.bmap`, `a.img.bmap` or `a.bmap`; likewise its .sha256."""
    stem = image.name.partition(".img")[0]
    places = (image.with_name(f"{name}{suffix}") for name in (image.name, f"{stem}.img", stem))
    return next((place for place in places if place.is_file()), None)


def _check_sha256(path: Path, progress: Progress) -> bool:
    """Whether a list as sha256sum writes it vouches for the file; Refused if it says otherwise."""
    vouching = _beside(path, ".sha256")
    if vouching is None:
        return False
    lines = (line.split(None, 1) for line in vouching.read_text("utf-8", "replace").splitlines())
    sums = {line[1].lstrip("*").strip(): line[0].lower() for line in lines if len(line) == 2}
    expected = sums.get(path.name)
    if expected is None:
        raise Refused(
            f"{vouching.name}: không có dòng nào cho {path.name}. Hãy tải lại cả hai tệp.",
            f"{vouching}: has no line for {path.name}; download both files again",
        )
    total = path.stat().st_size
    with path.open("rb") as file:
        _, sha256 = summed(file, lambda done: progress(done, total))
    if sha256 != expected:
        raise damaged(path, f"does not match {vouching.name}")
    return True


def _check_layout(path: Path) -> None:
    with unpacked(path) as stream:
        head = stream.read(gpt.HEAD_BYTES)
    if gpt.find(head, "bootcfg") is None:
        raise Refused(
            f"{path.name}: không phải ảnh của Một Cửa Kiosk.",
            f"{path}: has no partition named bootcfg; name an image motcua-kiosk-….img.zst",
        )


def _check_ranges(path: Path, blocks: bmap.BlockMap, progress: Progress) -> None:
    """Read it all once, because no checksum of the file says beforehand that it is whole."""
    done = 0
    with unpacked(path) as stream:
        for piece in pieces(stream, blocks, path):
            done += len(piece.content)
            progress(done, blocks.mapped_bytes)


def summed(stream: BinaryIO, progress: Callable[[int], None] = lambda _: None) -> tuple[int, str]:
    """How many bytes are left in a stream, and their SHA-256."""
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(PIECE_BYTES):
        digest.update(piece)
        size += len(piece)
        progress(size)
    return size, digest.hexdigest()


def _measured(path: Path) -> bmap.BlockMap:
    with unpacked(path) as stream:
        size, sha256 = summed(stream)
    block = gpt.SECTOR_BYTES
    if size % block:
        raise damaged(path, f"is {size} bytes long, no multiple of {block}")
    return bmap.BlockMap(size, block, (bmap.Range(0, size // block - 1, sha256),))


@dataclass(frozen=True, slots=True)
class Piece:
    offset: int
    content: bytes


def pieces(stream: BinaryIO, blocks: bmap.BlockMap, path: Path) -> Iterator[Piece]:
    """The mapped parts in order; Refused where the file ends, fails, or a range is not what the map says."""
    here = 0
    for one in blocks.ranges:
        offset, length = blocks.span(one)
        here += _skip(stream, offset - here, path)
        digest, end = hashlib.sha256(), offset + length
        while here < end:
            content = _some(stream, end - here, path)
            if not content:
                raise damaged(path, f"ends at byte {here} of {blocks.image_bytes}")
            digest.update(content)
            yield Piece(here, content)
            here += len(content)
        if digest.hexdigest() != one.sha256:
            raise damaged(path, f"differs from its block map in blocks {one.first} to {one.last}")


def _some(stream: BinaryIO, length: int, path: Path) -> bytes:
    """Up to so many bytes; none at the end."""
    try:
        return stream.read(min(PIECE_BYTES, length))
    except FAULTS as error:
        raise damaged(path, f"cannot be unpacked ({error})") from error
    except OSError as error:
        raise unreadable(path, error) from error


def _skip(stream: BinaryIO, length: int, path: Path) -> int:
    """Pass over so many bytes; fewer if the stream ends, which the next read notices."""
    left = length
    while left > 0 and (content := _some(stream, left, path)):
        left -= len(content)
    return length - left

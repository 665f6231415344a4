"""Block maps are bmaptool's: what we write it copies by, what it writes we read."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provisioning import bmap
from provisioning.bmap import BlockMap, Range
from provisioning.outcomes import Refused
from tests.provisioning.cards import MIB, build_image, tool


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_image(tmp_path_factory.mktemp("image"))


@pytest.fixture
def map_file(image: Path, tmp_path: Path) -> Path:
    file = tmp_path / "image.bmap"
    file.write_text(bmap.write(image))
    return file


def test_bmaptool_copies_an_image_by_our_map(image: Path, map_file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.img"
    tool("bmaptool", "copy", "--bmap", str(map_file), str(image), str(copy))
    assert copy.read_bytes() == image.read_bytes()


def test_bmaptools_own_map_says_what_ours_says(image: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.bmap"
    tool("bmaptool", "create", "--output", str(theirs), str(image))
    assert bmap.read(theirs) == bmap.survey(image, whole=())


def test_holes_are_left_out(image: Path, map_file: Path) -> None:
    blocks = bmap.read(map_file)
    assert blocks.image_bytes == image.stat().st_size
    assert 10 * MIB < blocks.mapped_bytes < 16 * MIB


def test_partitions_that_are_written_to_are_mapped_in_full(map_file: Path) -> None:
    blocks = bmap.read(map_file)
    covered = {number for one in blocks.ranges for number in range(one.first, one.last + 1)}
    bootcfg, data = range(1 * MIB // 4096, 9 * MIB // 4096), range(28 * MIB // 4096, 30 * MIB // 4096)
    assert covered.issuperset([*bootcfg, *data])


def test_an_image_that_ends_within_a_block_is_mapped_to_its_last_byte(tmp_path: Path) -> None:
    odd = tmp_path / "odd.img"
    odd.write_bytes(b"x" * 5000)
    (one,) = bmap.survey(odd).ranges
    assert one == Range(0, 1, hashlib.sha256(b"x" * 5000).hexdigest())


def test_an_image_of_nothing_but_a_hole_has_no_ranges(tmp_path: Path) -> None:
    hole = tmp_path / "hole.img"
    hole.touch()
    with hole.open("r+b") as file:
        file.truncate(MIB)
    assert bmap.survey(hole) == BlockMap(MIB, 4096, ())


@given(st.sets(st.integers(0, 400), max_size=30), st.integers(1, 4096))
def test_a_map_reads_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, edges: set[int], tail: int
) -> None:
    starts = sorted(edges)
    ranges = tuple(
        Range(one * 3, one * 3 + 1, hashlib.sha256(bytes([one % 256])).hexdigest()) for one in starts
    )
    blocks = BlockMap(1300 * 4096 + tail, 4096, ranges)
    file = tmp_path_factory.getbasetemp() / "any.bmap"
    file.write_text(bmap.render(blocks))
    assert bmap.read(file) == blocks


SUM = "0" * 64


@pytest.mark.parametrize(
    "blocks",
    [
        BlockMap(40960, 4096, (Range(4, 5, SUM), Range(5, 6, SUM))),
        BlockMap(40960, 4096, (Range(6, 7, SUM), Range(1, 2, SUM))),
        BlockMap(40960, 4096, (Range(9, 10, SUM),)),
        BlockMap(40960, 1000, (Range(0, 1, SUM),)),
        BlockMap(40960, 4096, (Range(0, 1, "f00"),)),
    ],
    ids=["overlap", "order", "beyond the end", "odd blocks", "no checksum"],
)
def test_a_map_that_makes_no_sense_is_refused(tmp_path: Path, blocks: BlockMap) -> None:
    file = tmp_path / "bad.bmap"
    file.write_text(bmap.render(blocks))
    with pytest.raises(Refused, match="fetch this block map again"):
        bmap.read(file)


def test_a_map_with_one_changed_digit_is_refused(map_file: Path) -> None:
    map_file.write_text(map_file.read_text().replace("<MappedBlocksCount> ", "<MappedBlocksCount> 1", 1))
    with pytest.raises(Refused, match="BmapFileChecksum"):
        bmap.read(map_file)


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"<bmap version='2.0'/>", b"<bmap version='1.3'/>"])
def test_rubbish_is_no_map(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "rubbish.bmap"
    file.write_bytes(content)
    with pytest.raises(Refused, match=r"rubbish\.bmap"):
        bmap.read(file)

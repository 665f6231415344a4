"""Retained pieces: a document arrives whole or not at all, whatever comes, goes missing or lies."""

import hashlib
import random
import zlib

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mqtt.publication import (
    MANIFEST,
    PIECE_BYTES,
    VERSIONS_KEPT,
    Assembly,
    Edition,
    Manifest,
    PublicationError,
    encode,
    leaf_of_piece,
    messages,
    pack,
)

AT = "2026-11-21T02:15:00.000Z"
LARGE = random.Random(1).randbytes(3 * PIECE_BYTES + 5)
SMALL = b'[{"code":"1.001193"}]'

Messages = list[tuple[str, bytes]]


def sent(version: int, body: bytes = LARGE, /, **lies: object) -> Messages:
    """A version as its messages; `lies` change the manifest."""
    manifest, pieces = pack(version, AT, body)
    return list(messages(msgspec.structs.replace(manifest, **lies), pieces))


def hear(assembly: Assembly, heard: Messages) -> list[Edition]:
    taken = [assembly.take(leaf, payload) for leaf, payload in heard]
    return [edition for edition in taken if edition is not None]


def refusal(assembly: Assembly, heard: Messages) -> str:
    with pytest.raises(PublicationError) as caught:
        hear(assembly, heard)
    return str(caught.value)


def test_the_manifest_comes_last_and_a_large_document_has_several_pieces() -> None:
    assert [leaf for leaf, _ in sent(7)] == ["7/0", "7/1", "7/2", "7/3", MANIFEST]
    assert max(len(payload) for _, payload in sent(7)) == PIECE_BYTES


@given(order=st.permutations(range(5)))
def test_pieces_and_manifest_may_come_in_any_order(order: list[int]) -> None:
    heard = sent(7)
    assert hear(Assembly(), [heard[place] for place in order]) == [Edition(7, AT, LARGE)]


def test_messages_that_come_twice_do_not_give_a_second_edition() -> None:
    assert hear(Assembly(), sent(7) + sent(7)) == [Edition(7, AT, LARGE)]


def test_an_empty_document_is_a_document() -> None:
    assert hear(Assembly(), sent(7, b"")) == [Edition(7, AT, b"")]


@pytest.mark.parametrize("missing", range(5))
def test_without_any_one_message_nothing_comes_out_and_the_old_version_stays(missing: int) -> None:
    assembly = Assembly()
    hear(assembly, sent(6, SMALL))
    assert hear(assembly, [*sent(7)[:missing], *sent(7)[missing + 1 :]]) == []
    assert assembly.newest == 6
    assert hear(assembly, [sent(7)[missing]]) == [Edition(7, AT, LARGE)]


@given(piece=st.integers(0, 3), length=st.integers(1, PIECE_BYTES - 1))
def test_a_piece_cut_anywhere_is_refused_until_it_comes_whole(piece: int, length: int) -> None:
    heard = sent(7)
    leaf, payload = heard[piece]
    assembly = Assembly(newest=6)
    cut = payload[: min(length, len(payload) - 1)]
    assert "publish it again" in refusal_or_nothing(
        assembly, [*heard[:piece], (leaf, cut), *heard[piece + 1 :]]
    )
    assert assembly.newest == 6
    assert hear(assembly, [(leaf, payload)]) == [Edition(7, AT, LARGE)]


def refusal_or_nothing(assembly: Assembly, heard: Messages) -> str:
    """A cut to nothing takes the piece away, which is no lie; anything longer is."""
    try:
        assert hear(assembly, heard) == []
    except PublicationError as error:
        return str(error)
    return "publish it again"


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ({"sha256": "0" * 64}, "checksum"),
        ({"packed_bytes": 1}, "checksum"),
        ({"pieces": 3}, "checksum"),
        ({"size": len(LARGE) - 1}, "unpack"),
        ({"size": len(LARGE) + 1}, "unpack"),
        ({"size": 0}, "unpack"),
    ],
)
def test_a_manifest_that_lies_is_refused_and_the_old_version_stays(
    lie: dict[str, object], reason: str
) -> None:
    assembly = Assembly(newest=6)
    assert reason in refusal(assembly, sent(7, LARGE, **lie))
    assert assembly.newest == 6
    assert hear(assembly, [sent(7)[-1]]) == [Edition(7, AT, LARGE)]


def test_a_bomb_is_never_unpacked_beyond_the_size_it_gives() -> None:
    bomb = bytes(60 * 1024 * 1024)
    assert "does not unpack to 1000 bytes" in refusal(Assembly(), sent(7, bomb, size=1000))


def test_what_cannot_be_unpacked_is_refused() -> None:
    junk = b"no zlib at all"
    heard = sent(7, junk)
    packed = zlib.compress(junk)[:-1] + b"\0"
    manifest = msgspec.json.decode(heard[-1][1], type=Manifest)
    lying = msgspec.structs.replace(manifest, packed_bytes=len(packed), sha256=sha256(packed))
    assert "publish it again" in refusal(
        Assembly(), [(leaf_of_piece(7, 0), packed), (MANIFEST, encode(lying))]
    )


def sha256(packed: bytes) -> str:
    return hashlib.sha256(packed).hexdigest()


def test_an_older_version_is_refused_by_name() -> None:
    assembly = Assembly(newest=8)
    assert "version 7 is older than 8" in refusal(assembly, sent(7))


def test_the_version_that_is_here_is_neither_news_nor_a_mistake() -> None:
    assert hear(Assembly(newest=7), sent(7)) == []


def test_a_newer_version_between_the_pieces_of_an_older_one_wins() -> None:
    old, new = sent(7), sent(8, SMALL)
    assembly = Assembly()
    assert hear(assembly, [*old[:2], *new]) == [Edition(8, AT, SMALL)]
    assert hear(assembly, old[2:4]) == []


def test_pieces_that_are_cleared_away_are_forgotten() -> None:
    heard = sent(7)
    assembly = Assembly()
    assert hear(assembly, [*heard[:-1], ("7/1", b""), heard[-1]]) == []
    assert hear(assembly, [heard[1]]) == [Edition(7, AT, LARGE)]


def test_clearing_the_manifest_or_an_unknown_piece_does_nothing() -> None:
    assembly = Assembly(newest=7)
    assert hear(assembly, [(MANIFEST, b""), ("3/0", b"")]) == []
    assert assembly.newest == 7


def test_of_versions_that_never_became_whole_only_the_newest_are_kept() -> None:
    assembly = Assembly()
    assert hear(assembly, [sent(version)[0] for version in range(1, 50)]) == []
    assert hear(assembly, sent(46)[1:]) == []
    assert hear(assembly, sent(50 - VERSIONS_KEPT)[1:]) == [Edition(50 - VERSIONS_KEPT, AT, LARGE)]


@pytest.mark.parametrize(
    "leaf", ["", "7", "7/", "/0", "0/0", "7/00", "7/0/0", "7/10000", "-7/0", "७/0", "7/0\n", "manifest/0"]
)
def test_another_topic_is_refused(leaf: str) -> None:
    assert "nothing is taken in" in refusal(Assembly(), [(leaf, b"x")])


def test_a_piece_over_the_limit_is_refused() -> None:
    assert "limit" in refusal(Assembly(), [("7/0", bytes(PIECE_BYTES + 1))])


def test_another_format_is_refused() -> None:
    assert "format 2" in refusal(Assembly(), sent(7, SMALL, format=2))


@given(payload=st.binary(min_size=1, max_size=200))
def test_a_manifest_of_any_bytes_is_refused_and_never_breaks_anything(payload: bytes) -> None:
    assert "manifest" in refusal(Assembly(), [(MANIFEST, payload)])


@pytest.mark.parametrize(
    "lie",
    [
        {"version": 0},
        {"version": 2**53},
        {"pieces": 0},
        {"pieces": 10_000},
        {"packed_bytes": 2**40},
        {"size": 2**40},
        {"size": -1},
        {"sha256": "g" * 64},
        {"at": "yesterday"},
    ],
)
def test_a_manifest_beyond_its_limits_is_refused(lie: dict[str, object]) -> None:
    assert "manifest" in refusal(Assembly(), [sent(7, SMALL, **lie)[-1]])


@settings(max_examples=30)
@given(seed=st.integers(), lost=st.integers(0, 12), repeats=st.integers(0, 5))
def test_three_versions_mixed_and_partly_lost_never_give_a_wrong_document(
    seed: int, lost: int, repeats: int
) -> None:
    dice = random.Random(seed)
    bodies = {version: dice.randbytes(PIECE_BYTES + 99) for version in (7, 8, 9)}
    heard = [message for version, body in bodies.items() for message in sent(version, body)]
    heard = dice.sample(heard, max(0, len(heard) - lost)) + dice.choices(heard, k=repeats)
    editions = hear(Assembly(), [message for message in heard if not stale(heard, message)])
    assert all(edition.body == bodies[edition.version] for edition in editions)


def stale(heard: Messages, message: tuple[str, bytes]) -> bool:
    """A broker keeps one manifest only: the last one of a list."""
    return message[0] == MANIFEST and message != [each for each in heard if each[0] == MANIFEST][-1]

"""What a socket says, asked for in whatever portions, and what may be had without waiting."""

import socket
from collections.abc import Iterator

import pytest

from mqtt.buffered import READ_BYTES, Buffered


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, Buffered]]:
    """The far end, and ours as paho has it: it never waits."""
    far, near = socket.socketpair()
    near.setblocking(False)
    with far, near:
        yield far, Buffered(near)


def test_what_came_at_once_is_given_in_the_portions_that_are_asked_for(
    ends: tuple[socket.socket, Buffered],
) -> None:
    far, near = ends
    far.sendall(b"0\x05hello")
    assert [near.recv(1), near.recv(1), near.recv(3), near.pending(), near.recv(9)] == [
        b"0",
        b"\x05",
        b"hel",
        2,
        b"lo",
    ]
    assert near.pending() == 0


def test_where_nothing_is_here_it_says_so_as_a_socket_does(ends: tuple[socket.socket, Buffered]) -> None:
    far, near = ends
    with pytest.raises(BlockingIOError):
        near.recv(1)
    far.sendall(b"a")
    assert near.recv(1) == b"a"
    with pytest.raises(BlockingIOError):
        near.recv(1)


def test_its_end_is_told_after_its_last_byte(ends: tuple[socket.socket, Buffered]) -> None:
    far, near = ends
    far.sendall(b"ab")
    far.close()
    assert [near.recv(1), near.recv(1), near.recv(1), near.recv(1)] == [b"a", b"b", b"", b""]


def test_more_than_it_reads_at_once_comes_whole_and_in_order(ends: tuple[socket.socket, Buffered]) -> None:
    far, near = ends
    sent = bytes(range(251)) * (READ_BYTES // 251 + 9)
    far.sendall(sent)
    parts = [near.recv(100_000) for _ in range(2)]
    assert (b"".join(parts), near.pending()) == (sent, 0)


def test_the_rest_is_the_sockets_own(ends: tuple[socket.socket, Buffered]) -> None:
    far, near = ends
    assert near.send(b"ping") == 4
    assert far.recv(9) == b"ping"
    assert near.fileno() > 0

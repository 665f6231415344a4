"""A cable between real sockets, pulled and put back."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest

from devices.cable import Cable


def echo(listener: socket.socket) -> None:
    """Every connection hears what it says; ends with the listener."""
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            Thread(target=answer, args=(connection,), daemon=True).start()


def answer(connection: socket.socket) -> None:
    with connection, suppress(OSError):
        while data := connection.recv(65536):
            connection.sendall(data)


@pytest.fixture
def cable() -> Iterator[Cable]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=echo, args=(listener,), daemon=True)
        thread.start()
        cable = Cable(listener.getsockname())
        yield cable
        cable.close()
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=5)


@pytest.fixture
def client(cable: Cable) -> Iterator[socket.socket]:
    with connect(cable) as client:
        yield client


def connect(cable: Cable) -> socket.socket:
    return socket.create_connection(("127.0.0.1", cable.ports[0]), timeout=5)


def said_back(client: socket.socket, words: bytes) -> bytes:
    """Empty when the connection is dead."""
    with suppress(ConnectionError):
        client.sendall(words)
        return client.makefile("rb").read(len(words))
    return b""


def test_words_go_through_and_come_back(cable: Cable, client: socket.socket) -> None:
    assert cable.up
    assert said_back(client, b"xin") == b"xin"


def test_much_goes_through_whole(client: socket.socket) -> None:
    words = bytes(range(256)) * 400
    assert said_back(client, words) == words


def test_a_cut_ends_live_connections_and_refuses_new_ones(cable: Cable, client: socket.socket) -> None:
    assert said_back(client, b"xin") == b"xin"
    cable.cut()
    assert not cable.up
    assert said_back(client, b"xin") == b""
    with connect(cable) as late:
        assert said_back(late, b"xin") == b""


def test_a_restored_cable_carries_again_on_the_same_port(cable: Cable) -> None:
    cable.cut()
    cable.restore()
    assert cable.up
    with connect(cable) as client:
        assert said_back(client, b"xin") == b"xin"


def test_two_clients_do_not_hear_each_other(cable: Cable, client: socket.socket) -> None:
    with connect(cable) as other:
        assert (said_back(client, b"mot"), said_back(other, b"hai")) == (b"mot", b"hai")


def test_a_cable_to_nowhere_drops_who_connects() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        nowhere = listener.getsockname()
    cable = Cable(nowhere)
    with connect(cable) as client:
        assert said_back(client, b"xin") == b""
    cable.close()


def test_each_port_leads_to_its_own_far_end() -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        cable = Cable(one.getsockname(), two.getsockname())
        with socket.create_connection(("127.0.0.1", cable.ports[1]), timeout=5) as client:
            two.settimeout(5)
            far, _ = two.accept()
            with far:
                far.sendall(b"hai")
                assert client.recv(3) == b"hai"
        cable.close()


def test_a_closed_cable_takes_nobody(cable: Cable) -> None:
    cable.close()
    with pytest.raises(ConnectionRefusedError):
        connect(cable)

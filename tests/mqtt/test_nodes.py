"""The link where the broker has several nodes, and in the older version of MQTT that clusters speak."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

import mqtt.client
from mqtt.broker import Address, Broker, Protocol
from mqtt.client import Client, Incoming, LinkChanged, Outgoing
from tests import processes

NAME = "motcua-19-05518-k1"


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    port = processes.free_port()
    with processes.broker(tmp_path, port):
        yield port


@contextmanager
def linked(client: Client) -> Iterator[Client]:
    client.start()
    try:
        processes.wait_until(lambda: client.up)
        yield client
    finally:
        client.stop()


def cluster(*ports: int, protocol: Protocol = "3.1.1") -> Broker:
    """Nodes in the order in which NAME tries them."""
    nodes = [Address("127.0.0.1", port) for port in ports]
    broker = Broker("", 0, protocol=protocol).behind(nodes)
    first = nodes.index(broker.nodes_for(NAME)[0])
    return broker.behind([*nodes[len(nodes) - first :], *nodes[: len(nodes) - first]])


def heard(client: Client) -> Incoming:
    arrivals = iter(lambda: client.inbox.get(timeout=10), None)
    return next(one for one in arrivals if isinstance(one, Incoming))


@contextmanager
def nodes(folder: Path, *ports: int) -> Iterator[list[ExitStack]]:
    """A broker on each port, each with a lid of its own that ends it."""
    with ExitStack() as all_of_them:
        lids = [all_of_them.enter_context(ExitStack()) for _ in ports]
        for lid, port in zip(lids, ports, strict=True):
            (folder / str(port)).mkdir()
            lid.enter_context(processes.broker(folder / str(port), port))
        yield lids


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_both_versions_understand_each_other(port: int, protocol: Protocol) -> None:
    speaker = Client(Broker("127.0.0.1", port), "speaker")
    listener = Client(cluster(port, protocol=protocol), NAME, subscriptions=[("t/#", 1)], keep_session=True)
    with linked(listener), linked(speaker):
        processes.wait_until(lambda: speaker.publish(Outgoing("t/a", b"hello", retain=True)) is not None)
        message = heard(listener)
    assert (message.topic, message.payload, message.qos) == ("t/a", b"hello", 1)


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_a_kept_session_gathers_what_came_while_its_client_was_away(port: int, protocol: Protocol) -> None:
    def centre() -> Client:
        wish = [("t/#", 1)]
        broker = Broker("127.0.0.1", port, protocol=protocol)
        return Client(broker, "centre", subscriptions=wish, keep_session=True, manual_ack=True)

    with linked(Client(cluster(port), NAME)) as kiosk:
        with linked(centre()) as before:
            kiosk.publish(Outgoing("t/a", b"one"))
            assert heard(before).payload == b"one"
        kiosk.publish(Outgoing("t/a", b"two"))
        with linked(centre()) as after:
            assert [heard(after).payload, heard(after).payload] == [b"one", b"two"]


def test_in_the_older_version_a_session_that_is_not_kept_listens_without_a_queue(port: int) -> None:
    with linked(Client(cluster(port), NAME, subscriptions=[("t/#", 1)])) as kiosk:
        kiosk.publish(Outgoing("t/a", b"mine"))
        assert heard(kiosk).qos == 0


def test_a_denied_publish_looks_like_any_other_in_the_older_version(tmp_path: Path) -> None:
    (tmp_path / "acl").write_text("topic read t/#\n")
    port = processes.free_port()
    with (
        processes.broker(tmp_path, port, f"acl_file {tmp_path / 'acl'}"),
        linked(Client(cluster(port), NAME)) as kiosk,
    ):
        kiosk.publish(Outgoing("t/a", b"mine"))
        assert [kiosk.inbox.get(timeout=10) for _ in range(2)][1] == mqtt.client.Published(1, 0)


def test_the_next_node_is_tried_when_one_is_gone(tmp_path: Path) -> None:
    ports = [processes.free_port() for _ in range(3)]
    with nodes(tmp_path, *ports[1:]) as (second, _), linked(Client(cluster(*ports), NAME)) as kiosk:
        first = kiosk.inbox.get(timeout=10)
        second.close()
        changes = [kiosk.inbox.get(timeout=10), kiosk.inbox.get(timeout=10)]
        assert [change.up for change in [first, *changes] if isinstance(change, LinkChanged)] == [1, 0, 1]


def test_a_node_that_takes_the_connection_and_says_nothing_is_given_up(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mqtt.client, "WELCOME_SECONDS", 0.5)
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        linked(Client(cluster(silent.getsockname()[1], port), NAME)) as kiosk,
    ):
        assert kiosk.publish(Outgoing("t/a", b"here")) is not None

"""The link over a real broker: it comes back by itself, keeps nothing, and says how it went."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mqtt.broker import Broker
from mqtt.client import Arrival, Client, Incoming, LinkChanged, Outgoing
from tests import processes


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    port = processes.free_port()
    with processes.broker(tmp_path, port):
        yield port


@pytest.fixture
def listener(port: int) -> Iterator[Client]:
    client = Client(Broker("127.0.0.1", port), "listener", subscriptions=[("t/#", 1)])
    client.start()
    processes.wait_until(lambda: client.up)
    yield client
    client.stop()


def next_message(client: Client) -> Incoming:
    arrival: Arrival = client.inbox.get(timeout=10)
    while not isinstance(arrival, Incoming):
        arrival = client.inbox.get(timeout=10)
    return arrival


def test_a_message_arrives_as_it_was_sent(port: int, listener: Client) -> None:
    sender = Client(Broker("127.0.0.1", port), "sender")
    sender.start()
    processes.wait_until(lambda: sender.up)
    assert sender.publish(Outgoing("t/a", b"hello", retain=True)) is not None
    message = next_message(listener)
    assert (message.topic, message.payload, message.qos) == ("t/a", b"hello", 1)
    sender.stop()


def test_while_the_link_is_down_a_publish_is_turned_away(tmp_path: Path) -> None:
    client = Client(Broker("127.0.0.1", processes.free_port()), "lonely")
    client.start()
    assert client.publish(Outgoing("t/a", b"lost")) is None
    client.stop()


def test_the_link_comes_back_after_the_broker_was_away(tmp_path: Path) -> None:
    port = processes.free_port()
    client = Client(Broker("127.0.0.1", port), "patient")
    client.start()
    with processes.broker(tmp_path, port):
        processes.wait_until(lambda: client.up)
    processes.wait_until(lambda: not client.up)
    with processes.broker(tmp_path, port):
        processes.wait_until(lambda: client.up)
        changes = [arrival.up for arrival in drain(client) if isinstance(arrival, LinkChanged)]
    assert changes == [True, False, True]
    client.stop()


def drain(client: Client) -> list[Arrival]:
    return [client.inbox.get() for _ in range(client.inbox.qsize())]


def come_back(client: Client) -> None:
    client.drop()
    ups = (one.up for one in iter(lambda: client.inbox.get(timeout=10), None) if isinstance(one, LinkChanged))
    assert [next(ups), next(ups)] == [False, True]


def test_the_will_speaks_when_the_process_dies_and_the_farewell_when_it_stops(
    port: int, listener: Client
) -> None:
    client = Client(Broker("127.0.0.1", port), "mortal", will=Outgoing("t/state", b"lost"))
    client.start()
    processes.wait_until(lambda: client.up)
    client.stop(Outgoing("t/state", b"offline"))
    assert next_message(listener).payload == b"offline"
    listener.publish(Outgoing("t/end", b"end"))
    assert next_message(listener).payload == b"end", "a clean stop must not send the will"


def test_a_given_up_link_is_made_anew(port: int) -> None:
    client = Client(Broker("127.0.0.1", port), "stubborn")
    client.start()
    processes.wait_until(lambda: client.up)
    drain(client)
    client.drop()
    processes.wait_until(lambda: client.inbox.qsize() >= 2)
    assert [one.up for one in drain(client) if isinstance(one, LinkChanged)] == [False, True]
    client.stop()


def test_unacknowledged_messages_come_again_in_the_next_connection(port: int, listener: Client) -> None:
    careful = Client(
        Broker("127.0.0.1", port), "careful", subscriptions=[("q", 1)], keep_session=True, manual_ack=True
    )
    careful.start()
    processes.wait_until(lambda: careful.up)
    processes.wait_until(lambda: listener.publish(Outgoing("q", b"one")) is not None)
    first = next_message(careful)
    careful.drop()
    second = next_message(careful)
    careful.acknowledge(second)
    assert (first.payload, second.payload) == (b"one", b"one")
    assert second.session == first.session + 1
    careful.stop()


def test_what_is_said_together_leaves_whole_and_in_order(port: int, listener: Client) -> None:
    careful = Client(
        Broker("127.0.0.1", port), "careful", subscriptions=[("q", 1)], keep_session=True, manual_ack=True
    )
    careful.start()
    processes.wait_until(lambda: careful.up)
    for number in range(300):
        assert listener.publish(Outgoing("q", b"%d" % number)) is not None
    heard = [next_message(careful) for _ in range(300)]
    with careful.together():
        for one in heard:
            careful.acknowledge(one)
            assert careful.publish(Outgoing("t/heard", one.payload, qos=0)) is not None
    assert [int(next_message(listener).payload) for _ in range(300)] == list(range(300))
    come_back(careful)
    listener.publish(Outgoing("q", b"after"))
    assert next_message(careful).payload == b"after", "what was acknowledged does not come again"
    careful.stop()


def test_a_publish_that_wants_an_answer_does_not_wait_for_the_others(port: int, listener: Client) -> None:
    client = Client(Broker("127.0.0.1", port), "mixed")
    client.start()
    processes.wait_until(lambda: client.up)
    with client.together():
        client.publish(Outgoing("t/last", b"unanswered", qos=0))
        client.publish(Outgoing("t/first", b"answered", qos=1))
        assert next_message(listener).payload == b"answered"
    assert next_message(listener).payload == b"unanswered"
    client.stop()


def test_together_on_a_link_that_is_down_nothing_is_taken(tmp_path: Path) -> None:
    client = Client(Broker("127.0.0.1", processes.free_port()), "lonely")
    with client.together():
        assert client.publish(Outgoing("t/a", b"lost", qos=0)) is None

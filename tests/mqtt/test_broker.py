"""Where the broker is: addresses as people write them, and who tries which node first."""

from collections import Counter

import pytest

from mqtt.broker import Address, Broker, addresses

NODES = ("n2.example:8883", "n3.example:8883")


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("n2.example:8883", "n2.example", 8883),
        ("10.0.0.2:1883", "10.0.0.2", 1883),
        ("[2001:db8::2]:8883", "2001:db8::2", 8883),
        ("[::ffff:10.0.0.2]:1", "::ffff:10.0.0.2", 1),
    ],
)
def test_an_address_is_read_and_written_alike(text: str, host: str, port: int) -> None:
    assert Address.parse(text) == Address(host, port)
    assert str(Address(host, port)) == text


@pytest.mark.parametrize(
    "text",
    ["", "n2.example", "n2.example:", ":1883", "n2:0", "n2:65536", "2001:db8::2:1883", "mqtt://n2:1883"],
)
def test_what_is_no_address_is_named_with_its_remedy(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no address; write HOST:PORT, such as") as caught:
        addresses(["n1.example:1883", text])
    assert repr(text) in str(caught.value)


def test_brackets_around_the_host_are_no_part_of_it() -> None:
    assert Broker("[2001:db8::1]", 8883).nodes == (Address("2001:db8::1", 8883),)


def test_a_client_tries_every_node_once_in_each_round() -> None:
    broker = Broker("n1.example", 8883, others=addresses(NODES))
    assert sorted(map(str, broker.nodes_for("motcua-19-05518-k1"))) == ["n1.example:8883", *NODES]


def test_the_kiosks_of_a_country_spread_evenly_over_the_nodes() -> None:
    broker = Broker("n1.example", 8883, others=addresses(NODES))
    begun = Counter(broker.nodes_for(f"motcua-19-{ward:05}-k1")[0] for ward in range(12_000))
    assert len(begun) == 3
    assert min(begun.values()) > 3_800


def test_behind_other_doors_everything_else_stays() -> None:
    broker = Broker("n1.example", 8883, "name", "secret", protocol="3.1.1", others=addresses(NODES))
    moved = broker.behind([Address("127.0.0.1", 1), Address("127.0.0.1", 2), Address("127.0.0.1", 3)])
    assert moved.doors == [("127.0.0.1", 1), ("127.0.0.1", 2), ("127.0.0.1", 3)]
    assert (moved.username, moved.password, moved.protocol) == ("name", "secret", "3.1.1")

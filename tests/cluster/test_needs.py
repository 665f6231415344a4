"""What the product needs of a broker, asked of three NATS nodes one by one; nobody dies here."""

import random
from contextlib import ExitStack

import pytest

from mqtt.client import Client, Outgoing
from mqtt.commands import COMMAND_BYTES
from mqtt.publication import PIECE_BYTES, Assembly, messages, pack
from mqtt.topics import STREAMS, KioskName
from mqtt.wards import read_units
from tests import processes
from tests.cluster.links import CENTRE, K1, Link, centre, kiosk, name_of
from tests.cluster.nats import PATIENCE_SECONDS, Cluster

pytestmark = pytest.mark.xdist_group("cluster")

FAR, LATE, K2, LAST = (
    KioskName.parse(name) for name in ("79/26734/k12", "19/05443/k1", "19/05518/k2", "96/31825/k1")
)
CATALOGUE = "motcua/1/19/catalogue/"


def put_together(link: Link) -> bytes:
    """The catalogue that a kiosk has put together from what the cluster hands it."""
    assembly = Assembly()
    arrived = iter(link.take, None)
    whole = (assembly.take(one.topic.removeprefix(CATALOGUE), one.payload) for one in arrived)
    return next(edition.body for edition in whole if edition is not None)


def test_what_kiosks_say_reaches_the_centre_on_another_node(cluster: Cluster) -> None:
    with centre(cluster) as office, kiosk(cluster) as near, kiosk(cluster, FAR) as far:
        assert len({cluster.node_of(one) for one in (CENTRE, name_of(K1), name_of(FAR))}) > 1
        for leaf in (*STREAMS, "state"):
            near.say(K1.topic(leaf), f"near {leaf}".encode())
            far.say(FAR.topic(leaf), f"far {leaf}".encode())
        office.take_until({f"{whose} {leaf}".encode() for whose in ("near", "far") for leaf in STREAMS})


def test_a_heartbeat_at_qos_0_is_heard_too(cluster: Cluster) -> None:
    with centre(cluster) as office, kiosk(cluster) as box:
        box.client.publish(Outgoing(K1.topic("health"), b"well", qos=0))
        message = office.take()
    assert (message.topic, message.payload, message.qos) == (K1.topic("health"), b"well", 0)


def test_the_centres_word_is_heard_at_once_and_kept_for_who_comes_later(cluster: Cluster) -> None:
    with centre(cluster) as office:
        with kiosk(cluster) as box:
            office.say(K1.topic("ack"), b"upto 1", retain=True)
            first = box.take()
        office.say(K1.topic("ack"), b"upto 2", retain=True)
        with kiosk(cluster) as box:
            later = box.take()
    assert (first.payload, first.retained) == (b"upto 1", False)
    assert (later.payload, later.retained) == (b"upto 2", True)


def test_what_is_retained_is_the_same_on_every_node_and_can_be_taken_back(cluster: Cluster) -> None:
    with centre(cluster) as office, ExitStack() as links:
        office.say(f"{CATALOGUE}1/0", b"old", retain=True)
        office.say(f"{CATALOGUE}1/0", b"", retain=True)
        office.say(f"{CATALOGUE}2/0", b"new", retain=True)
        boxes = [links.enter_context(kiosk(cluster, name, node=n)) for n, name in enumerate((K1, LATE, K2))]
        assert [box.take().payload for box in boxes] == [b"new", b"new", b"new"]


def test_a_catalogue_in_pieces_is_put_together_early_and_late(cluster: Cluster) -> None:
    body = random.Random(6).randbytes(3 * PIECE_BYTES)
    manifest, pieces = pack(7, "2026-11-22T01:00:00.000Z", body)
    with centre(cluster) as office, kiosk(cluster) as early:
        for leaf, payload in messages(manifest, pieces):
            office.say(CATALOGUE + leaf, payload, retain=True)
        with kiosk(cluster, LATE) as late:
            assert put_together(early) == put_together(late) == body


@pytest.mark.parametrize("size", [256, COMMAND_BYTES])
def test_a_message_arrives_whole_whatever_its_size(cluster: Cluster, size: int) -> None:
    payload = random.Random(size).randbytes(size)
    with centre(cluster) as office, kiosk(cluster) as box:
        box.say(K1.topic("ticket"), payload)
        office.say(K1.topic("ack"), payload, retain=True)
        assert (office.take().payload, box.take().payload) == (payload, payload)


def test_the_session_of_the_centre_gathers_what_came_while_it_was_away(cluster: Cluster) -> None:
    with centre(cluster), kiosk(cluster):
        pass
    with kiosk(cluster) as box:
        for number in range(200):
            box.say(K1.topic("ticket"), b"%d" % number)
    with centre(cluster) as office:
        assert office.take_until({b"%d" % number for number in range(200)})[0] == b"0"


def test_a_centre_that_asks_for_many_queues_is_given_each_and_leaves_none_behind(cluster: Cluster) -> None:
    provinces = [unit.province for unit in read_units().provinces][-8:]
    with centre(cluster, *provinces, keepalive_seconds=4) as office, kiosk(cluster, LAST) as box:
        box.say(LAST.topic("state"), b"heard")
        office.take_until({b"heard"})
        assert cluster.queues() == len(provinces) * len([*STREAMS, "state"])


def test_a_session_that_nobody_comes_back_to_is_forgotten_by_one_clean_link(cluster: Cluster) -> None:
    with centre(cluster):
        pass
    clean = Client(cluster.broker(), CENTRE)
    clean.start()
    processes.wait_until(lambda: clean.up and cluster.queues() == 0, seconds=PATIENCE_SECONDS)
    clean.stop()


def test_kiosks_cost_the_cluster_no_queues(cluster: Cluster) -> None:
    with centre(cluster), kiosk(cluster), kiosk(cluster, FAR):
        assert cluster.queues() == len([*STREAMS, "state"])


def test_a_client_id_taken_over_on_another_node_ends_the_first_link_unwept(cluster: Cluster) -> None:
    with centre(cluster) as office, kiosk(cluster, node=0) as first:
        first.say(K1.topic("state"), b"online", retain=True)
        with kiosk(cluster, node=1) as second:
            first.wait_until(up=False)
            second.say(K1.topic("state"), b"online again", retain=True)
            assert [office.take().payload, office.take().payload] == [b"online", b"online again"]

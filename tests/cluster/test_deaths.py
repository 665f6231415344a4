"""Nodes die by kill -9, one at a time or all together: what a session or a topic held is still there."""

from pathlib import Path

import pytest

from tests import processes
from tests.cluster import nats
from tests.cluster.links import CENTRE, K1, centre, kiosk, name_of
from tests.cluster.nats import PATIENCE_SECONDS, Cluster

pytestmark = pytest.mark.xdist_group("cluster")

CATALOGUE = "motcua/1/19/catalogue/manifest"


def test_what_the_centre_had_not_answered_comes_again_when_its_node_dies(cluster: Cluster) -> None:
    with centre(cluster) as office, kiosk(cluster) as box:
        wanted = {b"%d" % number for number in range(50)}
        for payload in sorted(wanted):
            box.say(K1.topic("ticket"), payload)
        assert {office.hear().payload for _ in wanted} == wanted
        cluster.kill(cluster.node_of(CENTRE))
        box.say(K1.topic("ticket"), b"after")
        office.take_until({*wanted, b"after"})


def test_what_is_said_again_for_want_of_an_answer_does_not_come_twice(tmp_path: Path) -> None:
    with nats.cluster(tmp_path, ack_wait="1s") as cluster, centre(cluster) as office, kiosk(cluster) as box:
        box.say(K1.topic("ticket"), b"one")
        first = office.hear()
        processes.wait_until(lambda: cluster.repeated() > 0, seconds=PATIENCE_SECONDS)
        box.say(K1.topic("ticket"), b"two")
        assert (first.payload, office.take().payload) == (b"one", b"two")


def test_what_came_while_the_centres_node_was_dead_waits_for_the_centre(cluster: Cluster) -> None:
    with centre(cluster):
        node = cluster.node_of(CENTRE)
    cluster.kill(node)
    with kiosk(cluster) as box:
        for number in range(50):
            box.say(K1.topic("rating"), b"%d" % number)
    with centre(cluster) as office:
        office.take_until({b"%d" % number for number in range(50)})


def test_a_kiosk_whose_node_dies_goes_on_at_the_next(cluster: Cluster) -> None:
    with centre(cluster) as office, kiosk(cluster) as box:
        dead = cluster.node_of(name_of(K1))
        cluster.kill(dead)
        box.say(K1.topic("ticket"), b"after")
        office.take_until({b"after"})
        office.say(K1.topic("ack"), b"upto 1", retain=True)
        assert box.take().payload == b"upto 1"
        assert cluster.node_of(name_of(K1)) != dead


def test_what_is_retained_survives_every_node_in_turn_and_then_all_of_them(cluster: Cluster) -> None:
    with centre(cluster) as office, kiosk(cluster) as box:
        office.say(CATALOGUE, b"edition 7", retain=True)
        office.say(K1.topic("ack"), b"upto 41", retain=True)
        box.say(K1.topic("state"), b"online", retain=True)
    for node in range(3):
        cluster.kill(node)
        cluster.restart(node)
    for node in range(3):
        cluster.kill(node)
    for node in range(3):
        cluster.start(node)
    processes.wait_until(cluster.whole, seconds=PATIENCE_SECONDS)
    with kiosk(cluster) as box, centre(cluster) as office:
        assert {box.take().payload, box.take().payload} == {b"edition 7", b"upto 41"}
        office.take_until({b"online"})

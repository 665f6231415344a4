"""A ward's list over a real Mosquitto, put together by a kiosk's own assembly."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from central.aggregator import Aggregator
from central.dossiers.publishing import PublishingTurn
from central.one_writer import OneWriter
from mqtt.broker import Broker
from mqtt.client import Client
from mqtt.dossiers import decode
from mqtt.publication import Assembly, Edition
from tests.central.conftest import Centre
from tests.central.dossier_lists import retained
from tests.central.dossier_rows import moved, received
from tests.central.wire import NOW, event, frame_of, incoming, later
from tests.processes import broker, free_port, wait_until


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    port = free_port()
    with broker(tmp_path, port):
        yield port


@pytest.fixture
def link(port: int) -> Iterator[Client]:
    client = Client(Broker("127.0.0.1", port), "centre-under-test")
    client.start()
    wait_until(lambda: client.up)
    yield client
    client.stop()


def taking(writer: OneWriter, now: datetime, done: "partial[bool]") -> bool:
    writer.listen(0.05)
    writer.turn(now)
    return done()


def published(centre: Centre) -> bool:
    return centre.rows("SELECT 1 FROM dossier_ward WHERE covered < changes") == [] and (
        len(centre.rows("SELECT version FROM dossier_edition")) == 1
    )


def test_a_kiosk_that_connects_finds_the_newest_list_and_no_old_piece(
    centre: Centre, port: int, link: Client
) -> None:
    aggregator = Aggregator(centre.store, link, centre.inbox)
    writer = OneWriter(link.inbox, centre.inbox, aggregator, PublishingTurn(centre.store, link))
    first = frame_of(event(1, received()))
    link.inbox.put(incoming(first.topic, first.payload, qos=0))
    wait_until(partial(taking, writer, NOW, partial(published, centre)))
    second = frame_of(event(2, moved(9)))
    link.inbox.put(incoming(second.topic, second.payload, qos=0))
    writer.listen(1)
    writer.turn(NOW)
    wait_until(partial(taking, writer, later(60), partial(published, centre)))
    got = retained(port)
    assert len(got) == 2
    assert [entry.state for entry in decode(editions(got)[0].body)] == [9]


def editions(got: dict[str, bytes]) -> list[Edition]:
    assembly = Assembly()
    return list(filter(None, [assembly.take(leaf, payload) for leaf, payload in got.items()]))

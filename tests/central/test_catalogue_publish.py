"""The catalogue on its way down: one publication after the other, and a broker that does not want to."""

import msgspec
import pytest

from central.catalogue.delivery import BrokerRefusedError, Delivery, DeliveryError
from central.catalogue.publishing import PublishError
from central.catalogue.store import open_catalogue
from mqtt.catalogue import decode
from mqtt.client import Outgoing
from mqtt.publication import MANIFEST, PIECE_BYTES
from tests.central.catalogue_publishing import (
    ROOT,
    STEPS,
    Centre,
    StubBroker,
    booted_kiosk,
    note_of,
    procedure,
)
from tests.central.catalogue_publishing import centre as centre
from tests.central.catalogue_publishing import replacing as replacing
from tests.central.wire import NOW

# ------------------------------------------------------------ one publication after the other


def test_pieces_go_first_and_the_manifest_last(centre: Centre) -> None:
    stub = StubBroker()
    centre.fill("cũ", count=30)
    first = centre.published(stub)
    assert first.pieces > 1
    assert stub.heard[-1] == f"{ROOT}{MANIFEST}"
    assert stub.leaves() == [*(f"{first.version}/{index}" for index in range(first.pieces)), MANIFEST]


def test_what_arrives_is_what_was_imported(centre: Centre) -> None:
    stub = StubBroker()
    centre.fill("cũ", count=30)
    centre.published(stub)
    _, (edition,) = booted_kiosk(stub)
    assert decode(edition.body) == [procedure(number, "cũ") for number in range(30)]


def test_the_pieces_of_the_version_before_are_cleared_after_the_new_manifest(centre: Centre) -> None:
    stub = StubBroker()
    centre.fill("cũ")
    old = centre.published(stub)
    centre.fill("mới")
    new = centre.published(stub)
    topics = [topic.removeprefix(ROOT) for topic in stub.heard[2:]]
    assert topics == [f"{new.version}/0", MANIFEST, f"{old.version}/0"]
    assert stub.leaves() == [f"{new.version}/0", MANIFEST]
    assert centre.states() == ["cleared", "published"]


def test_nothing_changed_sends_nothing_but_again_does(centre: Centre) -> None:
    stub = StubBroker()
    centre.fill("cũ")
    first = centre.published(stub)
    assert centre.is_idle()
    assert centre.publish(stub) is None
    assert len(stub.heard) == 2
    assert centre.published(stub, again=True).version > first.version


def test_a_version_is_the_time_in_milliseconds_and_rises_though_the_clock_goes_back(centre: Centre) -> None:
    stub = StubBroker()
    centre.fill("cũ")
    first = centre.published(stub)
    centre.clock = -86_400
    second = centre.published(stub, again=True)
    assert first.version == int(NOW.timestamp() * 1000) + 1000
    assert second.version == first.version + 1


def test_an_empty_catalogue_is_never_published(centre: Centre) -> None:
    with pytest.raises(PublishError, match="no procedures of province 19; run import-procedures first"):
        centre.publish(StubBroker())


# ------------------------------------------------------------ a broker that does not want to


def test_a_refused_piece_is_an_error_that_names_broker_topic_and_remedy(
    replacing: tuple[Centre, StubBroker],
) -> None:
    centre, stub = replacing
    stub.refuse = "/1"
    with pytest.raises(
        BrokerRefusedError, match=r"broker\.example:1883 refused .*Not authorized \(135\); let this"
    ):
        centre.publish(stub)
    assert note_of(booted_kiosk(stub)[1][0]) == "cũ"


def test_after_a_refused_manifest_the_pieces_are_cleared_by_the_next_command(
    replacing: tuple[Centre, StubBroker],
) -> None:
    centre, stub = replacing
    stub.refuse = MANIFEST
    with pytest.raises(BrokerRefusedError):
        centre.publish(stub)
    assert centre.states() == ["published", "sending"]
    stub.refuse = "nothing"
    centre.publish(stub)
    assert centre.states() == ["cleared", "cleared", "published"]


def test_a_broker_that_gives_no_answer_is_named_after_the_deadline(
    replacing: tuple[Centre, StubBroker],
) -> None:
    centre, stub = replacing
    stub.mute = MANIFEST
    with pytest.raises(
        DeliveryError, match=r"broker\.example:1883: 1 messages without an answer within 0\.2 s"
    ):
        centre.publish(stub)


def test_a_broker_that_cannot_be_reached_is_named_after_the_deadline() -> None:
    with pytest.raises(DeliveryError, match=r"b:1: no connection within 0 s; is it running"):
        Delivery(StubBroker(), "b:1", seconds=0).send([Outgoing("t", b"", retain=True)])


def test_pieces_that_cannot_be_cleared_do_not_spoil_a_publication(
    replacing: tuple[Centre, StubBroker],
) -> None:
    centre, stub = replacing
    with open_catalogue(centre.path) as catalogue:
        (old,) = catalogue.publications("19")
    stub.refuse = str(old.version)
    centre.published(stub)
    assert centre.states() == ["published", "published"]
    stub.refuse = "nothing"
    assert centre.publish(stub) is None
    assert centre.states() == ["cleared", "published"]


@pytest.mark.parametrize("step", STEPS)
def test_a_link_cut_on_the_way_is_made_good(replacing: tuple[Centre, StubBroker], step: int) -> None:
    centre, stub = replacing
    stub.cut_after = len(stub.heard) + step
    centre.published(stub)
    kiosk, (edition,) = booted_kiosk(stub)
    assert note_of(edition) == "mới"
    assert stub.leaves() == [f"{kiosk.newest}/0", f"{kiosk.newest}/1", MANIFEST]


# ------------------------------------------------------------ a real Mosquitto


def test_a_procedure_near_the_limit_fits_a_piece_s_arithmetic(centre: Centre) -> None:
    centre.fill("cũ", count=200)
    stub = StubBroker()
    publication = centre.published(stub)
    sizes = [len(payload) for topic, payload in stub.retained.items() if not topic.endswith(MANIFEST)]
    assert (max(sizes), sum(sizes), len(sizes)) == (PIECE_BYTES, publication.packed_bytes, publication.pieces)
    manifest = msgspec.json.decode(stub.retained[f"{ROOT}{MANIFEST}"])
    assert manifest["version"] == publication.version

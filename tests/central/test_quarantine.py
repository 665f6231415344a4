"""Refusal: what cannot be taken in is kept with its reason and holds up nobody.

Also the arithmetic of gaps, on which every promise of delivery rests.
"""

import msgspec
import pytest

from central.progress import Progress
from mqtt.messages import FRAME_BYTES, Ack
from tests.central.conftest import Centre
from tests.central.wire import EPOCH, KIOSK, event, frame_of, incoming, rating, strange_event, ticket, tickets

TOPIC = f"motcua/1/{KIOSK}/ticket"


@pytest.mark.parametrize(
    ("topic", "payload", "reason"),
    [
        (TOPIC, b"not json", "malformed"),
        (TOPIC, b"", "malformed"),
        (TOPIC, b"\xff\xfe\x00", "malformed"),
        (TOPIC, b'{"v":1}', "invalid"),
        (TOPIC, b" " * (FRAME_BYTES + 1), "oversized"),
        (TOPIC, tickets(1, 1).payload.replace(b'"v":1', b'"v":2'), "wrong version"),
        ("motcua/1/19/05518/k2/ticket", tickets(1, 1).payload, "wrong kiosk"),
        ("motcua/1/19/nonsense/k1/ticket", tickets(1, 1).payload, "wrong topic"),
        (f"motcua/1/{KIOSK}/rating", tickets(1, 1).payload, "wrong stream"),
        (f"motcua/1/{KIOSK}/state", b'{"state":"asleep"}', "invalid"),
        (f"motcua/1/{KIOSK}/health", b"[]", "invalid"),
    ],
)
def test_a_bad_message_is_quarantined_and_blocks_nobody(
    centre: Centre, topic: str, payload: bytes, reason: str
) -> None:
    bad = incoming(topic, payload)
    good = tickets(1, 3, kiosk="19/05518/k9")
    centre.receive(bad, good)
    assert centre.reasons()[0].startswith(reason)
    assert centre.summary().rejected == 1
    assert centre.summary().tickets == 3
    assert centre.wire.acknowledged == [bad, good]


def test_a_quarantined_payload_keeps_its_head_and_its_size(centre: Centre) -> None:
    centre.receive(incoming(TOPIC, b"x" * 10_000))
    assert centre.rows("SELECT length(payload), size FROM rejected") == [(4096, 10_000)]


def test_an_unknown_kind_is_set_aside_and_its_siblings_are_stored(centre: Centre) -> None:
    centre.receive(frame_of(event(1, ticket()), strange_event(2, "ticket.folded"), event(3, ticket())))
    assert centre.summary().tickets == 2
    assert centre.summary().gaps == 0
    assert centre.reasons() == ["unknown kind: 'ticket.folded'"]
    assert centre.wire.last_ack == Ack(EPOCH, 3, [])


def test_invalid_data_is_set_aside_and_survives_a_restart(centre: Centre) -> None:
    frame = frame_of(strange_event(1, "ticket.issued", b'{"day":7}'), event(2, ticket()))
    centre.receive(frame)
    centre.restart()
    centre.receive(frame, tickets(3, 3))
    assert centre.wire.last_ack == Ack(EPOCH, 3, [])
    assert centre.summary().rejected == 1
    assert centre.summary().duplicates == 2


def test_an_event_set_aside_is_taken_in_once_it_is_understood(centre: Centre) -> None:
    centre.receive(frame_of(strange_event(1, "ticket.folded"), event(2, ticket())))
    centre.receive(frame_of(event(1, ticket()), event(2, ticket())))
    assert centre.summary().tickets == 2
    assert centre.rows("SELECT * FROM set_aside") == []


def test_a_stored_event_is_not_overruled_by_an_invalid_one(centre: Centre) -> None:
    centre.receive(frame_of(event(1, ticket())))
    centre.receive(frame_of(strange_event(1, "ticket.issued", b'{"day":7}')))
    assert centre.reasons() == ["conflict"]
    assert centre.summary().tickets == 1


def test_data_nested_beyond_reason_does_not_stop_the_others(centre: Centre) -> None:
    deep = frame_of(strange_event(1, "ticket.issued", b"[" * 60_000 + b"]" * 60_000))
    centre.receive(deep, tickets(1, 3, kiosk="19/05518/k9"))
    assert centre.summary().tickets == 3
    assert len(centre.wire.acknowledged) == 2
    assert centre.summary().rejected == 1


@pytest.mark.parametrize(
    "at", ["2026-02-31T02:15:00.000Z", "2026-11-21T25:15:00.000Z", "2026-11-21T02:15:99.000Z"]
)
def test_a_time_that_does_not_exist_is_set_aside_and_its_siblings_are_stored(centre: Centre, at: str) -> None:
    centre.receive(frame_of(event(1, ticket()), msgspec.structs.replace(event(2, ticket()), at=at)))
    assert centre.reasons() == [f"invalid ticket.issued: there is no such time as {at}"]
    assert centre.summary().tickets == 1
    assert centre.wire.last_ack == Ack(EPOCH, 2, [])


def test_data_that_is_not_utf8_is_set_aside(centre: Centre) -> None:
    whole = frame_of(event(1, rating()), event(2, rating()))
    broken = whole.payload.replace(b'"source":"button"', b'"sourc\xff":"butto"', 1)
    centre.receive(incoming(whole.topic, broken))
    assert centre.summary().rejected == 1


def test_a_shortened_list_of_gaps_never_claims_an_event_that_is_missing() -> None:
    progress = Progress()
    progress.add_all(range(2, 1001, 2))
    gaps = progress.missing()
    assert len(gaps) == 100
    assert gaps[0] == (1, 1)
    assert gaps[-1] == (199, 1000)
    assert progress.missing_count == 500


def test_gaps_close_in_any_order() -> None:
    progress = Progress()
    progress.add_all([5, 9, 7, 1, 8, 6, 2, 4])
    assert (progress.upto, progress.islands) == (2, [(4, 9)])
    assert not progress.add(6)
    assert progress.add(3)
    assert (progress.upto, progress.missing()) == (9, [])

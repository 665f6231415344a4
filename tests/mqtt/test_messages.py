"""The wire: what is encoded can be read, what cannot be read says why, and the contract says the same."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml

from mqtt import contract, device_facts, facts, messages, topics
from mqtt.messages import Ack, Event, Frame, Health, MessageError, State

ID = "018f3b6e-0000-7000-8000-000000000001"
AT = "2026-11-21T02:15:00.123Z"
FACTS: list[facts.Fact] = [
    facts.TicketIssued(day="2026-11-21", number="A012", service="ho-tich", priority="elderly"),
    facts.TicketCalled(
        day="2026-11-21", number="A012", service="ho-tich", counter=2, officer="cb01", waited_seconds=300
    ),
    facts.TicketRecalled(day="2026-11-21", number="A012", service="ho-tich", counter=2, officer="cb01"),
    facts.TicketHeld(
        day="2026-11-21", number="A012", service="ho-tich", counter=2, officer="cb01", reason="Thiếu giấy"
    ),
    facts.TicketNoShow(day="2026-11-21", number="A012", service="ho-tich", counter=2, officer="cb01"),
    facts.TicketTransferred(day="2026-11-21", number="A012", service="ho-tich", to_service="dat-dai"),
    facts.TicketServed(day="2026-11-21", service="ho-tich", counter=2, officer="cb01"),
    facts.TicketClosed(day="2026-11-21", number="A012", service="ho-tich", state="waiting"),
    facts.TicketReprinted(day="2026-11-21", number="A012", service="ho-tich"),
    facts.RatingGiven(
        day="2026-11-21", level="satisfied", scale=["satisfied", "unsatisfied"], source="button"
    ),
    facts.RatingVoided(rating=ID, day="2026-11-21", level="satisfied", why="corrected"),
    facts.DossierReceived(
        day="2026-11-21",
        code="G09.20-20260609-0092637",
        procedure="2.000815",
        channel="direct",
        officer="cb01",
    ),
    facts.TicketSoon(day="2026-11-21", number="A012", service="ho-tich", ahead=3, booking="b-7"),
    facts.DossierFiled(day="2026-11-21", code="G09.20-20260609-0092637", turn=1),
    facts.DossierMoved(
        day="2026-11-21",
        code="G09.20-20260609-0092637",
        procedure="2.000815",
        channel="direct",
        from_state=4,
        state=9,
        officer="cb01",
    ),
    device_facts.DeviceFault(device="printer", fault="out_of_paper"),
    device_facts.DeviceCleared(device="printer", fault="out_of_paper"),
    device_facts.DeviceStarted(boot="0a1b2c3d", version="0.1.0"),
    device_facts.DeviceCommanded(counter=7, word="resend", outcome="refused", reason="expired"),
    device_facts.DeviceLookups(
        day="2026-11-21",
        viewed=[device_facts.Viewed(procedure="1.001193", count=12)],
        missed=[device_facts.Missed(words="hộ chiếu", count=3)],
    ),
    device_facts.ClockCorrected(before=AT, after=AT),
]


def event(fact: facts.Fact, seq: int = 1) -> Event:
    return Event(seq, ID, facts.KIND_OF[type(fact)], AT, "synced", msgspec.Raw(messages.encode(fact)))


def frame(*events: Event) -> Frame:
    return Frame(1, "19/05518/k1", "0123456789abcdef", list(events))


def schema(name: str) -> dict[str, Any]:
    document = yaml.safe_load((Path(contract.__file__).parent / "asyncapi.yaml").read_text("utf-8"))
    return {"$ref": f"#/components/schemas/{name}", "components": document["components"]}


def test_the_contract_file_is_what_the_types_say() -> None:
    written = (Path(contract.__file__).parent / "asyncapi.yaml").read_text("utf-8")
    assert written == contract.text(), "run: make contract"


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: type(fact).__name__)
def test_every_kind_travels_and_fits_the_contract(fact: facts.Fact) -> None:
    payload = messages.encode(frame(event(fact)))
    [received] = messages.decode(Frame, payload).events
    assert messages.read_fact(received) == fact
    jsonschema.validate(msgspec.json.decode(payload), schema("Frame"))


def test_every_kind_has_an_example_here() -> None:
    assert {facts.KIND_OF[type(fact)] for fact in FACTS} == set(facts.KINDS)


@pytest.mark.parametrize(
    "message",
    [
        Ack("0123456789abcdef", 41, [(43, 44)]),
        State("online", "0123456789abcdef", "0a1b2c3d", "0.1.0", AT, 41),
        Health(
            at=AT, epoch="0123456789abcdef", seq_high=41, backlog=0, version="1", clock="synced", paper="ok"
        ),
    ],
    ids=lambda message: type(message).__name__,
)
def test_every_message_travels_and_fits_the_contract(message: Any) -> None:
    payload = messages.encode(message)
    assert messages.decode(type(message), payload) == message
    jsonschema.validate(msgspec.json.decode(payload), schema(type(message).__name__))


def test_the_contract_refuses_data_of_another_kind() -> None:
    wrong = event(FACTS[0])
    payload = msgspec.json.decode(messages.encode(frame(wrong)))
    payload["events"][0]["kind"] = "rating.given"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(payload, schema("Frame"))


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "malformed"),
        (b"{", "malformed"),
        (b"\xff\xfe", "malformed"),
        (b"[]", "invalid"),
        (b'{"v":1,"kiosk":"19/05518/k1","epoch":"0123456789abcdef","events":[]}', "invalid"),
        (messages.encode(frame(event(FACTS[0]))).replace(b'"v":1', b'"v":2'), "wrong version: 2"),
        (messages.encode(frame(event(FACTS[0], seq=0))), "invalid"),
        (messages.encode(frame(*[event(FACTS[0])] * 51)), "invalid"),
        (b" " * (messages.FRAME_BYTES + 1), "oversized"),
        (b'{"mood":' + b"[" * 100_000, "malformed"),
        (messages.encode(frame(event(FACTS[0]))).replace(b'cdef"', b'cdef\\n"'), "invalid"),
    ],
)
def test_a_bad_frame_is_refused_with_the_reason(payload: bytes, reason: str) -> None:
    with pytest.raises(MessageError, match=reason):
        messages.decode(Frame, payload)


def test_an_unknown_kind_is_refused_by_name() -> None:
    strange = Event(1, ID, "ticket.eaten", AT, "synced", msgspec.Raw(b"{}"))
    with pytest.raises(MessageError, match=r"unknown kind: 'ticket\.eaten'"):
        messages.read_fact(strange)


def test_a_day_that_no_calendar_has_is_refused() -> None:
    fact = facts.TicketIssued(day="2026-99-99", number="A012", service="ho-tich")
    with pytest.raises(MessageError, match=r"invalid ticket\.issued"):
        messages.read_fact(event(fact))


def test_unknown_fields_of_a_newer_kiosk_are_ignored() -> None:
    payload = messages.encode(frame(event(FACTS[0]))).replace(b'"v":1', b'"v":1,"mood":"fine"')
    assert messages.decode(Frame, payload).kiosk == "19/05518/k1"


def test_times_on_the_wire_are_utc_with_milliseconds() -> None:
    assert messages.instant(datetime(2026, 11, 21, 2, 15, 0, 123456, UTC)) == AT


def test_a_topic_is_parsed_as_it_was_built() -> None:
    name = topics.KioskName("19", "05518", "k1")
    assert topics.parse_topic(name.topic("ticket")) == (name, "ticket")


@pytest.mark.parametrize(
    "topic", ["motcua/1/19/05518/k1", "motcua/1/١٩/05518/k1/ticket", "motcua/2/19/05518/k1/ticket", "x", ""]
)
def test_a_foreign_topic_is_refused(topic: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        topics.parse_topic(topic)

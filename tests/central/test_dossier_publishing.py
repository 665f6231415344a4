"""Each ward's list on its way down: what is in it, when it goes out, and what a fault leaves behind.

Turns are taken by hand over a real file.
"""

from dataclasses import dataclass, field
from datetime import datetime

import msgspec
import pytest

from central.dossiers.publishing import PublishingTurn
from mqtt.client import LinkChanged, Outgoing, Published
from mqtt.dossiers import Listed, decode
from mqtt.messages import instant
from mqtt.publication import Assembly, Edition
from tests.central.conftest import Centre
from tests.central.dossier_lists import TOPIC
from tests.central.dossier_rows import CODE, moved, received, row, taken
from tests.central.wire import NOW, RememberingWire, event, frame_of, later


@dataclass
class Bench:
    """A publishing turn whose broker answers when told to."""

    centre: Centre
    wire: RememberingWire = field(default_factory=RememberingWire)
    answered: int = 0

    def __post_init__(self) -> None:
        self.turns = PublishingTurn(self.centre.store, self.wire)
        self.turns.hear(LinkChanged(up=True, reason="test"))

    def answer(self, code: int = 0) -> None:
        """The broker's word on everything published so far."""
        for mid in range(self.answered + 1, len(self.wire.published) + 1):
            self.turns.hear(Published(mid, code))
        self.answered = len(self.wire.published)

    def publish(self, now: datetime) -> list[Outgoing]:
        """A whole edition: list, answer, clearing, answer; what was sent."""
        before = len(self.wire.published)
        self.turns.turn(now)
        self.answer()
        self.turns.turn(now)
        self.answer()
        self.turns.turn(now)
        return self.wire.published[before:]


@pytest.fixture
def bench(centre: Centre) -> Bench:
    return Bench(centre)


def leaves(messages: list[Outgoing]) -> list[tuple[str, bool]]:
    """What follows the ward's topic, versions left out, and whether it carries anything."""
    return [
        (message.topic.removeprefix(f"{TOPIC}/").split("/")[-1], bool(message.payload))
        for message in messages
    ]


def assembled(messages: list[Outgoing]) -> Edition | None:
    assembly = Assembly()
    editions = [
        assembly.take(message.topic.removeprefix(f"{TOPIC}/"), message.payload)
        for message in messages
        if message.payload
    ]
    return next(filter(None, editions), None)


def listed(messages: list[Outgoing]) -> list[Listed]:
    edition = assembled(messages)
    assert edition is not None
    return decode(edition.body)


def version(messages: list[Outgoing]) -> int:
    edition = assembled(messages)
    assert edition is not None
    return edition.version


def test_nothing_is_published_while_nothing_changed(bench: Bench) -> None:
    assert bench.publish(NOW) == []


def test_a_received_dossier_goes_down_retained_pieces_first(bench: Bench) -> None:
    bench.centre.receive(frame_of(event(1, received())))
    messages = bench.publish(NOW)
    assert leaves(messages) == [("0", True), ("manifest", True)]
    assert all(message.retain and message.qos == 1 for message in messages)
    assert listed(messages) == [
        Listed(code=CODE, state=2, at=instant(NOW), procedure="1.001193", due="2026-11-25", counter=1)
    ]


def test_no_officer_name_or_phone_is_in_a_list(bench: Bench) -> None:
    bench.centre.receive(frame_of(event(1, received())))
    edition = assembled(bench.publish(NOW))
    assert edition is not None
    assert set(msgspec.json.decode(edition.body)[0]) <= {"code", "state", "at", "procedure", "due", "counter"}


def test_a_new_version_is_higher_and_clears_the_old_pieces_after_its_manifest(bench: Bench) -> None:
    bench.centre.receive(frame_of(event(1, received())))
    first = version(bench.publish(NOW))
    bench.centre.receive(frame_of(event(2, moved(4))))
    messages = bench.publish(later(60))
    assert version(messages) > first
    assert leaves(messages) == [("0", True), ("manifest", True), ("0", False)]
    assert messages[-1].topic == f"{TOPIC}/{first}/0"
    assert len(bench.centre.rows("SELECT version FROM dossier_edition")) == 1


def test_a_ward_goes_out_at_most_once_a_minute_and_then_at_once(bench: Bench) -> None:
    bench.centre.receive(frame_of(event(1, received())))
    assert bench.publish(NOW)
    bench.centre.receive(frame_of(event(2, moved(4))))
    assert bench.publish(later(59)) == []
    bench.centre.receive(frame_of(event(3, moved(9))))
    assert [entry.state for entry in listed(bench.publish(later(60)))] == [9]
    assert bench.publish(later(120)) == []


def test_wards_take_turns_and_do_not_wait_for_each_other_s_minute(bench: Bench) -> None:
    bench.centre.receive(frame_of(event(1, received())), frame_of(event(1, received()), kiosk="19/05521/k1"))
    first, second = bench.publish(NOW), bench.publish(NOW)
    assert {first[0].topic.split("/")[3], second[0].topic.split("/")[3]} == {"05518", "05521"}


def test_the_version_grows_although_the_clock_went_back(bench: Bench) -> None:
    bench.centre.receive(frame_of(event(1, received())))
    first = version(bench.publish(NOW))
    bench.centre.receive(frame_of(event(2, moved(4))))
    assert version(bench.publish(later(-86_400))) == first + 1


def test_the_version_grows_across_a_restart(bench: Bench) -> None:
    bench.centre.receive(frame_of(event(1, received())))
    first = version(bench.publish(NOW))
    bench.centre.restart()
    bench.centre.receive(frame_of(event(2, moved(4))))
    assert version(Bench(bench.centre).publish(NOW)) == first + 1


def test_a_closed_dossier_leaves_the_list_after_sixty_days_without_any_change(bench: Bench) -> None:
    bench.centre.receive(frame_of(event(1, received()), event(2, received("H19-2")), event(3, moved(9))))
    assert [entry.code for entry in listed(bench.publish(NOW))] == ["H19-2", CODE]
    assert bench.publish(later(59 * 86_400)) == []
    assert [entry.code for entry in listed(bench.publish(later(61 * 86_400)))] == ["H19-2"]


def test_an_import_goes_down_as_one_edition(bench: Bench) -> None:
    taken(bench.centre, *[row(code=f"H19-{number:04d}") for number in range(3_000)])
    messages = bench.publish(NOW)
    assert len(listed(messages)) == 3_000
    assert bench.publish(later(60)) == []


def test_a_code_that_a_kiosk_would_refuse_does_not_cost_the_ward_its_list(bench: Bench) -> None:
    bench.centre.receive(frame_of(event(1, received()), event(2, received("hồ sơ số 1"))))
    assert [entry.code for entry in listed(bench.publish(NOW))] == [CODE]


def test_without_a_link_nothing_is_begun_and_with_it_the_list_goes_out(bench: Bench) -> None:
    bench.turns.hear(LinkChanged(up=False, reason="test"))
    bench.centre.receive(frame_of(event(1, received())))
    assert bench.publish(NOW) == []
    bench.turns.hear(LinkChanged(up=True, reason="test"))
    assert bench.publish(later(1))


def test_a_link_lost_halfway_has_the_list_sent_again_and_what_was_left_cleared(bench: Bench) -> None:
    bench.centre.receive(frame_of(event(1, received())))
    bench.turns.turn(NOW)
    bench.turns.hear(LinkChanged(up=False, reason="test"))
    bench.turns.hear(LinkChanged(up=True, reason="test"))
    bench.answered = len(bench.wire.published)
    assert leaves(bench.publish(later(60))) == [("0", True), ("manifest", True), ("0", False)]


def test_a_silent_broker_is_given_up_after_the_deadline_and_tried_again(bench: Bench) -> None:
    bench.centre.receive(frame_of(event(1, received())))
    bench.turns.turn(NOW)
    bench.turns.turn(later(29))
    bench.turns.turn(later(31))
    bench.turns.turn(later(59))
    assert len(bench.wire.published) == 2
    assert leaves(bench.publish(later(61)))[:2] == [("0", True), ("manifest", True)]


def test_a_refused_publish_clears_nothing_and_is_tried_again(bench: Bench) -> None:
    bench.centre.receive(frame_of(event(1, received())))
    bench.turns.turn(NOW)
    bench.answer(135)
    bench.turns.turn(NOW)
    assert leaves(bench.wire.published) == [("0", True), ("manifest", True)]
    assert bench.publish(later(60))


def test_a_change_that_was_taken_back_while_nobody_knew_what_kiosks_had_goes_out(bench: Bench) -> None:
    bench.centre.receive(frame_of(event(1, received())))
    bench.publish(NOW)
    taken(bench.centre, row(state=4, procedure="x"), at=later(60))
    bench.turns.turn(later(60))
    bench.turns.turn(later(91))
    bench.centre.store.execute(
        "UPDATE dossier SET state = 2, procedure = '1.001193', state_at = ?", (instant(NOW),)
    )
    assert [entry.state for entry in listed(bench.publish(later(121)))] == [2]


def test_a_change_during_the_sending_is_published_by_the_next_edition(bench: Bench) -> None:
    bench.centre.receive(frame_of(event(1, received())))
    bench.turns.turn(NOW)
    bench.centre.receive(frame_of(event(2, moved(4))))
    bench.answer()
    bench.turns.turn(NOW)
    bench.turns.turn(NOW)
    assert [entry.state for entry in listed(bench.publish(later(60)))] == [4]


def test_a_locked_store_only_makes_lists_wait(bench: Bench, locked: object) -> None:
    bench.turns.turn(NOW)
    assert bench.wire.published == []

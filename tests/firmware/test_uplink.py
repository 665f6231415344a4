"""The uplink: nothing is done until the centre says so, and everything is said again until it does."""

from devices.tape import TapeState
from firmware import uplink
from firmware.catalogue import CatalogueArrived
from firmware.register import ListArrived
from mqtt import facts, messages
from mqtt.messages import State
from tests.bench import KioskBench


def seqs(kiosk: KioskBench) -> list[int]:
    return [event.seq for frame in kiosk.frames() for event in frame.events]


def test_numbers_taken_offline_wait_in_the_ledger(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.deliver()
    assert kiosk.wire.sent == []
    assert kiosk.progress.backlog == 2


def test_on_connecting_the_kiosk_says_that_it_is_online_and_sends_what_waits(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.link(up=True)
    state = messages.decode(State, kiosk.wire.sent[0].payload)
    assert (state.state, state.seq_high, kiosk.wire.sent[0].retain) == ("online", 2, True)
    assert sorted(seqs(kiosk)) == [1, 2]
    assert kiosk.views[-1].online


def test_a_frame_holds_one_stream_and_at_most_fifty_events(kiosk: KioskBench) -> None:
    for _ in range(60):
        kiosk.take_number()
    kiosk.link(up=True)
    streams = [sent.topic.rpartition("/")[2] for sent in kiosk.wire.sent if "state" not in sent.topic]
    sizes = [len(frame.events) for frame in kiosk.frames()]
    assert list(zip(streams, sizes, strict=True)) == [("device", 1), ("ticket", 50), ("ticket", 10)]


def test_the_backlog_is_gone_only_when_the_centre_has_committed(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.link(up=True)
    assert kiosk.progress.backlog == 2
    kiosk.centre_acks(2)
    assert kiosk.progress.backlog == 0


def test_nothing_is_sent_twice_while_the_centre_may_still_answer(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.link(up=True)
    kiosk.clock.advance(9)
    kiosk.deliver()
    assert sorted(seqs(kiosk)) == [1, 2]


def test_without_an_answer_everything_unconfirmed_is_sent_again(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.link(up=True)
    kiosk.clock.advance(11)
    kiosk.deliver()
    assert sorted(seqs(kiosk)) == [1, 1, 2, 2]


def test_a_link_that_never_answers_is_given_up(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.link(up=True)
    kiosk.deliver_for(59)
    assert kiosk.wire.drops == 0
    kiosk.deliver_for(2)
    assert kiosk.wire.drops == 1


def test_a_centre_that_is_away_for_an_hour_is_asked_ever_less_often(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.link(up=True)
    kiosk.deliver_for(3600)
    assert (seqs(kiosk).count(1), kiosk.wire.drops) == (8, 5)


def test_the_first_word_of_a_centre_that_was_away_brings_everything_at_once(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.link(up=True)
    kiosk.deliver_for(3600)
    kiosk.wire.sent.clear()
    kiosk.centre_acks(0)
    assert sorted(seqs(kiosk)) == [1, 2]
    kiosk.deliver_for(21)
    assert sorted(seqs(kiosk)) == [1, 1, 2, 2]


def test_a_centre_that_answers_without_progress_keeps_its_link(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.link(up=True)
    kiosk.deliver_for(40)
    kiosk.centre_acks(0)
    kiosk.deliver_for(40)
    assert kiosk.wire.drops == 0


def test_after_a_reconnect_it_goes_on_from_the_centres_word(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.link(up=True)
    kiosk.centre_acks(2)
    kiosk.link(up=False)
    kiosk.take_number()
    kiosk.wire.sent.clear()
    kiosk.link(up=True)
    assert seqs(kiosk) == [3]


def test_a_refused_publish_is_tried_again_in_order(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.link(up=True)
    kiosk.wire.up = False
    kiosk.take_number()
    kiosk.deliver()
    kiosk.wire.up = True
    kiosk.deliver()
    assert seqs(kiosk) == [1, 2, 3]


def test_at_most_the_window_is_in_flight(kiosk: KioskBench) -> None:
    kiosk.link(up=True)
    kiosk.centre_acks(1)
    for _ in range(30):
        kiosk.take_number()
    kiosk.wire.sent.clear()
    kiosk.uplink._flight.sent = kiosk.uplink._flight.upto + uplink.WINDOW
    kiosk.deliver()
    assert seqs(kiosk) == []


def test_a_rebuilt_centre_that_knows_nothing_gets_everything_again(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.link(up=True)
    kiosk.centre_acks(2)
    kiosk.wire.sent.clear()
    kiosk.centre_acks(0)
    assert sorted(seqs(kiosk)) == [1, 2]


def test_an_ack_for_another_card_is_not_believed(kiosk: KioskBench) -> None:
    kiosk.take_number()
    kiosk.link(up=True)
    kiosk.centre_acks(2, epoch="0123456789abcdef")
    assert kiosk.progress.backlog == 2


def test_the_heartbeat_reveals_a_lost_tail(kiosk: KioskBench) -> None:
    kiosk.link(up=True)
    kiosk.take_number()
    kiosk.clock.advance(21)
    kiosk.deliver()
    [beat] = [sent for sent in kiosk.wire.sent if sent.topic.endswith("/health")]
    assert messages.decode(messages.Health, beat.payload).seq_high == 2


def test_the_heartbeat_says_how_many_wait(kiosk: KioskBench) -> None:
    kiosk.link(up=True)
    kiosk.take_number()
    kiosk.take_number()
    kiosk.clock.advance(21)
    kiosk.deliver()
    [beat] = [sent for sent in kiosk.wire.sent if sent.topic.endswith("/health")]
    assert messages.decode(messages.Health, beat.payload).waiting == 2


def test_the_heartbeat_says_what_is_kept_and_which_versions_are_here(kiosk: KioskBench) -> None:
    kiosk.core.handle(CatalogueArrived(7, "2026-11-20T00:00:00.000Z", ()))
    kiosk.core.handle(ListArrived(9, "2026-11-20T00:00:00.000Z", ()))
    kiosk.link(up=True)
    kiosk.centre_acks(1)
    kiosk.pass_days(31)
    kiosk.power_cycle()
    kiosk.link(up=True)
    kiosk.clock.advance(21)
    kiosk.deliver()
    beat = messages.decode(messages.Health, kiosk.wire.sent[-1].payload)
    assert (beat.catalogue_version, beat.dossiers_version, beat.config_version) == (7, 9, 0)
    assert (beat.seq_low, beat.seq_high) == (2, 2)


def test_the_backlog_survives_a_power_cut_and_drains_in_order(kiosk: KioskBench) -> None:
    kiosk.set_printer(TapeState.OUT)
    numbers = [kiosk.take_number() for _ in range(5)]
    kiosk.power_cycle()
    kiosk.link(up=True)
    sent = [messages.read_fact(event) for frame in kiosk.frames() for event in frame.events]
    assert [fact.number for fact in sent if isinstance(fact, facts.TicketIssued)] == numbers

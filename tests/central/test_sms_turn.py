"""One turn of the dispatcher on both engines: at most one SMS per fact, whatever happens in between."""

from datetime import timedelta

import peewee
import pytest

from central.door import Refused
from central.sms import states
from central.sms.by_hand import Chosen, drop, retry
from central.sms.outbox import RESTORED, doubt
from devices.sms import Fate, News, Word, short_of
from mqtt.messages import instant
from tests.central.conftest import Centre
from tests.central.texting import PHONE, Texting, moved, received, soon
from tests.central.wire import NOW, event, frame_of, later

NIGHT = NOW.replace(hour=15)
"""22:00 in Vietnam."""
MORNING = NOW.replace(day=22, hour=0, minute=0)
"""7:00 in Vietnam."""


@pytest.fixture
def texting(centre: Centre) -> Texting:
    """One dossier was received, and its SMS waits."""
    texting = Texting(centre, quiet="21:00-07:00")
    centre.receive(frame_of(event(1, received())))
    return texting


def crash_in_hand_over(texting: Texting) -> None:
    """The process dies after the claim; whether the driver got it, only the driver knows."""
    with texting.centre.store.transaction():
        assert states.claim(texting.centre.store.writer, 1, texting.sms.me, NOW)
    texting.restart()


def test_what_waits_is_handed_over_once(texting: Texting) -> None:
    texting.turn()
    texting.turn()
    [message] = texting.driver.handed
    assert message.phone == PHONE
    assert texting.states() == [("received", "sent")]


def test_a_restart_between_turns_sends_nothing_again(texting: Texting) -> None:
    texting.turn()
    texting.restart()
    texting.turn(later(60))
    assert len(texting.driver.handed) == 1


def test_what_the_driver_never_had_is_sent_after_a_crash(texting: Texting) -> None:
    crash_in_hand_over(texting)
    texting.driver.knows = Fate(Word.BUSY, reason="never seen")
    texting.turn()
    texting.turn(later(16))
    assert len(texting.driver.handed) == 1
    assert texting.states() == [("received", "sent")]


def test_what_the_driver_sent_is_not_sent_again_after_a_crash(texting: Texting) -> None:
    crash_in_hand_over(texting)
    texting.driver.knows = Fate(Word.SENT)
    texting.turn()
    assert texting.driver.handed == []
    assert texting.states() == [("received", "sent")]


def test_what_nobody_knows_after_a_crash_is_uncertain_and_never_sent_by_itself(texting: Texting) -> None:
    crash_in_hand_over(texting)
    texting.turn()
    texting.turn(later(3600))
    assert texting.driver.handed == []
    assert texting.states() == [("received", "uncertain")]
    assert texting.reasons() == [
        "the centre stopped while it was handed over; look for it, then retry or drop it"
    ]


def test_what_another_driver_had_in_hand_is_uncertain(texting: Texting) -> None:
    crash_in_hand_over(texting)
    texting.driver.name = "another"
    texting.restart()
    texting.driver.knows = Fate(Word.BUSY, reason="never seen")
    texting.turn()
    assert (texting.driver.asked, texting.states()) == ([], [("received", "uncertain")])


def test_a_receipt_clears_up_what_was_uncertain(texting: Texting) -> None:
    crash_in_hand_over(texting)
    texting.turn()
    [(reference,)] = texting.centre.rows("SELECT reference FROM sms")
    texting.driver.coming = [News(Fate(Word.DELIVERED), handle="h9", short=short_of(str(reference)))]
    texting.turn()
    assert texting.states() == [("received", "delivered")]


def test_receipts_find_their_sms_by_the_networks_own_name(texting: Texting) -> None:
    texting.centre.receive(frame_of(event(2, moved(9))))
    texting.turn()
    texting.driver.coming = [News(Fate(Word.DELIVERED), handle="h2")]
    texting.turn()
    assert texting.states() == [("received", "sent"), ("ready", "delivered")]
    assert texting.driver.noted_times == 1


def test_a_receipt_that_comes_twice_or_too_late_changes_nothing(texting: Texting) -> None:
    texting.turn()
    texting.driver.coming = [
        News(Fate(Word.DELIVERED), handle="h1"),
        News(Fate(Word.DELIVERED), handle="h1"),
        News(Fate(Word.REFUSED, reason="undeliverable"), handle="h1"),
        News(Fate(Word.SENT), handle="h1"),
    ]
    texting.turn()
    assert texting.states() == [("received", "delivered")]


def test_a_receipt_of_nobody_here_is_passed_over(texting: Texting) -> None:
    texting.driver.coming = [News(Fate(Word.DELIVERED), handle="stranger", short=7)]
    texting.turn()
    assert texting.states() == [("received", "sent")]


def test_the_network_gives_up_on_what_it_had_taken(texting: Texting) -> None:
    texting.turn()
    texting.driver.coming = [News(Fate(Word.UNDELIVERABLE, reason="the telephone is off"), handle="h1")]
    texting.turn()
    assert (texting.states(), texting.reasons()) == (
        [("received", "undeliverable")],
        ["the telephone is off"],
    )


def test_a_busy_network_is_asked_ever_less_often(texting: Texting) -> None:
    texting.driver.answers = [Fate(Word.BUSY, reason="throttled")] * 2
    texting.turn()
    texting.turn(later(14))
    assert len(texting.driver.handed) == 1
    texting.turn(later(15))
    texting.turn(later(44))
    assert len(texting.driver.handed) == 2
    texting.turn(later(45))
    assert texting.states() == [("received", "sent")]


@pytest.mark.parametrize(("tries", "seconds"), [(1, 15), (2, 30), (5, 240), (9, 3600), (500, 3600)])
def test_pauses_double_up_to_an_hour(tries: int, seconds: int) -> None:
    assert states.pause(tries) == timedelta(seconds=seconds)


def test_tries_end_when_nobody_needs_to_be_told_any_more(texting: Texting) -> None:
    texting.driver.answers = [Fate(Word.BUSY, reason="throttled")]
    almost = later(3 * 86400 - 5)
    texting.turn(almost)
    assert (texting.states(), texting.reasons()) == (
        [("received", "failed")],
        ["given up after 1 tries: throttled"],
    )


def test_a_number_the_network_refuses_is_not_tried_again(texting: Texting) -> None:
    texting.driver.answers = [Fate(Word.REFUSED, reason="invalid destination")]
    texting.turn()
    texting.turn(later(86400))
    assert len(texting.driver.handed) == 1
    assert (texting.states(), texting.reasons()) == ([("received", "failed")], ["invalid destination"])


def test_no_answer_is_uncertain_and_a_late_one_clears_it_up(texting: Texting) -> None:
    texting.driver.answers = [Fate(Word.UNKNOWN, reason="no answer in 30 s")]
    texting.turn()
    assert (texting.states(), texting.reasons()) == ([("received", "uncertain")], ["no answer in 30 s"])
    [(reference,)] = texting.centre.rows("SELECT reference FROM sms")
    texting.driver.coming = [News(Fate(Word.SENT, handle="h1"), reference=str(reference))]
    texting.turn()
    assert (texting.states(), len(texting.driver.handed)) == ([("received", "sent")], 1)


def test_a_driver_that_is_not_ready_costs_no_message_a_try(texting: Texting) -> None:
    texting.driver.well = False
    pauses = [texting.turn(later(second)) for second in range(7)]
    assert pauses == [2, 4, 8, 16, 32, 60, 60]
    assert texting.sms.trouble == "told: no line; plug it in"
    assert texting.states() == [("received", "waiting")]
    texting.driver.well = True
    texting.turn()
    assert (texting.sms.trouble, texting.states()) == ("", [("received", "sent")])


def test_nobody_is_woken_at_night_but_for_a_number_that_is_soon_called(texting: Texting) -> None:
    texting.centre.receive(frame_of(event(2, soon(), at=NIGHT)))
    with texting.centre.store.transaction():
        texting.centre.store.execute(
            "UPDATE sms SET not_after = ? WHERE id = 2", (instant(NIGHT + timedelta(minutes=9)),)
        )
    texting.turn(NIGHT)
    assert texting.states() == [("received", "waiting"), ("soon", "sent")]
    texting.turn(MORNING - timedelta(seconds=1))
    assert len(texting.driver.handed) == 1
    texting.turn(MORNING)
    assert texting.states() == [("received", "sent"), ("soon", "sent")]


def test_a_number_that_is_soon_called_goes_before_everything_else(texting: Texting) -> None:
    texting.centre.receive(frame_of(event(2, soon())))
    texting.turn()
    assert ["A017" in text for text in texting.driver.texts] == [True, False]


def test_a_number_that_could_not_be_told_in_time_is_never_told(texting: Texting) -> None:
    texting.centre.receive(frame_of(event(2, soon())))
    texting.driver.well = False
    texting.turn()
    texting.driver.well = True
    texting.turn(later(601))
    assert texting.states() == [("received", "sent"), ("soon", "expired")]


def test_what_the_modem_did_not_send_in_time_is_taken_back(texting: Texting) -> None:
    texting.centre.receive(frame_of(event(2, soon())))
    texting.driver.answers = [Fate(Word.TAKEN, handle="h1")]
    texting.turn()
    texting.turn(later(601))
    assert texting.states() == [("received", "sent"), ("soon", "expired")]
    assert texting.reasons()[1] == "the modem did not send it in time; taken back"


def test_while_another_process_writes_this_one_lets_go_of_the_network(texting: Texting) -> None:
    texting.term = 0
    texting.turn()
    assert (texting.driver.closed, texting.driver.handed) == (True, [])
    texting.term = 2
    texting.turn()
    assert texting.states() == [("received", "sent")]


def test_a_store_that_is_unwilling_after_the_hand_over_is_told_later(
    texting: Texting, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(states, "settle", _unwilling)
        texting.turn()
    assert texting.states() == [("received", "sending")]
    texting.driver.knows = Fate(Word.SENT)
    texting.turn()
    assert (texting.states(), len(texting.driver.handed)) == ([("received", "sent")], 1)


def _unwilling(*_: object) -> None:
    raise peewee.OperationalError("disk is full")


def test_a_person_has_it_sent_again_under_another_name(texting: Texting) -> None:
    crash_in_hand_over(texting)
    texting.turn()
    with texting.centre.store.transaction():
        assert retry(texting.centre.store.writer, Chosen(1), NOW) == "uncertain"
    texting.turn()
    assert texting.states() == [("received", "sent")]
    assert texting.driver.handed[0].reference.endswith("-1")


@pytest.mark.parametrize("change", [retry, drop])
def test_what_is_sent_is_neither_sent_again_nor_dropped(texting: Texting, change: object) -> None:
    texting.turn()
    assert callable(change)
    with pytest.raises(Refused, match="SMS 1 is sent; only what"), texting.centre.store.transaction():
        change(texting.centre.store.writer, Chosen(1), NOW)


def test_an_sms_that_does_not_exist_is_named(texting: Texting) -> None:
    with pytest.raises(Refused, match="there is no SMS 7"), texting.centre.store.transaction():
        retry(texting.centre.store.writer, Chosen(7), NOW)


def test_what_a_person_dropped_is_never_sent(texting: Texting) -> None:
    with texting.centre.store.transaction():
        assert drop(texting.centre.store.writer, Chosen(1), NOW) == "waiting"
    texting.turn()
    assert (texting.states(), texting.driver.handed) == ([("received", "dropped")], [])


def test_what_waited_in_a_backup_is_for_a_person_to_decide(texting: Texting) -> None:
    with texting.centre.store.transaction():
        doubt(texting.centre.store.writer, NOW)
    texting.turn()
    assert (texting.states(), texting.reasons()) == ([("received", "uncertain")], [RESTORED])


def test_what_happened_before_a_restore_and_comes_again_is_uncertain(texting: Texting) -> None:
    with texting.centre.store.transaction():
        texting.centre.store.execute(
            "INSERT INTO generation (number, name, begins_after, began_at) VALUES (2, 'x', 0, ?)",
            ("2026-11-21T02:10:00.000Z",),
        )
    texting.centre.receive(frame_of(event(2, moved(9), at=later(-600)), event(3, moved(5))))
    assert texting.states()[1:] == [("ready", "uncertain"), ("supplement", "waiting")]

"""A kiosk's own modem: what the network says later, silence that is noticed, what a supervisor decides."""

import pytest

from devices.sms import Fate, News, Word
from firmware.console import Done, Refused, Why
from firmware.outbox import Claimed, Ended
from firmware.screens import Reading
from firmware.sms_desk import desk
from firmware.sms_pages import DecideSms
from mqtt.receipts import IN_A_ROW, LATE
from tests.firmware.sms import PHONE, TextingBench, s14, soon
from tests.firmware.sms import texter as texter

HOUR = LATE.total_seconds() + 1


def lines(texter: TextingBench) -> list[tuple[str, str, tuple[str, ...]]]:
    found = desk(texter.reader.rows, "").lines
    return [(line.state, line.reason, line.may) for line in found]


def says(texter: TextingBench, word: Word, message: int = 0, reason: str = "") -> None:
    """The network, of one that was sent."""
    texter.modem.coming = [News(Fate(word, reason=reason), reference=texter.modem.had[message].reference)]
    texter.send_sms(1)


def rows(texter: TextingBench) -> list[tuple[object, ...]]:
    return texter.reader.rows("SELECT state, outcome, retries FROM sms ORDER BY id")


def sends(texter: TextingBench, count: int) -> None:
    texter.modem.receipts = True
    texter.texting = texter.new_worker()
    for _ in range(count):
        texter.received(phone=PHONE)
    texter.send_sms(count)


# ---------------------------------------------------------------- receipts


@pytest.mark.parametrize("word", [Word.DELIVERED, Word.UNDELIVERABLE])
def test_what_the_network_says_is_noted_once(texter: TextingBench, word: Word) -> None:
    sends(texter, 1)
    says(texter, word)
    says(texter, Word.UNDELIVERABLE)
    says(texter, Word.DELIVERED)
    assert (rows(texter), len(texter.texts)) == ([("sent", word.value, 0)], 1)


def test_a_receipt_clears_up_what_was_uncertain(texter: TextingBench) -> None:
    texter.modem.answer = Word.UNKNOWN
    sends(texter, 1)
    assert rows(texter) == [("uncertain", "", 0)]
    says(texter, Word.DELIVERED)
    assert rows(texter) == [("sent", "delivered", 0)]


def test_five_without_a_receipt_are_a_fault_of_the_modem_that_goes_on_sending(texter: TextingBench) -> None:
    sends(texter, IN_A_ROW)
    texter.clock.advance(HOUR)
    texter.received(phone=PHONE)
    texter.send_sms(2)
    [(_, fault)] = texter.facts("device.fault")
    assert (fault["device"], fault["fault"], len(texter.texts)) == ("modem", "no_receipts", IN_A_ROW + 1)
    assert Reading("modem", "no_receipts", well=False) in s14(texter)


def test_the_fault_is_over_with_the_next_receipt(texter: TextingBench) -> None:
    sends(texter, IN_A_ROW)
    texter.clock.advance(HOUR)
    texter.send_sms(1)
    says(texter, Word.DELIVERED, IN_A_ROW - 1)
    texter.send_sms(1)
    assert texter.facts("device.cleared") == [("device.cleared", {"device": "modem", "fault": "no_receipts"})]
    assert Reading("modem", "ok", well=True) in s14(texter)


def test_a_modem_that_asks_for_no_receipts_misses_none(texter: TextingBench) -> None:
    for _ in range(IN_A_ROW):
        texter.received(phone=PHONE)
    texter.send_sms(IN_A_ROW)
    texter.clock.advance(HOUR)
    texter.send_sms(1)
    assert texter.facts("device.fault") == []


# ---------------------------------------------------------------- a supervisor


def test_what_did_not_arrive_is_listed_with_what_can_be_done(texter: TextingBench) -> None:
    sends(texter, 1)
    says(texter, Word.UNDELIVERABLE, reason="the network did not deliver it")
    texter.received(phone=PHONE)
    assert lines(texter) == [
        ("waiting", "", ("drop",)),
        ("undeliverable", "the network did not deliver it", ("again", "drop")),
    ]


def test_sent_again_it_goes_out_under_another_name(texter: TextingBench) -> None:
    texter.modem.answer = Word.REFUSED
    sends(texter, 1)
    texter.modem.answer = Word.SENT
    assert texter.decides(1, again=True) == Done()
    texter.send_sms(1)
    first, second = (message.reference for message in texter.modem.had)
    assert (second, rows(texter)) == (f"{first}-1", [("sent", "", 1)])


def test_news_of_the_first_try_say_nothing_of_the_second(texter: TextingBench) -> None:
    sends(texter, 1)
    says(texter, Word.UNDELIVERABLE)
    texter.decides(1, again=True)
    texter.send_sms(1)
    says(texter, Word.DELIVERED, 0)
    assert rows(texter) == [("sent", "", 1)]
    says(texter, Word.DELIVERED, 1)
    assert rows(texter) == [("sent", "delivered", 1)]


def test_what_is_dropped_is_neither_sent_nor_listed(texter: TextingBench) -> None:
    texter.received(phone=PHONE)
    assert texter.decides(1, again=False) == Done()
    texter.send_sms()
    assert (texter.texts, lines(texter), rows(texter)) == ([], [], [("expired", "dropped", 0)])


def test_what_is_dropped_while_the_worker_looks_at_it_is_not_handed_over(texter: TextingBench) -> None:
    texter.received(phone=PHONE)
    texter.drops_at_claim = True
    texter.send_sms()
    assert (texter.texts, rows(texter)) == ([], [("expired", "dropped", 0)])


@pytest.mark.parametrize("again", [True, False])
def test_what_was_delivered_is_left_alone(texter: TextingBench, again: bool) -> None:
    sends(texter, 1)
    says(texter, Word.DELIVERED)
    answer = texter.decides(1, again=again)
    assert isinstance(answer, Refused)
    assert (answer.why, rows(texter)) == (Why.WRONG_STATE, [("sent", "delivered", 0)])


def test_without_a_number_there_is_nothing_to_send_again(texter: TextingBench) -> None:
    soon(texter)
    texter.core.handle(Claimed(1))
    texter.core.handle(Ended(1, "failed", "the modem did not send it"))
    answer = texter.decides(1, again=True)
    assert isinstance(answer, Refused)
    assert answer.why is Why.WRONG_STATE


def test_an_sms_that_is_not_there_is_refused(texter: TextingBench) -> None:
    answer = texter.decides(7, again=True)
    assert isinstance(answer, Refused)
    assert answer.why is Why.UNKNOWN_SMS


def test_an_officer_at_a_counter_decides_nothing(texter: TextingBench) -> None:
    texter.received(phone=PHONE)
    answer = texter.ask(DecideSms(session="cb01", sms=1, again=False))
    assert isinstance(answer, Refused)
    assert (answer.why, rows(texter)) == (Why.NOT_SUPERVISOR, [("queued", "", 0)])

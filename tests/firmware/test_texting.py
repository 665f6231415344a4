"""A kiosk with a modem: what goes out, that it goes once whatever happens, and what is forgotten."""

from pathlib import Path

import pytest

from devices.modem import SimulatedModem
from devices.sms import Fate, News, Word
from firmware.outbox import Claimed, Ended
from firmware.texting import LEAST_SECONDS, MOST_SECONDS, TRIES
from tests.bench import ward
from tests.firmware.asking import asks, take
from tests.firmware.filing import LAND
from tests.firmware.sms import PHONE, SECTIONS, TextingBench, soon
from tests.firmware.sms import texter as texter

OFFICE = "Bo phan Mot cua phuong Song Cong"


# ---------------------------------------------------------------- what is sent


def test_a_received_dossier_is_told_with_its_date(texter: TextingBench) -> None:
    code = texter.received(phone="0912 345 678")
    texter.send_sms()
    [message] = texter.modem.had
    assert message.phone == "+84912345678"
    assert message.text == f"{OFFICE}: da tiep nhan ho so {code}. Hen tra ket qua: 01/12/2026."
    assert texter.states == ["sent"]


def test_supplement_and_result_are_told_and_nothing_between(texter: TextingBench) -> None:
    code = texter.received(phone=PHONE)
    texter.move(code, 4)
    texter.move(code, 5)
    texter.move(code, 4)
    texter.move(code, 9)
    texter.move(code, 10)
    texter.send_sms(10)
    assert [text.partition(f"{code} ")[2][:7] for text in texter.texts[1:]] == ["can bo ", "da co k"]


def test_what_came_online_is_received_when_an_officer_takes_it_in(texter: TextingBench) -> None:
    code = texter.received(LAND, "online", phone=PHONE)
    assert texter.states == []
    texter.move(code, 5)
    texter.move(code, 2)
    texter.send_sms()
    assert ["tiep nhan" in text for text in texter.texts] == [False, True]


def test_a_dossier_is_received_only_once_though_it_comes_back_from_a_supplement(texter: TextingBench) -> None:
    code = texter.received(phone=PHONE)
    texter.move(code, 5)
    texter.move(code, 2)
    texter.send_sms()
    assert ["tiep nhan" in text for text in texter.texts] == [True, False]


def test_another_date_alone_is_no_new_state(texter: TextingBench) -> None:
    code = texter.received(phone=PHONE)
    texter.move(code, 2, due="2026-12-15", reason="Chờ xác minh")
    assert len(texter.states) == 1


def test_without_a_phone_nobody_is_told(texter: TextingBench) -> None:
    texter.move(texter.received(), 9)
    assert texter.states == []


@pytest.mark.parametrize("sms", [{"sender": "none"}, {"sender": "centre"}])
def test_a_modem_is_idle_where_somebody_else_sends(tmp_path: Path, sms: dict[str, str]) -> None:
    bench = TextingBench.opened(tmp_path, **{**SECTIONS, "sms": sms})
    bench.received(phone=PHONE)
    assert bench.reader.rows("SELECT * FROM sms") == []


def test_whoever_is_soon_called_is_told_by_this_kiosk_and_the_centre_hears_of_no_number(
    texter: TextingBench,
) -> None:
    take(texter, 5)
    asks(texter)
    texter.called("cb01", 1)
    texter.send_sms()
    assert texter.texts == [f"{OFFICE}: sap den so A005, con 3 nguoi truoc Ong/Ba. Moi vao cho goi."]
    assert (texter.modem.had[0].phone, texter.modem.had[0].minutes) == ("+84912345678", 10)
    assert texter.facts("ticket.soon") == []


# ---------------------------------------------------------------- once, whatever happens


def test_nothing_is_handed_over_that_is_not_claimed_on_disk(texter: TextingBench) -> None:
    texter.received(phone=PHONE)
    texter.deaf = (Claimed,)
    assert texter.send_sms(1) == [LEAST_SECONDS]
    assert (texter.texts, texter.states) == ([], ["queued"])


def test_a_power_cut_after_the_claim_leaves_it_to_a_person(texter: TextingBench) -> None:
    texter.received(phone=PHONE)
    texter.core.handle(Claimed(1))
    texter.back_again()
    texter.send_sms()
    assert (texter.texts, texter.states) == ([], ["uncertain"])


def test_a_modem_that_forgot_all_with_the_power_is_given_nothing_twice(texter: TextingBench) -> None:
    texter.received(phone=PHONE)
    texter.deaf = (Ended,)
    texter.send_sms(1)
    texter.modem = SimulatedModem()
    texter.back_again()
    texter.send_sms()
    assert (texter.texts, texter.states) == ([], ["uncertain"])


def test_what_a_modem_took_and_lost_is_uncertain_in_the_end(texter: TextingBench) -> None:
    texter.modem.answer = Word.TAKEN
    texter.received(phone=PHONE)
    texter.send_sms(1)
    texter.modem = SimulatedModem()
    texter.back_again()
    texter.pass_days(4)
    texter.send_sms()
    assert (texter.texts, texter.states) == ([], ["uncertain"])


@pytest.mark.parametrize("answer", [Word.TAKEN, Word.SENT])
def test_a_power_cut_after_the_modem_and_before_the_note_sends_it_once(
    texter: TextingBench, answer: Word
) -> None:
    texter.modem.answer = answer
    texter.received(phone=PHONE)
    texter.deaf = (Ended,)
    texter.send_sms(1)
    assert texter.states == ["claimed"]
    texter.back_again()
    texter.send_sms()
    assert (len(texter.texts), texter.states) == (1, [answer.value])


def test_what_the_modem_cannot_answer_for_is_left_uncertain_for_ever(texter: TextingBench) -> None:
    texter.modem.answer = Word.UNKNOWN
    texter.received(phone=PHONE)
    texter.deaf = (Ended,)
    texter.send_sms(1)
    texter.back_again()
    texter.modem.answer = Word.SENT
    texter.send_sms()
    texter.back_again()
    texter.send_sms()
    assert (len(texter.texts), texter.states) == (1, ["uncertain"])


def test_a_note_that_failed_is_made_good_at_the_next_turn_without_sending_again(texter: TextingBench) -> None:
    texter.received(phone=PHONE)
    texter.deaf = (Ended,)
    texter.send_sms(2)
    texter.deaf = ()
    texter.send_sms(1)
    assert (len(texter.texts), texter.states) == (1, ["sent"])


def test_the_modem_forgets_news_only_after_they_are_on_disk(texter: TextingBench) -> None:
    texter.modem.answer = Word.TAKEN
    texter.received(phone=PHONE)
    texter.send_sms(1)
    texter.modem.coming = [News(Fate(Word.SENT), reference=texter.modem.had[0].reference)]
    texter.deaf = (Ended,)
    texter.send_sms(1)
    assert (texter.states, len(texter.modem.coming)) == (["taken"], 1)
    texter.deaf = ()
    texter.send_sms(1)
    assert (texter.states, texter.modem.coming) == (["sent"], [])


def test_news_of_another_databases_messages_change_nothing(texter: TextingBench) -> None:
    texter.received(phone=PHONE)
    texter.modem.coming = [News(Fate(Word.REFUSED), reference="0123456789abcdef-1")]
    texter.send_sms()
    assert texter.states == ["sent"]


# ---------------------------------------------------------------- a modem in trouble


def test_a_modem_that_is_busy_gets_it_later_and_ever_more_seldom(texter: TextingBench) -> None:
    texter.modem.answer = Word.BUSY
    texter.received(phone=PHONE)
    assert texter.send_sms(3) == [10.0, 20.0, 40.0]
    texter.modem.answer = Word.SENT
    texter.send_sms(1)
    assert (len(texter.texts), texter.states) == (1, ["sent"])


def test_what_is_turned_away_too_often_counts_as_failed_and_holds_nothing_up(texter: TextingBench) -> None:
    texter.modem.answer = Word.BUSY
    texter.received(phone=PHONE)
    texter.send_sms(TRIES)
    assert texter.states == ["failed"]


def test_a_modem_that_is_not_ready_is_left_alone_up_to_ten_minutes(texter: TextingBench) -> None:
    texter.modem.fault = "gammu-smsd does not run; start it"
    texter.received(phone=PHONE)
    assert max(texter.send_sms(12)) == MOST_SECONDS
    assert texter.states == ["queued"]


def test_a_fault_and_its_end_are_facts_each_once(texter: TextingBench) -> None:
    texter.modem.fault = "gammu-smsd does not run; start it"
    texter.send_sms(3)
    texter.modem.fault = ""
    texter.send_sms(3)
    assert texter.facts("device.fault") + texter.facts("device.cleared") == [
        (
            "device.fault",
            {"device": "modem", "fault": "not_ready", "detail": "gammu-smsd does not run; start it"},
        ),
        ("device.cleared", {"device": "modem", "fault": "not_ready"}),
    ]


# ---------------------------------------------------------------- when


def test_at_night_dossiers_wait_for_the_morning(texter: TextingBench) -> None:
    texter.clock.advance(13.5 * 3600)
    texter.received(phone=PHONE)
    texter.send_sms()
    assert texter.states == ["queued"]
    texter.clock.advance(10 * 3600)
    texter.send_sms()
    assert texter.states == ["sent"]


def test_whoever_waits_at_night_is_told_at_night(tmp_path: Path) -> None:
    bench = TextingBench(tmp_path, ward(**SECTIONS))
    bench.clock.advance(13.5 * 3600)
    bench.sign_in("cb01", 1)
    take(bench, 5)
    asks(bench)
    bench.called("cb01", 1)
    bench.send_sms()
    assert bench.states == ["sent"]


def test_a_ticket_is_told_before_dossiers_that_wait_longer(texter: TextingBench) -> None:
    texter.received(phone=PHONE)
    soon(texter)
    texter.send_sms(1)
    assert texter.states == ["queued", "sent"]


def test_a_number_that_is_soon_is_not_told_after_ten_minutes(texter: TextingBench) -> None:
    soon(texter)
    texter.clock.advance(601)
    texter.send_sms()
    assert (texter.texts, texter.states) == ([], ["expired"])


def test_what_the_modem_has_not_sent_in_ten_minutes_is_taken_back(texter: TextingBench) -> None:
    texter.modem.answer = Word.TAKEN
    soon(texter)
    texter.send_sms(1)
    texter.clock.advance(601)
    texter.send_sms(1)
    assert texter.states == ["expired"]


def test_after_three_days_a_dossiers_message_is_no_news(texter: TextingBench) -> None:
    texter.modem.fault = "no SIM"
    texter.received(phone=PHONE)
    texter.send_sms()
    texter.pass_days(4)
    texter.modem.fault = ""
    texter.send_sms()
    assert (texter.texts, texter.states) == ([], ["expired"])


def test_a_clock_that_may_be_wrong_knows_no_night(texter: TextingBench) -> None:
    texter.clock.advance(13.5 * 3600)
    texter.clock.trusted = False
    texter.received(phone=PHONE)
    texter.send_sms()
    assert texter.states == ["sent"]

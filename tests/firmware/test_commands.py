"""Commands of the centre at the kiosk: who is obeyed, what each word does, and that nothing happens twice."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from firmware import commanding, settings
from firmware.clock import Now
from firmware.events import CommandArrived
from firmware.orders import key_of
from mqtt.commands import Erase
from mqtt.messages import instant
from mqtt.signing import sealed
from tests.bench import START, KioskBench, ward
from tests.firmware.commands import KEY, Voice
from tests.firmware.filing import FilingBench
from tests.firmware.filing import filing as filing

PHONE = "0912345678"
NOW = Now(START, 1000.0, trusted=True)
UNSET = replace(NOW, trusted=False)
SECONDS_BEFORE, MINUTES_AHEAD = "2026-11-23T00:59:59.000Z", "2026-11-23T01:11:00.000Z"


@pytest.fixture
def voice(kiosk: KioskBench) -> Voice:
    return Voice(kiosk)


# ---- judgement


def arrived(**changes: object) -> CommandArrived:
    good = CommandArrived(9, instant(START), "2026-11-24T00:00:00.000Z", "erase", Erase(what="phones"))
    return msgspec.structs.replace(good, **changes)


@pytest.mark.parametrize(
    ("changes", "now", "reason"),
    [
        ({}, NOW, ""),
        ({"counter": 8}, NOW, "old counter: command 8 was taken in before it"),
        ({"counter": 3}, NOW, "old counter"),
        ({"expires": SECONDS_BEFORE}, NOW, "expired at 2026-11-23T00:59:59.000Z"),
        ({"expires": SECONDS_BEFORE}, UNSET, "expired at"),
        ({"at": MINUTES_AHEAD}, NOW, "not valid yet: issued at 2026-11-23T01:11:00.000Z"),
        ({"at": MINUTES_AHEAD}, UNSET, ""),
        ({"at": "2026-11-23T01:09:00.000Z"}, NOW, ""),
        ({"refusal": "unknown word 'dance'"}, NOW, "unknown word 'dance'"),
        ({"refusal": "unknown word 'dance'", "expires": SECONDS_BEFORE}, NOW, "expired at"),
    ],
)
def test_a_command_is_judged_by_counter_and_time(changes: dict[str, object], now: Now, reason: str) -> None:
    judged = commanding.judged(arrived(**changes), 8, now)
    assert judged[: len(reason) or None] == reason


def test_what_bears_no_good_signature_leaves_no_trace(kiosk: KioskBench, voice: Voice) -> None:
    kiosk.take_number()
    before = kiosk.facts()
    reprint = voice.command("reprint", {"number": "A001"})
    voice.send(b"")
    voice.send(b"{}")
    voice.send(reprint.replace(b'"v":1', b'"v":9'))
    voice.send(sealed(b"reprint A001", KEY))
    voice.send(sealed(reprint, Ed25519PrivateKey.generate()))
    voice.say("reprint", {"number": "A001"}, kiosk="19/05518/k2")
    voice.send(b" " * 300_000)
    assert kiosk.facts() == before
    assert kiosk.reader.rows("SELECT count(*) FROM command") == [(0,)]


def test_a_kiosk_without_the_centres_key_obeys_nobody(kiosk: KioskBench) -> None:
    voice = Voice(kiosk, key=None)
    voice.say("erase", {"what": "phones"})
    assert voice.answers == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"word": "erase", "expires": SECONDS_BEFORE}, "expired"),
        ({"word": "erase", "at": MINUTES_AHEAD}, "not valid yet"),
        ({"word": "dance"}, "unknown word 'dance'; use one of resend, config"),
        ({"word": "reprint"}, "reprint: Object contains unknown field `what`"),
    ],
)
def test_a_signed_command_that_does_not_hold_is_answered_with_the_reason(
    voice: Voice, changes: dict[str, str], reason: str
) -> None:
    voice.say(data={"what": "phones"}, **changes)
    [(counter, outcome, said)] = voice.answers
    assert (counter, outcome, said[: len(reason)]) == (1, "refused", reason)


# ---- once


def test_a_command_that_is_repeated_is_carried_out_and_answered_once(
    kiosk: KioskBench, voice: Voice, caplog: pytest.LogCaptureFixture
) -> None:
    number = kiosk.take_number()
    kiosk.print_slips()
    payload = voice.say("reprint", {"number": number})
    voice.send(payload)
    kiosk.print_slips()
    assert kiosk.tape.slips == 2
    assert voice.answers == [(1, "done", "")]
    assert "event failed" not in caplog.text


def test_a_power_cut_does_not_make_a_command_new(kiosk: KioskBench, voice: Voice) -> None:
    number = kiosk.take_number()
    payload = voice.say("reprint", {"number": number})
    kiosk.power_cycle()
    again = Voice(kiosk)
    again.send(payload)
    kiosk.print_slips()
    assert again.answers == [(1, "done", "")]
    assert kiosk.tape.slips == 2


def test_a_command_cut_off_in_the_middle_is_carried_out_when_it_comes_again(
    kiosk: KioskBench, voice: Voice
) -> None:
    number = kiosk.take_number()
    kiosk.print_slips()
    fault = "CREATE TRIGGER cut BEFORE INSERT ON ledger BEGIN SELECT raise(ABORT, 'the disk is full'); END"
    kiosk.store._database.execute_sql(fault)
    payload = voice.say("reprint", {"number": number})
    kiosk.store._database.execute_sql("DROP TRIGGER cut")
    assert kiosk.reader.rows("SELECT count(*) FROM command") == [(0,)]
    kiosk.power_cycle()
    kiosk.print_slips()
    assert kiosk.tape.slips == 1
    again = Voice(kiosk)
    again.send(payload)
    kiosk.print_slips()
    assert (kiosk.tape.slips, again.answers) == (2, [(1, "done", "")])


def test_a_command_that_comes_after_a_newer_one_is_refused_and_says_so(voice: Voice) -> None:
    older = voice.command("erase", {"what": "phones"})
    voice.say("erase", {"what": "phones"})
    voice.send(older)
    voice.send(older)
    assert voice.answers == [
        (2, "done", ""),
        (1, "refused", "old counter: command 2 was taken in before it"),
    ]


# ---- the words


def test_a_reprint_is_a_second_slip_marked_as_one(kiosk: KioskBench, voice: Voice) -> None:
    number = kiosk.take_number()
    kiosk.print_slips()
    voice.say("reprint", {"number": number})
    kiosk.print_slips()
    assert [data["number"] for _, data in kiosk.facts("ticket.reprinted")] == [number]


def test_a_number_that_was_not_given_today_is_not_printed(voice: Voice) -> None:
    voice.say("reprint", {"number": "A777"})
    assert voice.answers == [(1, "refused", "there is no ticket 'A777' today; look at the queue")]


def test_erasing_takes_the_phones_of_closed_dossiers_at_once(filing: FilingBench) -> None:
    kept, closed = filing.received(phone=PHONE), filing.received(phone=PHONE)
    filing.move(closed, 9)
    voice = Voice(filing)
    voice.say("erase", {"what": "phones"})
    assert filing.row(closed, "phone IS NULL") == (1,)
    assert filing.row(kept, "phone IS NULL") == (0,)
    assert voice.answers == [(1, "done", "")]


def test_an_update_is_asked_for_where_there_is_a_server(tmp_path: Path) -> None:
    voice = Voice(KioskBench(tmp_path, ward(updates={"url": "https://centre.example:8443"})))
    voice.say("update")
    assert voice.answers == [(1, "done", "")]


def test_an_update_is_refused_where_there_is_no_server(voice: Voice) -> None:
    voice.say("update")
    reason = "this kiosk knows no update server; set [updates] url in its folder"
    assert voice.answers == [(1, "refused", reason)]


# ---- sending again


def test_everything_of_the_last_days_is_unacknowledged_again(kiosk: KioskBench, voice: Voice) -> None:
    kiosk.take_number()
    kiosk.link(up=True)
    kiosk.centre_acks(2)
    kiosk.pass_days(10)
    kiosk.take_number()
    kiosk.centre_acks(kiosk.progress.high)
    voice.say("resend", {"days": 5})
    assert kiosk.progress.acknowledged == 2
    voice.say("resend", {"days": 30})
    assert kiosk.progress.acknowledged == 0


def test_from_a_row_of_its_own_epoch_on(kiosk: KioskBench, voice: Voice) -> None:
    kiosk.take_number()
    kiosk.take_number()
    kiosk.link(up=True)
    kiosk.centre_acks(3)
    voice.say("resend", {"epoch": kiosk.store.epoch, "from_seq": 2})
    assert kiosk.progress.acknowledged == 1


def test_the_rows_of_another_card_are_not_here(kiosk: KioskBench, voice: Voice) -> None:
    voice.say("resend", {"epoch": "0123456789abcdef", "from_seq": 1})
    assert voice.answers[0][1:] == (
        "refused",
        f"epoch 0123456789abcdef is not that of this kiosk's database, {kiosk.store.epoch}",
    )


# ---- the key


def test_the_key_may_stand_in_the_settings_or_in_a_file(tmp_path: Path) -> None:
    pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "centre.pem").write_bytes(pem)
    keys = [
        settings.Command(key=pem.decode()),
        settings.Command(key_file=str(tmp_path / "centre.pem")),
        settings.Command(),
        settings.Command(key="a key"),
        settings.Command(key_file=str(tmp_path / "nothing")),
    ]
    assert [key_of(one) for one in keys] == [KEY.public_key(), KEY.public_key(), None, None, None]

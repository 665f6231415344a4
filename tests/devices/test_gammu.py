"""The driver and the real daemon of Gammu, with its dummy telephone."""

import codecs
from pathlib import Path

import pytest

from devices.gammu import GammuSpool
from devices.sms import Fate, Message, News, NotReady, Word
from tests.gammu import gammu_daemon, make_spool, network_reports, transmitted
from tests.processes import wait_until

HELLO = Message("c0ffee-1", "+84912345678", "Ho so H-1 da co ket qua.")
NAME = "OUTN00000000_000000_00_+84912345678_c0ffee-1.txt"
SENT = News(Fate(Word.SENT), reference="c0ffee-1")


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return make_spool(tmp_path / "spool")


def report(spool: Path, text: str, *, serial: str = "00", phone: str = "+84912345678") -> None:
    """As the daemon writes a network's receipt with `inboxformat = unicode`."""
    file = spool / "inbox" / f"IN20261122_090000_{serial}_{phone}_00.txt"
    file.write_bytes(codecs.BOM_UTF16_BE + text.encode("utf-16-be"))


def test_a_message_goes_through_the_daemon_to_the_telephone_once(spool: Path) -> None:
    driver = GammuSpool(spool)
    with gammu_daemon(spool):
        assert driver.hand_over(HELLO) == Fate(Word.TAKEN, handle="c0ffee-1")
        wait_until(lambda: driver.news() == [SENT], seconds=20)
    assert len(transmitted(spool)) == 1


def test_handing_over_the_same_message_again_sends_nothing(spool: Path) -> None:
    driver = GammuSpool(spool)
    with gammu_daemon(spool):
        driver.hand_over(HELLO)
        wait_until(lambda: driver.news() == [SENT], seconds=20)
        assert GammuSpool(spool).hand_over(HELLO) == Fate(Word.SENT)
    assert len(transmitted(spool)) == 1


def test_vietnamese_letters_reach_the_telephone_as_unicode(spool: Path) -> None:
    driver = GammuSpool(spool)
    with gammu_daemon(spool):
        driver.hand_over(Message("wide-1", "+84912345678", "Hồ sơ đã có kết quả", wide=True))
        wait_until(lambda: bool(transmitted(spool)), seconds=20)
    assert 'with text "Hồ sơ đã có kết quả" cod 1' in (spool / "log").read_text(errors="replace")


def test_what_the_daemon_has_not_taken_up_is_found_again_after_a_crash(spool: Path) -> None:
    GammuSpool(spool).hand_over(HELLO)
    assert GammuSpool(spool).ask("c0ffee-1") == Fate(Word.TAKEN, handle="c0ffee-1")
    assert [file.name for file in (spool / "outbox").iterdir()] == [NAME]


def test_what_never_reached_the_outbox_may_be_handed_over_again(spool: Path) -> None:
    (spool / "outbox" / f".{NAME}").write_text("Ho so H-1")
    assert GammuSpool(spool).ask("c0ffee-1").word is Word.BUSY


def test_a_modem_that_fails_is_told_as_refused(spool: Path) -> None:
    driver = GammuSpool(spool)
    (spool / "error" / NAME).write_text("Ho so H-1")
    assert driver.ask("c0ffee-1") == Fate(Word.REFUSED, reason="the modem did not send it")
    assert [one.fate.word for one in driver.news()] == [Word.REFUSED]


def test_no_number_stays_in_the_folders_once_its_fate_is_on_disk(spool: Path) -> None:
    driver = GammuSpool(spool)
    (spool / "sent" / NAME).write_text("Ho so H-1")
    assert driver.news() == [SENT]
    driver.noted()
    assert list((spool / "sent").iterdir()) == []
    assert driver.news() == []


def test_news_are_told_again_until_they_are_noted(spool: Path) -> None:
    driver = GammuSpool(spool)
    (spool / "sent" / NAME).write_text("Ho so H-1")
    assert driver.news() == driver.news() == [SENT]


def test_a_receipt_of_the_network_is_matched_by_its_telephone(spool: Path) -> None:
    driver = GammuSpool(spool, receipts=True)
    (spool / "sent" / f"{NAME}d").write_text("Ho so H-1")
    driver.news()
    driver.noted()
    report(spool, "Delivered", phone="+84987654321")
    report(spool, "Delivered")
    assert driver.news() == [News(Fate(Word.DELIVERED), reference="c0ffee-1")]
    driver.noted()
    assert [*(spool / "sent").iterdir(), *(spool / "inbox").iterdir()] == []


def test_two_receipts_for_one_message_are_one(spool: Path) -> None:
    driver = GammuSpool(spool, receipts=True)
    (spool / "sent" / f"{NAME}d").write_text("Ho so H-1")
    report(spool, "Delivered", serial="00")
    report(spool, "Delivered", serial="01")
    words = [one.fate.word for one in driver.news()]
    assert words == [Word.SENT, Word.DELIVERED]


def test_what_people_write_back_is_left_alone(spool: Path) -> None:
    driver = GammuSpool(spool, receipts=True)
    (spool / "sent" / f"{NAME}d").write_text("Ho so H-1")
    report(spool, "Cam on")
    assert driver.news() == [SENT]
    driver.noted()
    assert len(list((spool / "inbox").iterdir())) == 1


def test_what_came_too_late_is_taken_back_from_the_daemon(spool: Path) -> None:
    driver = GammuSpool(spool)
    driver.hand_over(HELLO)
    assert (driver.withdraw("c0ffee-1"), driver.withdraw("c0ffee-1")) == (True, False)
    assert list((spool / "outbox").iterdir()) == []


def test_a_number_that_is_soon_overtakes_what_waits(spool: Path) -> None:
    driver = GammuSpool(spool)
    driver.hand_over(HELLO)
    driver.hand_over(Message("beef-1", "+84912345678", "Sap den so A017", minutes=10))
    assert sorted(file.name for file in (spool / "outbox").iterdir())[0].startswith("OUTA")


def test_folders_that_are_missing_are_named(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="spool/inbox: no folder to write in; create it"):
        GammuSpool(tmp_path / "spool").ready()


def test_a_daemon_that_does_not_run_is_named(spool: Path) -> None:
    driver = GammuSpool(spool, pid_file=spool / "pid")
    with pytest.raises(NotReady, match="gammu-smsd does not run; start it"):
        driver.ready()


def test_a_daemon_that_runs_is_ready(spool: Path) -> None:
    with gammu_daemon(spool):
        GammuSpool(spool, pid_file=spool / "pid").ready()


@pytest.mark.parametrize(("text", "word"), [("Delivered", Word.DELIVERED), ("Failed", Word.UNDELIVERABLE)])
def test_a_receipt_comes_through_the_real_daemon(spool: Path, text: str, word: Word) -> None:
    driver = GammuSpool(spool, receipts=True)
    with gammu_daemon(spool):
        driver.hand_over(HELLO)
        wait_until(lambda: driver.news() == [SENT], seconds=60)
        driver.noted()
        network_reports(spool, text)
        wait_until(lambda: [one.fate.word for one in driver.news()] == [word], seconds=60)
    assert [one.reference for one in driver.news()] == ["c0ffee-1"]

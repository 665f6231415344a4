"""The driver of SMPP against an SMSC that does not always behave."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from devices.smpp import Account, SmppLink
from devices.sms import Fate, Message, News, NotReady, Word, short_of
from tests.processes import free_port, wait_until
from tests.smsc import UNDELIVERABLE, Smsc, smsc

HELLO = Message("c0ffee-0", "+84912345678", "Ho so H-1 da co ket qua.")
SHORT = short_of("c0ffee-0")


@pytest.fixture
def server() -> Iterator[Smsc]:
    with smsc() as server:
        yield server


@pytest.fixture
def link(server: Smsc) -> Iterator[SmppLink]:
    link = SmppLink(account(server.port))
    yield link
    link.close()


def account(port: int, password: str = "secret") -> Account:
    return Account("127.0.0.1", port, "motcua", password, sender="MOTCUA", answer_seconds=1)


def told(link: SmppLink) -> list[News]:
    """What it says next, and notes it."""
    wait_until(lambda: bool(link.news()))
    found = link.news()
    link.noted()
    return found


def test_a_message_arrives_whole_with_its_reference(server: Smsc, link: SmppLink) -> None:
    link.ready()
    assert link.hand_over(HELLO) == Fate(Word.SENT, handle="00000001")
    [one] = server.submitted
    assert (one.phone, one.text, one.reference) == ("84912345678", HELLO.text, SHORT)


def test_vietnamese_letters_arrive(server: Smsc, link: SmppLink) -> None:
    link.ready()
    text = "Hồ sơ đã có kết quả, mời Ông/Bà mang giấy hẹn đến Bộ phận Một cửa để nhận. " * 2
    link.hand_over(Message("w-0", "+84912345678", text, wide=True))
    assert server.submitted[0].text == text


def test_a_receipt_says_that_it_was_delivered(server: Smsc, link: SmppLink) -> None:
    link.ready()
    link.hand_over(HELLO)
    server.deliver(server.submitted[0])
    fate = Fate(Word.DELIVERED, handle="00000001")
    assert told(link) == [News(fate, handle="00000001", short=SHORT)]


def test_a_receipt_in_words_is_read_as_well(server: Smsc, link: SmppLink) -> None:
    link.ready()
    link.hand_over(HELLO)
    server.deliver(server.submitted[0], UNDELIVERABLE, by_text=True)
    [news] = told(link)
    assert (news.fate.word, news.handle) == (Word.UNDELIVERABLE, "00000001")
    assert news.fate.reason == "the network did not deliver it (state 5)"


def test_a_receipt_is_answered_only_once_it_is_noted(server: Smsc, link: SmppLink) -> None:
    link.ready()
    link.hand_over(HELLO)
    server.deliver(server.submitted[0])
    wait_until(lambda: len(link.news()) == 1)
    assert server.receipts_answered == 0
    link.noted()
    wait_until(lambda: server.receipts_answered == 1)
    assert link.news() == []


def test_what_people_write_back_is_answered_and_passed_over(server: Smsc, link: SmppLink) -> None:
    link.ready()
    server.write(b"Cam on")
    wait_until(lambda: link.news() == [] and server.receipts_answered == 1)


def test_two_answers_to_one_submission_are_one(server: Smsc, link: SmppLink) -> None:
    server.answers = 2
    link.ready()
    assert link.hand_over(HELLO).word is Word.SENT
    link.ready()
    assert link.news() == []


def test_no_answer_is_unknown_and_a_late_one_is_news(server: Smsc, link: SmppLink) -> None:
    server.silent = 1
    link.ready()
    assert link.hand_over(HELLO) == Fate(Word.UNKNOWN, reason="the SMSC did not answer in 1 s")
    server.answer()
    assert told(link) == [News(Fate(Word.SENT, handle="00000001"), reference="c0ffee-0")]
    assert len(server.submitted) == 1


@pytest.mark.parametrize("status", [0x58, 0x14, 0x64])
def test_a_throttled_submission_may_be_handed_over_again(server: Smsc, link: SmppLink, status: int) -> None:
    server.statuses = [status]
    link.ready()
    assert link.hand_over(HELLO).word is Word.BUSY
    assert link.hand_over(HELLO).word is Word.SENT
    assert len(server.submitted) == 1


def test_a_number_that_the_smsc_does_not_know_is_refused(server: Smsc, link: SmppLink) -> None:
    server.statuses = [0x0B]
    link.ready()
    assert link.hand_over(HELLO) == Fate(
        Word.REFUSED, reason="the SMSC refused it: Invalid Destination Address"
    )


def test_a_line_that_breaks_before_the_answer_is_unknown(server: Smsc, link: SmppLink) -> None:
    server.drops = 1
    link.ready()
    fate = link.hand_over(HELLO)
    assert fate == Fate(Word.UNKNOWN, reason="the line broke before the SMSC answered")
    assert link.ask("c0ffee-0") == fate
    assert len(server.submitted) == 1


def test_after_a_broken_line_it_binds_again(server: Smsc, link: SmppLink) -> None:
    link.ready()
    server.hang_up()
    wait_until(lambda: link.news() == [] and link.hand_over(HELLO).word is Word.BUSY)
    link.ready()
    assert link.hand_over(Message("next-0", "+84912345678", "Xin chao")).word is Word.SENT
    assert server.sessions == 2


def test_what_another_process_submitted_nobody_here_knows(link: SmppLink) -> None:
    assert link.ask("c0ffee-0") == Fate(Word.UNKNOWN)


def test_a_wrong_password_is_named(server: Smsc) -> None:
    with pytest.raises(
        NotReady, match=r"smpp motcua@127.0.0.1:\d+: .*Invalid Password.*correct \[sms.smpp\]"
    ):
        SmppLink(account(server.port, "wrong")).ready()


def test_an_smsc_that_is_not_there_is_named() -> None:
    with pytest.raises(NotReady, match="Connection refused; ask the provider"):
        SmppLink(account(free_port())).ready()


def test_the_password_is_never_shown() -> None:
    assert "secret" not in repr(account(1)) + SmppLink(account(1)).name


@pytest.mark.parametrize("receipts", [True, False])
def test_a_receipt_is_asked_for_unless_the_carrier_gives_none(server: Smsc, receipts: bool) -> None:
    link = SmppLink(replace(account(server.port), receipts=receipts))
    link.ready()
    link.hand_over(HELLO)
    link.close()
    assert [one.asks_for_receipt for one in server.submitted] == [receipts]

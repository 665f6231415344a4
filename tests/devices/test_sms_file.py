"""SMS as files for a demonstration."""

from pathlib import Path

import pytest

from devices.sms import Fate, Message, NotReady, Word, short_of
from devices.sms_file import SmsFiles

HELLO = Message("c0ffee-1", "+84912345678", "Ho so H-1 da co ket qua.")


def test_each_sms_is_one_file_that_anybody_can_read(tmp_path: Path) -> None:
    driver = SmsFiles(tmp_path / "sms")
    driver.ready()
    assert driver.hand_over(HELLO) == Fate(Word.SENT)
    assert (tmp_path / "sms" / "c0ffee-1.txt").read_text(
        "utf-8"
    ) == "+84912345678\n\nHo so H-1 da co ket qua.\n"


def test_the_same_message_twice_is_one_file(tmp_path: Path) -> None:
    driver = SmsFiles(tmp_path)
    driver.hand_over(HELLO)
    assert driver.hand_over(HELLO) == driver.ask("c0ffee-1") == Fate(Word.SENT)
    assert len(list(tmp_path.iterdir())) == 1


def test_what_was_never_written_may_be_handed_over(tmp_path: Path) -> None:
    assert SmsFiles(tmp_path).ask("c0ffee-1").word is Word.BUSY


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "sms").write_text("a file")
    with pytest.raises(NotReady, match="sms: File exists; give a folder"):
        SmsFiles(tmp_path / "sms").ready()


def test_neither_number_nor_text_is_in_a_message_as_it_is_logged() -> None:
    assert repr(HELLO) == "Message(reference='c0ffee-1', wide=False, minutes=1440)"


def test_a_short_reference_fits_sixteen_bits_and_tells_messages_apart() -> None:
    shorts = [short_of(f"c0ffee-{number}") for number in range(1000)]
    assert 1 <= min(shorts) <= max(shorts) <= 65_535
    assert len(set(shorts)) > 980

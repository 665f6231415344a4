"""`motcua-central sms …`: what it prints, what it refuses, and how it ends."""

import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from central.__main__ import main
from central.settings import Store as Wanted
from central.sms.keys import Keys, make_keys
from central.store.database import open_store
from tests.central.outbox import row

AT = datetime(2026, 11, 21, 2, 15, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Office:
    """A centre's folder with no centre running in it."""

    folder: Path
    keys: Keys
    capsys: pytest.CaptureFixture[str]

    def put(self, subject: str, state: str, reason: str = "", phone: str = "0912345678") -> int:
        store = open_store(Wanted(), self.folder / "data")
        assert store.claim()
        number = row(store, self.keys, subject, state, AT, reason=reason, phone=phone)
        store.close()
        return number

    def types(self, *words: str) -> tuple[int, str, str]:
        """How it ended, what it printed, what it complained of."""
        ended = main(
            ["sms", *words, "--config", str(self.folder / "centre.toml"), "--data", str(self.folder / "data")]
        )
        said = self.capsys.readouterr()
        return ended, said.out, said.err


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    keys = make_keys(tmp_path / "keys.toml")
    (tmp_path / "centre.toml").write_text(
        f'[mqtt]\nhost = "127.0.0.1"\n[sms]\nkey_file = "{tmp_path}/keys.toml"\n'
    )
    return Office(tmp_path, keys, capsys)


def test_the_outbox_shows_what_needs_somebody_and_all_only_when_asked(office: Office) -> None:
    office.put("H1", "failed", "the modem did not send it")
    office.put("H2", "delivered")
    failed = (
        "1  failed  received  19/05518  H1  091****678  2026-11-21T02:15:00.000Z  the modem did not send it\n"
    )
    delivered = "2  delivered  received  19/05518  H2  091****678  2026-11-21T02:15:00.000Z\n"
    assert office.types("outbox") == (0, failed, "")
    assert office.types("outbox", "--all") == (0, failed + delivered, "")


def test_an_empty_outbox_says_so(office: Office) -> None:
    office.put("H2", "delivered")
    assert office.types("outbox") == (
        0,
        "nothing waits, and nothing needs you; --all shows what was sent\n",
        "",
    )


def test_one_that_failed_is_sent_again_and_says_what_it_was(office: Office) -> None:
    office.put("H1", "undeliverable")
    assert office.types("retry", "1") == (0, "SMS 1 waits again; it was undeliverable\n", "")
    assert "1  waiting  " in office.types("outbox")[1]


def test_one_that_waits_is_dropped_and_says_what_it_was(office: Office) -> None:
    office.put("H1", "waiting")
    assert office.types("drop", "1") == (0, "SMS 1 is dropped; it was waiting\n", "")
    assert office.types("outbox")[1].startswith("nothing waits")


@pytest.mark.parametrize("verb", ["retry", "drop"])
def test_a_number_that_no_sms_has_is_refused(office: Office, verb: str) -> None:
    assert office.types(verb, "7") == (
        2,
        "",
        "motcua-central: there is no SMS 7; `motcua-central sms outbox` names them\n",
    )


@pytest.mark.parametrize(
    ("verb", "state", "refusal"),
    [
        ("retry", "waiting", "only what failed, ended or is uncertain is sent again"),
        ("retry", "sending", "only what failed, ended or is uncertain is sent again"),
        ("retry", "delivered", "only what failed, ended or is uncertain is sent again"),
        ("drop", "sending", "only what waits, failed or is uncertain is dropped"),
        ("drop", "delivered", "only what waits, failed or is uncertain is dropped"),
        ("drop", "dropped", "only what waits, failed or is uncertain is dropped"),
    ],
)
def test_a_wrong_state_is_refused_and_nothing_changes(
    office: Office, verb: str, state: str, refusal: str
) -> None:
    office.put("H1", state)
    before = office.types("outbox", "--all")
    assert office.types(verb, "1") == (2, "", f"motcua-central: SMS 1 is {state}; {refusal}\n")
    assert office.types("outbox", "--all") == before


def test_what_has_no_number_is_not_sent_again(office: Office) -> None:
    office.put("H1", "failed", phone="02438255555")
    ended, _, complaint = office.types("retry", "1")
    assert (ended, "has no number to go to; tell the person another way" in complaint) == (2, True)


@pytest.mark.parametrize("words", [["retry"], ["retry", "x"], ["drop"], ["key"], ["sing"], []])
def test_words_that_make_no_command_end_with_two(office: Office, words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        office.types(*words)
    assert ended.value.code == 2


def test_a_key_file_is_made_and_the_public_half_printed(office: Office) -> None:
    file = office.folder / "new.toml"
    ended, said, _ = office.types("key", str(file))
    assert (ended, stat.S_IMODE(file.stat().st_mode)) == (0, 0o600)
    assert [text in said for text in (f'key_file = "{file}"', 'sender = "centre"', "Keep a copy")] == [
        True
    ] * 3
    assert [line for line in file.read_text().splitlines() if line.partition('"')[2][:-1] in said] == []


def test_a_key_file_that_exists_is_kept(office: Office) -> None:
    before = (office.folder / "keys.toml").read_bytes()
    ended, _, complaint = office.types("key", str(office.folder / "keys.toml"))
    assert (ended, "there are keys already" in complaint) == (2, True)
    assert (office.folder / "keys.toml").read_bytes() == before

"""What comes in wrong from home, a card that is full or worn, and a lost key: said, and nothing breaks."""

import hashlib
from pathlib import Path

import pytest

from firmware.filed_pages import LEAST_FREE_MB, fetching
from firmware.filings import ANSWER_SECONDS, SPOILT_SECONDS
from firmware.health import vitals
from firmware.seals import SealError
from mqtt import filing
from mqtt.filing import ATTACHMENT_BYTES, Piece
from tests.firmware.filing import FilingBench
from tests.firmware.home import CODE, PNG, Home, attachment, form

ENTERED = ["dossier.received", "dossier.filed"]
SHA = hashlib.sha256(PNG).hexdigest()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(FilingBench.opened(tmp_path))


# ---- what is wrong


def test_a_supplement_to_an_unknown_dossier_is_refused(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    home.says(form(turn=2))
    assert home.kinds() == []
    assert "it adds to a dossier that this register does not have" in caplog.text


def test_a_code_of_the_register_is_not_taken_over_from_home(home: Home) -> None:
    home.kiosk.received(code=CODE.upper())
    home.says(form())
    assert home.kinds() == ["dossier.received"]


@pytest.mark.parametrize("code", ["19.05521.nop-261123-0001", "20.05518.nop-261123-0001", "19.05518.\n; x"])
def test_another_wards_filing_is_refused(home: Home, code: str, caplog: pytest.LogCaptureFixture) -> None:
    home.says(form(code=code))
    assert home.kiosk.reader.rows("SELECT * FROM filing") == []
    assert "is no code of this ward" in caplog.text


@pytest.mark.parametrize("leaf", ["filed", "piece"])
@pytest.mark.parametrize(
    "payload", [b"", b"{}", b"\xff\xfe", b"[" * 100_000, b'{"code": 5}', b"x" * 2_000_000]
)
def test_rubbish_is_logged_and_breaks_nothing(home: Home, leaf: str, payload: bytes) -> None:
    home.hears(leaf, payload)
    home.files(form(attachment()), PNG)
    assert home.kinds() == ENTERED


def test_a_piece_of_the_wrong_length_is_refused(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    home.says(form(attachment()), PNG)
    home.hears("piece", filing.encode(Piece(sha256=SHA, index=0, body=b"short")))
    home.hears("piece", filing.encode(Piece(sha256=SHA, index=3, body=b"")))
    assert "has 5 bytes" in caplog.text
    assert home.folders() == []


def test_what_is_not_what_was_filed_is_thrown_away_and_wanted_again(home: Home) -> None:
    home.says(form(attachment()), PNG)
    home.bodies[SHA] = PNG[:-1] + b"!"
    home.gives()
    assert (home.kinds(), home.folders()) == ([], [])
    home.bodies[SHA] = PNG
    home.take_turn(SPOILT_SECONDS - 1)
    assert len(home.wanted()) == 1
    home.take_turn(1)
    home.gives()
    assert home.kinds() == ENTERED


def test_a_piece_that_the_card_damaged_before_the_end_is_fetched_anew(home: Home) -> None:
    home.says(form(attachment()), PNG)
    home.gives(most=2)
    (home.kiosk.folder / "filings" / SHA / "000").write_bytes(b"rot")
    home.hears("piece", filing.encode(home.piece(SHA, 2)))
    home.take_turn(SPOILT_SECONDS)
    home.gives()
    assert home.kinds() == ENTERED


def test_a_key_that_was_lost_and_comes_back_has_cost_nothing(home: Home) -> None:
    home.says(form(attachment()), PNG)
    key = home.kiosk.folder / "dossiers.key"
    key.rename(key.with_name("away"))
    home.power_cycle()
    with pytest.raises(SealError):
        home.hears("piece", filing.encode(home.piece(SHA, 0)))
    key.with_name("away").rename(key)
    home.take_turn(ANSWER_SECONDS)
    home.gives_all()
    assert home.kinds() == ENTERED


# ---- room


def test_health_says_that_attachments_wait_and_why(home: Home) -> None:
    rows = home.kiosk.reader.rows
    assert fetching(rows, 50) == "idle"
    home.says(form(attachment()), PNG)
    assert (fetching(rows, 5000), fetching(rows, None), fetching(rows, 50)) == (
        "waiting",
        "waiting",
        "disk_full",
    )
    assert vitals(home.kiosk.folder, rows=rows).filing in ("waiting", "disk_full")
    home.gives_all()
    assert fetching(rows, 50) == "idle"


def test_with_little_room_the_form_is_kept_and_nothing_is_fetched(home: Home) -> None:
    home.free_mb = LEAST_FREE_MB - 1
    home.says(form(attachment()), PNG)
    home.take_turn(ANSWER_SECONDS)
    assert home.wanted() == []
    home.free_mb = LEAST_FREE_MB
    home.take_turn(5)
    home.gives()
    assert home.kinds() == ENTERED


def test_the_largest_attachment_takes_little_more_than_its_size(home: Home) -> None:
    body = bytes(ATTACHMENT_BYTES)
    home.says(form(attachment(body)), body)
    home.gives_all()
    assert home.kinds() == ENTERED
    files = list((home.kiosk.folder / "filings").rglob("???"))
    assert (len(files), sum(path.stat().st_size for path in files)) == (80, ATTACHMENT_BYTES + 80 * 28)

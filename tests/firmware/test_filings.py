"""What is filed from home arrives whole or not at all, through cuts of line and power, and enters once."""

import hashlib
import logging
from pathlib import Path

import pytest

from firmware.filings import ANSWER_SECONDS
from firmware.register import _PLAIN
from mqtt import filing
from mqtt.filing import MOST_WANTED, PIECE_BYTES, Piece
from tests.firmware.filing import BIRTH, FilingBench
from tests.firmware.home import CODE, PNG, Home, attachment, form

ENTERED = ["dossier.received", "dossier.filed"]
SHA = hashlib.sha256(PNG).hexdigest()
LARGE = bytes(range(251)) * (3 * 1024 * 1024 // 251)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(FilingBench.opened(tmp_path))


# ---- into the register


def test_a_form_without_attachments_enters_at_once(home: Home) -> None:
    home.says(form())
    assert home.kinds() == ENTERED
    [(_, received), (_, told)] = home.kiosk.facts("dossier")
    assert (received["code"], received["state"], received["channel"]) == (CODE, 1, "online")
    assert (received.get("officer"), received.get("due"), received.get("contact")) == (None, None, None)
    assert (told["code"], told["turn"]) == (CODE, 1)
    assert home.kiosk.row(CODE, "procedure, field, state, due, officer, pin") == (
        BIRTH,
        "Hộ tịch",
        1,
        None,
        "",
        "",
    )


def test_nothing_enters_before_the_last_piece_is_here(home: Home) -> None:
    home.says(form(attachment()), PNG)
    home.gives(most=2)
    assert home.kinds() == []
    home.hears("piece", filing.encode(home.piece(SHA, 2)))
    assert home.kinds() == ENTERED


def test_the_officer_reads_what_was_filed_and_gets_the_very_file(home: Home) -> None:
    home.files(form(attachment()), PNG)
    page = home.cabinet.page(CODE, {})
    assert page is not None
    assert (page.turns[0].name, page.turns[0].answers) == (
        "Nguyễn Văn Mẫu",
        (("Họ tên trẻ", "Nguyễn Thị Bé"),),
    )
    paper = home.cabinet.paper(CODE, 1, 0)
    assert paper is not None
    assert (paper.file, paper.type, paper.body) == ("giấy chứng sinh.png", "image/png", PNG)


def test_nothing_personal_can_be_read_on_the_card(home: Home) -> None:
    home.files(form(attachment()), PNG)
    disk = home.on_disk()
    personal = ("Nguyễn Văn Mẫu".encode(), "Nguyễn Thị Bé".encode(), b"0912345678", PNG[:200])
    assert [words for words in personal if words in disk] == []
    assert SHA.encode() in disk


def test_the_log_names_nobody(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    home.files(form(attachment()), PNG)
    assert CODE in caplog.text
    assert [words for words in ("Mẫu", "Bé", "0912345678") if words in caplog.text] == []


def test_a_code_is_found_in_any_spelling(home: Home) -> None:
    home.files(form())
    [plan] = home.kiosk.reader.rows(f"EXPLAIN QUERY PLAN SELECT 1 FROM dossier WHERE {_PLAIN} = 'X'")
    assert "dossier_plain_any_case" in plan[3]
    page = home.cabinet.page("1905518NOP2611230001", {})
    assert page is not None
    assert page.code == CODE


# ---- asking


def test_at_most_sixteen_pieces_are_wanted_at_a_time(home: Home) -> None:
    home.says(form(attachment(LARGE)), LARGE)
    [wanted] = home.wanted()
    assert (wanted.code, wanted.pieces) == (CODE, list(range(MOST_WANTED)))
    home.gives()
    assert home.wanted()[1].pieces == list(range(MOST_WANTED, -(-len(LARGE) // PIECE_BYTES)))
    home.gives()
    assert home.kinds() == ENTERED


def test_what_gets_no_answer_is_wanted_again_ever_less_often(home: Home) -> None:
    home.says(form(attachment()), PNG)
    home.take_turn(ANSWER_SECONDS - 1)
    assert len(home.wanted()) == 1
    home.take_turn(1)
    assert len(home.wanted()) == 2
    home.take_turn(2 * ANSWER_SECONDS - 1)
    assert len(home.wanted()) == 2
    home.take_turn(1)
    assert [one.pieces for one in home.wanted()] == [[0, 1, 2]] * 3


def test_one_attachment_that_nobody_gives_lets_the_others_go_first(home: Home) -> None:
    lost, other = b"lost" * 9, b"other" * 9
    home.says(form(attachment(lost), attachment(other)), other)
    home.take_turn(ANSWER_SECONDS)
    home.take_turn(ANSWER_SECONDS)
    assert home.wanted()[-1].sha256 == hashlib.sha256(other).hexdigest()


def test_while_the_link_is_down_nothing_counts_as_wanted(home: Home) -> None:
    home.wire.up = False
    home.says(form(attachment()), PNG)
    home.take_turn(5)
    home.wire.up = True
    home.take_turn(5)
    assert len(home.wanted()) == 1


def test_the_form_said_again_has_its_pieces_wanted_at_once(home: Home) -> None:
    home.says(form(attachment()), PNG)
    home.take_turn(ANSWER_SECONDS)
    home.take_turn(ANSWER_SECONDS)
    home.says(form(attachment()), PNG)
    assert len(home.wanted()) == 3


def test_a_piece_that_was_not_wanted_is_not_kept(home: Home) -> None:
    home.files(form(attachment()), PNG)
    stranger = filing.encode(Piece(sha256="0" * 64, index=0, body=b"x"))
    home.hears("piece", stranger)
    assert home.folders() == [SHA]


# ---- cuts


def test_a_power_cut_after_any_piece_loses_none_of_those_before(home: Home) -> None:
    home.says(form(attachment(LARGE)), LARGE)
    home.gives(most=5)
    home.power_cycle()
    home.take_turn()
    assert home.wanted()[-1].pieces == list(range(5, 5 + MOST_WANTED))
    home.gives()
    home.gives()
    assert home.kinds() == ENTERED


def test_a_power_cut_between_the_last_piece_and_the_register_costs_nothing(home: Home) -> None:
    home.says(form(attachment()), PNG)
    home.gives(most=2)
    home.turn._pieces.keep(home.piece(SHA, 2), len(PNG))
    home.power_cycle()
    assert home.kinds() == []
    home.take_turn()
    assert home.kinds() == ENTERED


def test_half_a_written_piece_is_no_piece(home: Home) -> None:
    home.says(form(attachment()), PNG)
    (home.kiosk.folder / "filings" / SHA).mkdir(parents=True)
    (home.kiosk.folder / "filings" / SHA / ".000.new").write_bytes(b"half")
    home.gives()
    assert home.kinds() == ENTERED


# ---- again, and never twice


def test_the_same_filing_again_changes_nothing(home: Home) -> None:
    home.files(form(attachment()), PNG)
    home.power_cycle()
    home.says(form(attachment()), PNG)
    home.take_turn(ANSWER_SECONDS)
    assert home.kinds() == ENTERED
    assert len(home.wanted()) == 1
    assert home.kiosk.reader.rows("SELECT count(*) FROM dossier") == [(1,)]


def test_a_supplement_adds_to_the_row_and_moves_nothing(home: Home) -> None:
    home.files(form())
    home.kiosk.move(CODE, 5, reason="Thiếu giấy chứng sinh")
    home.files(form(attachment(), turn=2), PNG)
    assert home.kinds() == [*ENTERED, "dossier.moved", "dossier.filed"]
    assert home.kiosk.row(CODE, "state") == (5,)
    [line] = home.cabinet.lines({})
    assert (line.news, line.turn) == ("supplement", 2)


def test_what_is_already_here_is_not_fetched_for_a_supplement(home: Home) -> None:
    home.files(form(attachment()), PNG)
    home.says(form(attachment(), turn=2))
    assert len(home.wanted()) == 1
    assert home.kinds()[-1] == "dossier.filed"

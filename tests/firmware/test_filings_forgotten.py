"""What was filed from home is erased when nobody needs it any more, from the database and from the folder."""

from pathlib import Path

import pytest

from firmware.filings import SWEEP_SECONDS
from tests.firmware.commands import Voice
from tests.firmware.filing import FilingBench
from tests.firmware.home import CODE, PNG, Home, attachment, form

OTHER = "19.05518.nop-261123-0002"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """One filing with an attachment, in the register."""
    home = Home(FilingBench.opened(tmp_path))
    home.files(form(attachment()), PNG)
    return home


def sweep(home: Home) -> None:
    home.take_turn(SWEEP_SECONDS)


def test_answers_and_attachments_go_thirty_days_after_the_dossier_closed(home: Home) -> None:
    home.kiosk.move(CODE, 3, reason="Không đúng thẩm quyền")
    home.kiosk.next_day(29)
    sweep(home)
    assert (home.cabinet.page(CODE, {}) is None, len(home.folders())) == (False, 1)
    home.kiosk.next_day(2)
    sweep(home)
    assert (home.cabinet.page(CODE, {}), home.folders()) == (None, [])
    assert home.kiosk.row(CODE, "state, phone") == (3, None)


def test_what_is_open_is_kept_however_long_it_takes(home: Home) -> None:
    home.kiosk.next_day(200)
    sweep(home)
    assert len(home.folders()) == 1
    assert home.unseen == 1


def test_a_file_that_two_dossiers_share_stays_with_the_other(home: Home) -> None:
    home.files(form(attachment(), code=OTHER), PNG)
    home.kiosk.move(CODE, 7)
    home.kiosk.next_day(31)
    sweep(home)
    paper = home.cabinet.paper(OTHER, 1, 0)
    assert paper is not None
    assert paper.body == PNG


def test_the_command_erases_closed_ones_at_once(home: Home) -> None:
    home.files(form(attachment(b"other"), code=OTHER), b"other")
    home.kiosk.move(CODE, 7)
    voice = Voice(home.kiosk)
    voice.say("erase", {"what": "filings"})
    sweep(home)
    assert voice.answers == [(1, "done", "")]
    assert home.cabinet.page(CODE, {}) is None
    assert home.cabinet.page(OTHER, {}) is not None
    assert len(home.folders()) == 1


def test_a_power_cut_between_erasing_and_sweeping_leaves_nothing_behind(home: Home) -> None:
    home.kiosk.move(CODE, 7)
    Voice(home.kiosk).say("erase", {"what": "filings"})
    home.power_cycle()
    home.take_turn()
    assert home.folders() == []


def test_what_was_erased_is_fetched_again_for_another_dossier(home: Home) -> None:
    home.kiosk.move(CODE, 7)
    Voice(home.kiosk).say("erase", {"what": "filings"})
    sweep(home)
    home.files(form(attachment(), code=OTHER), PNG)
    paper = home.cabinet.paper(OTHER, 1, 0)
    assert paper is not None
    assert paper.body == PNG


def test_what_was_never_whole_is_given_up_after_a_month(home: Home) -> None:
    home.says(form(attachment(b"lost"), code=OTHER))
    home.kiosk.next_day(31)
    assert home.kiosk.reader.rows("SELECT code FROM filing") == [(CODE,)]


def test_an_erased_filing_that_comes_again_is_not_kept_again(home: Home) -> None:
    home.kiosk.move(CODE, 7)
    Voice(home.kiosk).say("erase", {"what": "filings"})
    home.files(form(attachment()), PNG)
    assert home.cabinet.page(CODE, {}) is None
    assert home.kinds().count("dossier.filed") == 1

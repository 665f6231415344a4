"""The paper as a visitor reads it: the bytes a real printer would get, drawn, then read back by machines."""

from pathlib import Path

import pytest

from tests.journeys.kiosk import Visit
from tests.journeys.paper import read_codes, read_text

pytestmark = pytest.mark.xdist_group("journeys")


@pytest.fixture
def slip(visit: Visit, tmp_path: Path) -> Path:
    visit.take_number()
    visit.wait_for(lambda _: len(visit.get("paper.bin")) > 0)
    picture = tmp_path / "slip.png"
    picture.write_bytes(visit.get("paper.png"))
    return picture


def test_the_ticket_says_what_it_should(slip: Path) -> None:
    text = read_text(slip)
    wanted = (
        "UBND phường Sông Công",
        "SỐ THỨ TỰ",
        "A001",
        "Hộ tịch, chứng thực",
        "Quầy 1, 2",
        "Trước bác còn 0 người",
        "Cần mang theo",
        "Căn cước công dân",
        "Quá lượt? Báo quầy 1",
        "không phải lấy lại số",
    )
    assert [words for words in wanted if words not in text] == []


def test_the_tickets_barcode_names_the_number_and_the_day(slip: Path) -> None:
    [code] = read_codes(slip)
    number, day = code.split("-")
    assert (number, len(day)) == ("A001", 6)

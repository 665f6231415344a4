"""A citizen finds a procedure on the screen, takes its papers along, and has a number in one more touch."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import processes
from tests.journeys.kiosk import SETTINGS, Visit
from tests.journeys.paper import read_codes, read_text
from tests.journeys.province import Province, comes_home_with, find

pytestmark = pytest.mark.xdist_group("journeys")


@pytest.fixture
def province(tmp_path: Path, broker: int) -> Iterator[Province]:
    province = Province(tmp_path, broker)
    province.types("import-procedures", *map(str, sorted(Province.REAL.iterdir())))
    province.types("publish", "catalogue", "--province", "19")
    yield province


@pytest.fixture
def visit(tmp_path: Path, broker: int, province: Province) -> Iterator[Visit]:
    """A tall panel, on which keys and findings are seen at once; the province has published."""
    folder = tmp_path / "kiosk"
    folder.mkdir()
    visit = Visit(folder, broker, settings=SETTINGS.replace('"10.1"', '"21.5"'))
    visit.start()
    yield visit
    visit.kill()


def test_birth_registration_is_found_by_its_words_and_numbered(visit: Visit) -> None:
    find(visit, "khai sinh", "1.001193")
    visit.touch("number", "S4")


def test_the_checklist_in_the_hand_says_what_the_portal_says(visit: Visit, tmp_path: Path) -> None:
    find(visit, "chung thuc ban sao", "2.000815")
    visit.touch("checklist", "S6")
    visit.wait_for(lambda state: state["slips"] == 1, seconds=20)
    picture = tmp_path / "slip.png"
    picture.write_bytes(visit.get("paper.png"))
    text = read_text(picture)
    wanted = ("DANH MỤC GIẤY TỜ", "Chứng thực bản sao từ bản chính", "2.000815", "Bản chính giấy tờ")
    assert [words for words in wanted if words not in text] == []
    assert [code for code in read_codes(picture) if "dichvucong" in code]


def test_procedures_are_there_without_a_network_after_a_restart(visit: Visit) -> None:
    comes_home_with(visit, "procedures")
    visit.stop()
    visit.start()
    visit.network(up=False)
    comes_home_with(visit, "procedures")


def test_a_repealed_procedure_vanishes_with_the_next_catalogue(
    visit: Visit, province: Province, tmp_path: Path
) -> None:
    comes_home_with(visit, "procedures")
    sheet = tmp_path / "repealed.csv"
    sheet.write_text(
        "code,name,field,effective_to\n1.001193,Thủ tục đăng ký khai sinh,Hộ tịch,2026-01-01\n", "utf-8"
    )
    province.types("import-procedures", str(sheet))
    province.types("publish", "catalogue", "--province", "19")
    processes.wait_until(lambda: "1.001193" not in codes(visit), seconds=20)
    assert "2.000528" in codes(visit)


def codes(visit: Visit) -> list[str]:
    found: Any = processes.asked(visit.web, "/api/v1/procedures?q=khai+sinh")
    return [one["code"] for one in found]

"""A citizen finds a procedure on the screen, takes its papers along, and has a number in one more touch."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import processes
from tests.journeys.kiosk import SETTINGS, Visit
from tests.journeys.test_paper import read_codes, read_text

pytestmark = pytest.mark.xdist_group("journeys")


class Province:
    """The centre's commands, as a province's officer types them."""

    REAL = processes.ROOT / "provisioning" / "demo_ward" / "procedures"

    def __init__(self, folder: Path, broker: int) -> None:
        self.config = folder / "province.toml"
        self.config.write_text(f'[mqtt]\nhost = "127.0.0.1"\nport = {broker}\n', encoding="utf-8")
        self.data = folder / "province"

    def types(self, *words: str) -> str:
        command = [sys.executable, "-m", "central", "--config", str(self.config), "--data", str(self.data)]
        done = subprocess.run(
            [*command, *words], cwd=processes.ROOT, capture_output=True, text=True, timeout=60, check=True
        )
        return done.stdout


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


def find(visit: Visit, words: str, code: str) -> None:
    """From the home screen through the keys to one procedure."""
    comes_home_with(visit, "procedures")
    visit.touch("procedures", "S5")
    visit.touch("search", "S5")
    for letter in words:
        visit.touch("space" if letter == " " else f"key:{letter.upper()}", "S5")
    visit.touch(f"procedure:{code}", "S6")


def comes_home_with(visit: Visit, target: str) -> None:
    """Home, again if need be: what it offers is drawn when one comes."""

    def offered() -> bool:
        visit.go_home()
        return target in [one["id"] for one in visit.state()["targets"]]

    processes.wait_until(offered, seconds=20)


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

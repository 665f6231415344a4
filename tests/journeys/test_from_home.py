"""A birth registration from a phone at home to the ward's console, the ward's Internet cut in between.

The cut lasts 20 real seconds here, or as many as MOTCUA_CUT_SECONDS says: 600 in the nightly run.
"""

import io
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from central.sms.keys import make_keys
from tests import processes
from tests.conftest import chromium
from tests.journeys.conftest import Centre
from tests.journeys.kiosk import SETTINGS, Visit
from tests.journeys.officer import PIN, Officer, Page
from tests.journeys.paper import read_codes, read_text
from tests.journeys.province import Province, find
from tests.webpage import click

pytestmark = pytest.mark.xdist_group("journeys")

CUT_SECONDS = float(os.environ.get("MOTCUA_CUT_SECONDS", "20"))
BIRTH = "1.001193"
FORM = processes.ROOT / "provisioning" / "demo_ward" / "forms" / "khai-sinh.toml"
WHO = {"name": "Nguyễn Văn Mẫu", "phone": "0912 345 678", "can-cuoc": "019 185 000 123"}
CHILD = {
    "ten-con": "Nguyễn Thị Bé",
    "ngay-sinh": "12/11/2026",
    "noi-sinh": "Bệnh viện Đa khoa khu vực",
}
PARENTS = {"ten-me": "Trần Thị Ví Dụ", "can-cuoc-me": "019 185 000 456"}


@dataclass(slots=True)
class Phone(Page):
    """Somebody at home with a phone in the hand."""

    def fills_in(self, photo: Path) -> None:
        """Every question, page by page, and the same photo for both papers."""
        self.types(WHO)
        self.goes_on("Bước 2/5")
        self.taps("input[name='gioi-tinh'][value='Nữ']")
        self.types(CHILD)
        self.goes_on("Bước 3/5")
        self.types(PARENTS)
        self.goes_on("Bước 4/5")
        for name in ("giay-chung-sinh", "anh-can-cuoc"):
            self.browser.find_element(By.NAME, name).send_keys(str(photo))
            self.waits_for(f"[data-field='{name}'] .files", photo.name)
        self.goes_on("Bước 5/5")

    def types(self, said: dict[str, str]) -> None:
        for name, text in said.items():
            self.browser.find_element(By.NAME, name).send_keys(text)

    def goes_on(self, there: str) -> None:
        self.taps("button.main")
        self.waits_for(".progress b", there)

    def sends(self) -> str:
        """The code on the receipt, once the check shows what was said."""
        self.waits_for("main", CHILD["ten-con"])
        self.taps("input[name='cam-doan']")
        self.taps("button[value='send']")
        self.waits_for(".receipt .code", "nop-")
        return self.reads(".receipt .code")

    def taps(self, selector: str) -> None:
        self.browser.execute_script("document.querySelector(arguments[0]).click()", selector)

    def looks_again(self, words: str) -> None:
        """The receipt's page, loaded anew until it says so."""

        def says() -> bool:
            self.browser.refresh()
            return words in self.reads(".receipt .state")

        processes.wait_until(says, seconds=60)


@pytest.fixture
def centre(tmp_path: Path, broker: int) -> Iterator[Centre]:
    """With the demo's form for a birth, published to the ward."""
    port, keys = processes.free_port(), tmp_path / "people.toml"
    make_keys(keys)
    more = f'[sms]\nkey_file = "{keys}"\n[home]\naddress = "http://127.0.0.1:{port}"\n'
    with processes.centre_process(tmp_path, broker, port, more=more):
        province = Province(tmp_path, broker)
        province.config, province.data = tmp_path / "central.toml", tmp_path / "data"
        province.types("import-procedures", *map(str, sorted(Province.REAL.iterdir())))
        province.types("forms", str(FORM))
        province.types("publish", "catalogue", "--province", "19")
        yield Centre(port)


@pytest.fixture
def visit(tmp_path: Path, broker: int, centre: Centre) -> Iterator[Visit]:
    folder = tmp_path / "kiosk"
    folder.mkdir()
    home = f'[home]\naddress = "http://127.0.0.1:{centre.web}"\n[[services]]'
    settings = SETTINGS.replace('"10.1"', '"21.5"').replace("[[services]]", home, 1)
    visit = Visit(folder, broker, settings=settings)
    visit.start()
    visit.set_pins(["cb01"], PIN)
    yield visit
    visit.kill()


@pytest.fixture
def officer(visit: Visit, tmp_path: Path) -> Iterator[Officer]:
    with chromium(tmp_path / "officer") as browser:
        officer = Officer(browser, f"http://127.0.0.1:{visit.web}/console", id="cb01", counter=1)
        officer.signs_in()
        yield officer


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Of three pieces, as a phone's camera makes them: nothing in it can be packed."""
    file = tmp_path / "chung-sinh.png"
    body = io.BytesIO()
    Image.frombytes("RGB", (360, 300), os.urandom(360 * 300 * 3)).save(body, "PNG")
    file.write_bytes(body.getvalue())
    return file


def code_on_the_checklist(visit: Visit, tmp_path: Path) -> str:
    """What a visitor takes home on paper, read from the paper."""
    find(visit, "khai sinh", BIRTH)
    visit.touch("checklist", "S6")
    visit.wait_for(lambda state: state["slips"] == 1, seconds=20)
    slip = tmp_path / "checklist.png"
    slip.write_bytes(visit.get("paper.png"))
    [address] = [code for code in read_codes(slip) if "/nop/" in code]
    return address


def test_a_birth_registered_from_home_reaches_the_console_through_a_cut(
    visit: Visit, centre: Centre, officer: Officer, browser: Chrome, photo: Path, tmp_path: Path
) -> None:
    phone = Phone(browser, code_on_the_checklist(visit, tmp_path))
    browser.set_window_size(390, 844)
    browser.get(phone.address)
    visit.network(up=False)
    phone.fills_in(photo)
    code = phone.sends()

    threading.Event().wait(CUT_SECONDS)
    officer.browser.get(f"http://127.0.0.1:{visit.web}/dossiers")
    officer.waits_for("#none", "Không có hồ sơ nào")
    assert officer.reads("#filings") == ""
    visit.network(up=True)

    officer.waits_for("#filed tbody", code, seconds=90)
    click(officer.browser, "[data-filing]")
    officer.waits_for("#filing-turns", CHILD["ten-con"])
    seen = "return document.querySelector('.papers img')?.naturalWidth"
    processes.wait_until(lambda: officer.browser.execute_script(seen) == 360, seconds=20)
    click(officer.browser, "#filing [data-state='2']")
    officer.waits_for("#filing-done", f"Đã tiếp nhận {code}")

    visit.wait_for(lambda state: state["slips"] == 2, seconds=20)
    receipt = tmp_path / "receipt.png"
    receipt.write_bytes(visit.get("paper.png"))
    assert "GIẤY TIẾP NHẬN HỒ SƠ" in read_text(receipt)
    phone.looks_again("Đã tiếp nhận")
    assert [len(centre.events(kind)) for kind in ("dossier.received", "dossier.filed")] == [1, 1]

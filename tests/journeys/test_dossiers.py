"""A dossier from counter to citizen: received, its receipt in the hand, finished, looked up offline."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from tests import processes
from tests.journeys.conftest import Centre
from tests.journeys.kiosk import Visit
from tests.journeys.officer import PIN, Clerk
from tests.journeys.paper import read_codes, read_text
from tests.journeys.province import COPY, Province

pytestmark = pytest.mark.xdist_group("journeys")


@pytest.fixture
def clerk(visit: Visit, tmp_path: Path, broker: int) -> Iterator[Clerk]:
    """Signed in at counter 1; the ward knows the province's procedures."""
    province = Province(tmp_path, broker)
    province.types("import-procedures", str(Province.REAL / "portal-2.000815.json"))
    province.types("publish", "catalogue", "--province", "19")
    processes.wait_until(lambda: processes.asked(visit.web, "/api/v1/procedures?q=ban+sao") != [], seconds=20)
    visit.set_pins(["cb01"], PIN)
    clerk = Clerk(visit.web)
    clerk.signs_in("cb01", 1)
    yield clerk


def picture(visit: Visit, tmp_path: Path, of: str) -> Path:
    file = tmp_path / of
    file.write_bytes(visit.get(of))
    return file


def white_on_green(screen: Path) -> Path:
    """The left half in reverse, as Tesseract reads dark on light."""
    half = Image.open(screen).convert("L")
    half = half.crop((0, int(half.height * 0.1), half.width // 2, int(half.height * 0.8)))
    ImageOps.invert(half).save(screen.with_name("half.png"))
    return screen.with_name("half.png")


def test_a_dossier_is_received_finished_and_found_offline(
    visit: Visit, clerk: Clerk, centre: Centre, tmp_path: Path
) -> None:
    taken = clerk.asks("dossiers", {"procedure": COPY, "channel": "direct"})
    visit.wait_for(lambda state: state["slips"] == 1, seconds=20)
    receipt = picture(visit, tmp_path, "paper.png")
    assert taken["code"] in read_codes(receipt)
    assert "GIẤY TIẾP NHẬN HỒ SƠ" in read_text(receipt)
    clerk.asks(f"dossiers/{taken['code']}/move", {"state": 9})
    visit.wait_for(lambda state: state["backlog"] == 0, seconds=20)

    visit.network(up=False)
    visit.scan(taken["code"])
    visit.wait_for(lambda state: state["screen"] == "S8")
    screen = picture(visit, tmp_path, "screen.png")
    assert "Số liệu lúc" in read_text(screen)
    assert "Mời bác đến Quầy 1" in read_text(white_on_green(screen))

    figures = processes.ask(centre.web, "/api/v1/dossiers/figures?province=19&ward=05518")
    assert (figures["received"], figures["on_time"], figures["late"]) == (1, 1, 0)
    assert figures["on_time_percent"] == "100.00"


def test_the_log_of_a_kiosk_names_no_phone_and_no_pin(visit: Visit, clerk: Clerk) -> None:
    clerk.asks("dossiers", {"procedure": COPY, "channel": "direct", "phone": "0912345678"})
    visit.wait_for(lambda state: state["slips"] == 1, seconds=20)
    assert "0912345678" not in (visit.folder / "kiosk.log").read_text("utf-8")
    found = subprocess.run(
        ["grep", "-c", "0912345678", str(visit.folder / "kiosk.db"), str(visit.folder / "kiosk.db-wal")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert {line.rpartition(":")[2] for line in found.stdout.split()} == {"0"}

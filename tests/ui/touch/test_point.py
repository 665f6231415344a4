"""S1 and S16 of a residential-area point on the glass, and codes that a phone can read from it."""

import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from firmware import events as e
from firmware import lookups as look
from firmware.point_screens import ByPhone, ByPhoneAsked, Helper, Matter, PointHome
from firmware.screens import Aids
from tests.ui.touch.conftest import Bench
from ui.touch import samples
from ui.touch.panel import PANELS
from ui.touch.samples_lookups import FEE
from ui.touch.samples_point import POINT

CODES = {
    "S6-fee-transfer": FEE.text,
    "S16-file": "https://motcua.example/nop/05518",
    "S16-book": "https://motcua.example/hen/05518",
    "S16-call": "tel:0000000000",
}


def scanned(bench: Bench, picture: Path) -> str:
    """What a phone reads from the whole screen."""
    width, height, rows = bench.glass.pixels()
    ImageOps.flip(Image.frombytes("RGBA", (width, height), rows).convert("L")).save(picture)
    command = ["zbarimg", "--quiet", "--raw", str(picture)]
    done = subprocess.run(command, capture_output=True, timeout=300, check=True)
    return done.stdout.decode().strip()


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("name", CODES)
def test_a_phone_reads_the_code_from_every_panel(bench: Bench, tmp_path: Path, name: str, panel: str) -> None:
    bench.use(PANELS[panel])
    bench.show(samples.SCREENS[name], Aids(large_text=True, high_contrast=True))
    assert scanned(bench, tmp_path / "screen.png") == CODES[name]


@pytest.mark.parametrize("panel", PANELS)
def test_every_tile_sends_what_it_says(bench: Bench, panel: str) -> None:
    bench.use(PANELS[panel])
    bench.show(POINT["S1-point"])
    bench.tap_all(["procedures", "dossier", "file", "book", "call"])
    assert bench.sent == [
        look.ProceduresAsked(),
        look.DossierAsked(),
        ByPhoneAsked(Matter.FILE),
        ByPhoneAsked(Matter.BOOK),
        ByPhoneAsked(Matter.CALL),
    ]


def test_a_tile_that_leads_nowhere_is_not_there(bench: Bench) -> None:
    bench.show(PointHome())
    assert [id_ for id_ in bench.ids if id_ in ("procedures", "dossier", "file", "book", "call")] == [
        "dossier"
    ]


def test_the_bar_calls_by_phone_and_goes_back(bench: Bench) -> None:
    bench.show(POINT["S16-file"])
    assert (bench.key("help").text, "back" in bench.ids) == ("Gọi hỗ trợ", True)
    bench.tap("help")
    assert bench.sent == [e.HelpCalled()]


def test_where_nobody_answers_the_bar_calls_nobody(bench: Bench) -> None:
    bench.show(PointHome(), helper=Helper.NOBODY)
    assert "help" not in bench.ids


def test_nothing_speaks_of_numbers_or_of_staff_nearby(bench: Bench) -> None:
    bench.show(POINT["S1-point"], online=False)
    assert "Mất mạng. Vẫn tra cứu được." in bench.written
    bench.show(samples.SCREENS["S7-code-unknown"], helper=Helper.PHONE)
    assert "Không thấy mã này. Xin bác kiểm tra lại số." in bench.written
    bench.show(samples.SCREENS["S8-ready"], helper=Helper.PHONE)
    assert "Mời bác đến trụ sở phường nhận kết quả." in bench.written


def test_the_number_to_call_is_the_largest_writing_and_whole(bench: Bench) -> None:
    shown = POINT["S16-call"]
    assert isinstance(shown, ByPhone)
    bench.show(shown)
    body = bench.glass.stage.sheets[0].written
    assert max(body, key=lambda one: one.px).text == shown.address
    assert "Tổ trưởng tổ dân phố số 5" in bench.written


def test_the_number_is_heard_digit_by_digit(bench: Bench) -> None:
    bench.show(POINT["S16-call"], Aids(audio=True), can_speak=True)
    assert "không không không không không" in bench.said[-1]

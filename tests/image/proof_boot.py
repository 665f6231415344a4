"""The image boots, is touched and pressed, prints, enrols and reports, in this order, on one board."""

import subprocess
import time
from pathlib import Path

from tests.image.conftest import TRUSTED
from tests.image.eyes import catch, look_for, touch
from tests.image.machine import Machine
from tests.image.office import KIOSK, Office
from tests.image.paper_end import PaperEnd
from tests.processes import ask, asked, wait_until

PATIENCE = 240.0
"""Seconds: two emulated cores draw about two frames a second."""


def test_the_panel_shows_where_to_touch(board: Machine) -> None:
    look_for(board, "Chạm vào màn hình", seconds=PATIENCE, name="s0")
    board.marks["shown"] = time.monotonic()


def test_no_unit_has_failed_and_the_root_is_read_only(board: Machine) -> None:
    assert board.run("systemctl --failed --no-legend --plain") == ""
    assert " ro," in board.run("findmnt -no OPTIONS /").replace("ro,", " ro,", 1)
    assert int(board.run("df --output=size -m /data | tail -1")) > 700


def test_the_secret_is_gone_from_the_card(board: Machine) -> None:
    assert board.run("ls /bootcfg/enrolment.toml", good=False).endswith("No such file or directory\n")
    assert board.run("findmnt -no OPTIONS /bootcfg").startswith("ro")


def test_a_number_is_taken_by_touch_and_printed_in_vietnamese(board: Machine, paper: PaperEnd) -> None:
    board.until('grep -q \'"printer":"ok"\' /run/motcua/health.json', seconds=PATIENCE)
    _take_a_number(board)
    catch(board, "Số của bác là", name="s4")
    assert paper.tape.wait_for_slips(1, 120), "no slip came out"
    slip = _read(board.folder / "slip.png", paper.tape.last_png())
    assert ("Hộ tịch, chứng thực" in slip, "A001" in slip) == (True, True), slip


def test_a_press_on_the_button_is_a_rating(board: Machine) -> None:
    look_for(board, "Chạm vào màn hình", seconds=PATIENCE)
    board.press()
    catch(board, "Cảm ơn", name="s11")


def test_the_kiosk_enrols_and_the_centre_hears_of_both(board: Machine, province: Office) -> None:
    assert board.run("ls /data/identity/kiosk.crt", good=False).endswith("No such file or directory\n")
    board.run(TRUSTED)
    board.until("test -s /data/identity/kiosk.crt -a ! -e /data/identity/enrolment.toml", seconds=PATIENCE)
    summary = "/api/v1/summary"
    wait_until(lambda: ask(province.centre, summary).get("tickets") == 1, seconds=PATIENCE)
    assert KIOSK in str(asked(province.centre, "/api/v1/kiosks"))
    assert _very_satisfied(province) == 1


def test_an_unplugged_printer_is_named_and_the_slip_comes_after_it_is_back(
    board: Machine, paper: PaperEnd
) -> None:
    slips = paper.tape.slips
    board.run("python3 /bootcfg/gadget.py pull-out")
    _take_a_number(board)
    catch(board, "Số của bác là", name="s4-no-printer")
    board.run("python3 /bootcfg/gadget.py plug-in")
    assert paper.tape.wait_for_slips(slips + 1, 180), "the slip never came"


def test_the_network_may_go_and_come(board: Machine, province: Office) -> None:
    board.network(up=False)
    look_for(board, "Chạm vào màn hình", seconds=PATIENCE)
    look_for(board, "Mất mạng", seconds=PATIENCE, name="s0-offline")
    board.press()
    catch(board, "Cảm ơn", name="s11-offline")
    board.network(up=True)
    wait_until(lambda: _very_satisfied(province) == 2, seconds=PATIENCE)


def _take_a_number(board: Machine) -> None:
    touch(board, "Chạm vào màn hình", seconds=PATIENCE)
    touch(board, "Lấy số thứ tự", seconds=PATIENCE, name="s1")
    look_for(board, "chọn lĩnh vực", seconds=PATIENCE, name="s2")
    touch(board, "Hộ tịch", seconds=PATIENCE)


def _very_satisfied(province: Office) -> object:
    ratings = ask(province.centre, "/api/v1/summary").get("ratings")
    return ratings.get("very_satisfied") if isinstance(ratings, dict) else None


def _read(file: Path, png: bytes) -> str:
    file.write_bytes(png)
    command = ["tesseract", str(file), "stdout", "-l", "vie", "--psm", "6"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return " ".join(done.stdout.split())

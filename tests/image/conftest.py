"""A booted board for a whole proof: it takes a minute to start, so all of a file's tests share it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.image.card import free_tree, make_card
from tests.image.machine import AGENT, Machine, kernel_words
from tests.image.office import Office, office
from tests.image.paper_end import PaperEnd
from tests.processes import ROOT

IMAGE = Path(os.environ.get("MOTCUA_IMAGE", ROOT / "build/image/motcua-kiosk.img"))
PICTURES = ROOT / "build/image-test"
TRIAL_SECONDS = 120
BOOT_SECONDS = 300.0
TRUSTED = (
    "systemctl stop chrony;"
    " python3 -c 'import ctypes; t=(ctypes.c_char*208)(); libc=ctypes.CDLL(None);"
    " libc.adjtimex(t); s=ctypes.c_int.from_buffer(t,40); s.value&=~0x40;"
    " ctypes.c_long.from_buffer(t,24).value=0;"
    " ctypes.c_uint.from_buffer(t,0).value=0x14; libc.adjtimex(t)'"
)
"""What chrony does once it has heard a time server: struct timex, ADJ_STATUS without STA_UNSYNC; and
ADJ_MAXERROR, because the kernel takes a clock for unsynchronised whose error may be 16 s. Without a server
chrony would soon take it back."""


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office(tmp_path_factory.mktemp("province")) as running:
        yield running


@pytest.fixture(scope="module")
def board(province: Office, request: pytest.FixtureRequest) -> Iterator[Machine]:
    """The image on a bigger card with the kiosk's folder on it, switched on for the first time."""
    folder = PICTURES / request.module.__name__.rpartition(".")[2]
    folder.mkdir(parents=True, exist_ok=True)
    identity = {file.name: file.read_text("utf-8") for file in province.kiosk.iterdir()}
    card = make_card(IMAGE, folder / "card.img", {**identity, **helpers()})
    machine = Machine(folder, str(card), tree=free_tree(folder))
    machine.power_on()
    try:
        machine.wait_for_agent(BOOT_SECONDS)
        yield machine
    finally:
        machine.cut_power()
        card.unlink()


@pytest.fixture(scope="module")
def paper(board: Machine) -> PaperEnd:
    """A USB printer that the board has plugged into itself."""
    end = PaperEnd(board.printer())
    board.run("python3 /bootcfg/gadget.py plug-in")
    board.run("nohup python3 /bootcfg/gadget.py serve >/run/gadget.log 2>&1 &")
    board.until("test -e /dev/g_printer0 && pgrep -f 'gadget.py serv[e]'", seconds=30)
    return end


def helpers() -> dict[str, str]:
    """What the test lays beside the identity: its words for the kernel, its agent, its printer."""
    gadget = AGENT.with_name("gadget.py")
    words = kernel_words(f"motcua.trial_seconds={TRIAL_SECONDS}")
    return {"extra.txt": words, "agent.py": AGENT.read_text(), "gadget.py": gadget.read_text()}

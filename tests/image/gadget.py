"""Runs inside the emulated machine: a real USB printer that it plugs into itself, its paper on the host.

Owns the kernel's printer gadget (USB class 7, 04b8:0e15) and the copying of bytes between it and the host,
where the simulated printer reads them and answers. Standard library only.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

GADGET = Path("/sys/kernel/config/usb_gadget/printer")
PORT = "/dev/virtio-ports/motcua.printer"
PRINTER = "/dev/g_printer0"
LOOK_SECONDS = 0.02
OPEN_SECONDS = 30


def plug_in() -> None:
    if not GADGET.exists():
        for module in ("dummy_hcd", "libcomposite", "usb_f_printer"):
            subprocess.run(["modprobe", module], check=True, timeout=30)
        _describe()
    controller = next(Path("/sys/class/udc").iterdir()).name
    (GADGET / "UDC").write_text(controller)


def pull_out() -> None:
    (GADGET / "UDC").write_text("\n")


def serve() -> None:
    """Both directions until the machine is switched off.

    The gadget is asked again and again instead of waited for: after the driver has reset the device, only
    a fresh read makes it ready for more.
    """
    deadline = time.monotonic() + OPEN_SECONDS
    while not Path(PRINTER).exists() and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
    gadget = os.open(PRINTER, os.O_RDWR | os.O_NONBLOCK)
    host = os.open(PORT, os.O_RDWR)
    threading.Thread(target=_copy, args=(host, gadget), daemon=True).start()
    while True:
        piece = _asked(gadget)
        while piece:
            piece = piece[os.write(host, piece) :]


def _describe() -> None:
    for folder in ("strings/0x409", "configs/c.1", "functions/printer.0"):
        (GADGET / folder).mkdir(parents=True)
    texts = {
        "idVendor": "0x04b8",
        "idProduct": "0x0e15",
        "strings/0x409/serialnumber": "TEST0001",
        "strings/0x409/manufacturer": "EPSON",
        "strings/0x409/product": "TM-T20II",
        "functions/printer.0/pnp_string": "MFG:EPSON;MDL:TM-T20II;CLS:PRINTER;",
    }
    for name, text in texts.items():
        (GADGET / name).write_text(text)
    (GADGET / "configs/c.1/printer.0").symlink_to(GADGET / "functions/printer.0")


def _asked(gadget: int) -> bytes:
    while True:
        try:
            return os.read(gadget, 8192)
        except OSError:
            time.sleep(LOOK_SECONDS)


def _copy(host: int, gadget: int) -> None:
    while True:
        piece = os.read(host, 8192)
        while piece:
            try:
                piece = piece[os.write(gadget, piece) :]
            except OSError:
                time.sleep(LOOK_SECONDS)


if __name__ == "__main__":
    {"plug-in": plug_in, "pull-out": pull_out, "serve": serve}[sys.argv[1]]()

"""An emulated board with the built image in it: power, glass, a button, network, and a root shell inside.

Owns QEMU's process and its sockets. Refuses what is asserted. The image is the one that a technician
flashes; only files on the FAT partition differ, as on every card.
"""

import base64
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

BIOS: Final = "/usr/lib/u-boot/qemu_arm64/u-boot.bin"
BOARD: Final = "virt,acpi=off"
"""With ACPI and firmware the machine has no GPIO chip."""
AGENT: Final = Path(__file__).with_name("agent.py")
WIDTH: Final = 1280
HEIGHT: Final = 800
FULL_SCALE: Final = 32767
"""Of QEMU's absolute pointer."""
UNIT: Final = (
    "[Unit]\nRequiresMountsFor=/bootcfg\n"
    "[Service]\nExecStart=/usr/bin/python3 /bootcfg/agent.py\nRestart=always\n"
)


class MachineError(AssertionError):
    """The machine did not do what was asked, with the end of its serial log."""


def kernel_words(*more: str) -> str:
    """What `extra.txt` on the FAT partition says: a serial console, and the test's own unit."""
    unit = base64.b64encode(UNIT.encode()).decode()
    words = [
        "console=ttyAMA0",
        f"systemd.set_credential_binary=systemd.extra-unit.agent.service:{unit}",
        "systemd.wants=agent.service",
        *more,
    ]
    return f"extra={' '.join(words)}\n"


@dataclass(slots=True)
class Machine:
    """`disk` is a raw image, an overlay of one, or an NBD address; `folder` gets the log and the sockets."""

    folder: Path
    disk: str
    memory_mb: int = 1024
    tree: Path | None = None
    """A device tree in which the power button's GPIO line is free."""
    hosts: Sequence[str] = ()
    process: "subprocess.Popen[bytes] | None" = None
    _agent: socket.socket | None = None
    _heard: bytes = b""
    _asked: int = 0
    _qmp: socket.socket | None = None
    marks: dict[str, float] = field(default_factory=dict)

    # ------------------------------------------------------------ power

    def power_on(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in ("agent", "printer", "qmp"):
            (self.folder / f"{name}.sock").unlink(missing_ok=True)
        self.log.write_bytes(b"")
        with (self.folder / "qemu.log").open("ab") as out:
            self.process = subprocess.Popen(self._command(), stdout=out, stderr=out)
        self.marks["power"] = time.monotonic()
        self._agent = self._qmp = None

    def cut_power(self) -> None:
        """As if the plug were pulled."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10)
        for one in (self._agent, self._qmp):
            if one is not None:
                one.close()
        self._agent = self._qmp = None
        self._heard = b""

    @property
    def log(self) -> Path:
        return self.folder / "serial.log"

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")

    # ------------------------------------------------------------ the shell inside

    def wait_for_agent(self, seconds: float) -> None:
        """Until somebody answers inside; MachineError with the serial log's end otherwise."""
        deadline = time.monotonic() + seconds
        self._agent = self._connect("agent", deadline)
        while b"\n" not in self._heard:
            self._hear(deadline)
        self._heard = self._heard.partition(b"\n")[2]
        self.marks["agent"] = time.monotonic()

    def wait_for_restart(self, seconds: float) -> None:
        """Until it has started anew by itself and somebody answers inside again."""
        deadline = time.monotonic() + seconds
        while not self._answer(deadline).get("ready"):
            pass
        self.marks["agent"] = time.monotonic()

    def run(self, command: str, *, seconds: float = 60, good: bool = True) -> str:
        """What a shell command inside says; MachineError if it fails although it should not."""
        assert self._agent is not None, "the agent was not waited for"
        self._asked += 1
        wish = {"id": self._asked, "run": command, "seconds": seconds}
        self._agent.sendall(json.dumps(wish).encode() + b"\n")
        deadline = time.monotonic() + seconds + 30
        answer = self._answer(deadline)
        while answer.get("id") != self._asked:
            answer = self._answer(deadline)
        if good and answer["code"] != 0:
            raise MachineError(f"{command!r} inside ended with {answer['code']}: {answer['out'][-1500:]}")
        return str(answer["out"])

    def until(self, command: str, *, seconds: float, every: float = 1.0) -> str:
        """Ask until the command succeeds."""
        deadline = time.monotonic() + seconds
        while True:
            out = self.run(f"{command} && echo YES", good=False)
            if out.rstrip().endswith("YES"):
                return out.rpartition("YES")[0]
            if time.monotonic() > deadline:
                raise MachineError(f"{command!r} inside was not so within {seconds:g} s: {out[-1500:]}")
            time.sleep(every)

    # ------------------------------------------------------------ hands

    def tap(self, x: float, y: float, *, held_seconds: float = 0.3) -> None:
        """A finger on the glass, in fractions from the top left corner."""
        at = [("x", x), ("y", y)]
        axes = [{"type": "abs", "data": {"axis": axis, "value": int(part * FULL_SCALE)}} for axis, part in at]
        self.qmp("input-send-event", events=axes)
        for down in (True, False):
            self.qmp("input-send-event", events=[{"type": "btn", "data": {"down": down, "button": "left"}}])
            time.sleep(held_seconds)

    def press(self) -> None:
        """The one button of the machine: a pulse on line 3 of its GPIO chip."""
        self.qmp("system_powerdown")

    def picture(self, file: Path) -> Path:
        """What the panel shows, as PNG."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self.qmp("screendump", filename=str(file), format="png")
        return file

    def network(self, *, up: bool) -> None:
        self.qmp("set_link", name="n0", up=up)

    def written_bytes(self) -> int:
        """What has reached the card since power on, flushes and journals of its file systems included."""
        [disk] = [one for one in self.qmp("query-blockstats") if one.get("device") == "d0"]
        return int(disk["stats"]["wr_bytes"])

    def qmp(self, command: str, **arguments: Any) -> Any:
        """One command of QEMU's monitor protocol; MachineError when it refuses."""
        if self._qmp is None:
            self._qmp = self._connect("qmp", time.monotonic() + 10)
            self._qmp.settimeout(20)
            self._line(self._qmp)
            self._qmp.sendall(b'{"execute": "qmp_capabilities"}\n')
            self._line(self._qmp)
        self._qmp.sendall(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        while True:
            answer = json.loads(self._line(self._qmp))
            if "error" in answer:
                raise MachineError(f"{command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    def printer(self) -> socket.socket:
        """The host's end of the cable that the gadget's bytes come through."""
        return self._connect("printer", time.monotonic() + 10)

    # ------------------------------------------------------------ wires

    def _command(self) -> list[str]:
        kind = (
            "driver=raw,file.driver=nbd," if self.disk.startswith("nbd:") else "format=raw,cache=writeback,"
        )
        kind = "format=qcow2,cache=writeback," if self.disk.endswith(".qcow2") else kind
        place = f"file.{self.disk[4:]}" if self.disk.startswith("nbd:") else f"file={self.disk}"
        return [
            "qemu-system-aarch64", "-M", BOARD, "-cpu", "cortex-a72", "-accel", "tcg,thread=multi",
            "-smp", str(min(4, os.cpu_count() or 2)), "-m", str(self.memory_mb), "-bios", BIOS, "-nodefaults",
            *(("-dtb", str(self.tree)) if self.tree else ()),
            "-drive", f"if=none,id=d0,{kind}{place}", "-device", "virtio-blk-pci,drive=d0",
            "-netdev", "user,id=n0", "-device", "virtio-net-pci,netdev=n0,romfile=",
            "-device", "virtio-rng-pci", "-device", "i6300esb", "-action", "watchdog=reset",
            "-device", f"virtio-gpu-pci,xres={WIDTH},yres={HEIGHT}", "-device", "virtio-tablet-pci",
            "-device", "virtio-serial-pci",
            "-chardev", f"socket,id=agent,path={self.folder}/agent.sock,server=on,wait=off",
            "-device", "virtserialport,chardev=agent,name=motcua.agent",
            "-chardev", f"socket,id=printer,path={self.folder}/printer.sock,server=on,wait=off",
            "-device", "virtserialport,chardev=printer,name=motcua.printer",
            "-serial", f"file:{self.log}", "-display", "none",
            "-qmp", f"unix:{self.folder}/qmp.sock,server=on,wait=off",
        ]  # fmt: skip

    def _connect(self, name: str, deadline: float) -> socket.socket:
        wire = socket.socket(socket.AF_UNIX)
        while True:
            try:
                wire.connect(str(self.folder / f"{name}.sock"))
            except OSError as error:
                if time.monotonic() > deadline or (
                    self.process is not None and self.process.poll() is not None
                ):
                    words = (self.folder / "qemu.log").read_text("utf-8", "replace")[-1500:]
                    raise MachineError(f"the machine has no {name}: {error}; {words}") from error
                time.sleep(0.1)
            else:
                return wire

    def _answer(self, deadline: float) -> Any:
        while b"\n" not in self._heard:
            self._hear(deadline)
        line, _, self._heard = self._heard.partition(b"\n")
        return json.loads(line)

    def _hear(self, deadline: float) -> None:
        assert self._agent is not None
        self._agent.settimeout(max(0.1, min(5.0, deadline - time.monotonic())))
        try:
            more = self._agent.recv(65536)
        except TimeoutError:
            more = b""
        if not more and time.monotonic() > deadline:
            raise MachineError(f"nobody answers inside; the serial log ends:\n{self.said()[-2500:]}")
        self._heard += more

    def _line(self, wire: socket.socket) -> bytes:
        line = b""
        while not line.endswith(b"\n"):
            more = wire.recv(1)
            if not more:
                raise MachineError("the machine is off")
            line += more
        return line

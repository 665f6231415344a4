"""A visitor's hands on the real kiosk process, through the bench that a browser would use.

Owns starting it, touching, pressing, looking and cutting its cable. Refuses to look inside: what a visitor,
a printer or the centre cannot see is not asserted here.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.processes import ANSWER_SECONDS, ROOT, free_port, wait_until

# What a request meets when the process dies before, during or after its answer.
SILENT = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError)

SETTINGS = """
[kiosk]
province = "19"
ward = "05518"
id = "k1"
name = "UBND phường Sông Công"
[mqtt]
host = "127.0.0.1"
port = {broker}
heartbeat_seconds = 5
[clock]
trust = "always"
[printer]
driver = "simulated"
[buttons]
driver = "simulated"
pins = [17, 27, 22]
lamps = [5, 6, 13]
[screen]
profile = "10.1"
fullscreen = false
[web]
port = {web}
[bench]
enabled = true
[[services]]
code = "ho-tich"
letter = "A"
name = "Hộ tịch, chứng thực"
counters = [1, 2]
fields = ["Hộ tịch"]
bring = ["Căn cước công dân", "Bản chính giấy tờ cần chứng thực"]
[[services]]
code = "dat-dai"
letter = "B"
name = "Đất đai, xây dựng"
counters = [3]
[[officers]]
id = "cb01"
name = "Nguyễn Thị Mẫu"
counter = 1
[[officers]]
id = "cb02"
name = "Trần Văn Thử"
counter = 2
[[officers]]
id = "cb03"
name = "Lê Thị Ví Dụ"
counter = 3
"""


@dataclass(slots=True)
class Visit:
    """One kiosk in `folder`; `start` and `kill` may be called again and again over the same data."""

    folder: Path
    broker: int
    settings: str = SETTINGS
    web: int = 0
    module: str = "firmware"
    process: "subprocess.Popen[bytes] | None" = None

    def start(self, *, wait: bool = True) -> None:
        self.web = self.web or free_port()
        config = self.folder / "kiosk.toml"
        config.write_text(self.settings.format(broker=self.broker, web=self.web), encoding="utf-8")
        environment = {**os.environ, "SDL_VIDEODRIVER": "offscreen", "KIVY_HOME": str(self.folder / "kivy")}
        command = [sys.executable, "-m", self.module, "--config", str(config), "--data", str(self.folder)]
        with (self.folder / "kiosk.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=environment)
        if wait:
            self.wait_for(lambda state: state["screen"] != "", seconds=30)

    def set_pins(self, people: Sequence[str], pin: str) -> None:
        """The same PIN for everybody, by the command that a technician uses."""
        command = [sys.executable, "-m", "firmware", "--data", str(self.folder), "set-pin", *people]
        lines = f"{pin}\n" * len(people)
        subprocess.run(
            command, cwd=ROOT, input=lines.encode(), check=True, timeout=60, stdout=subprocess.DEVNULL
        )

    def stop(self, *, seconds: float = 5.0) -> int:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(ANSWER_SECONDS)

    # ------------------------------------------------------------ hands

    def touch(self, target: str, then: str) -> dict[str, Any]:
        """Touch a target by its id and wait for the screen that must follow."""
        self.wait_for(lambda state: target in [shown["id"] for shown in state["targets"]])
        self.post("touch", {"id": target})
        return self.wait_for(lambda state: state["screen"] == then)

    def press(self, button: int) -> None:
        self.post("press", {"button": button})

    def take_number(self, service: str = "ho-tich", *, priority: str = "") -> None:
        """From wherever the last visitor left it, to the screen with the number."""
        self.go_home()
        self.touch("ticket", "S2")
        if priority:
            self.touch("priority", "S3")
            self.touch(f"priority:{priority}", "S2")
        self.touch(f"service:{service}", "S4")

    def go_home(self) -> None:
        """To S1, even if the screen changes by itself while the finger comes down."""

        def at_home() -> bool:
            screen = self.state()["screen"]
            if screen != "S1":
                with suppress(urllib.error.HTTPError):
                    self.post("touch", {"id": "start" if screen == "S0" else "home"})
            return bool(screen == "S1")

        wait_until(at_home, seconds=10)

    def scan(self, text: str) -> None:
        self.post("scan", {"text": text})

    def network(self, *, up: bool) -> None:
        self.post("network", {"up": up})

    def printer(self, state: str) -> None:
        self.post("printer", {"state": state})

    # ------------------------------------------------------------ eyes

    def state(self) -> dict[str, Any]:
        value: dict[str, Any] = json.loads(self.get("state"))
        return value

    def wait_for(self, wanted: Callable[[dict[str, Any]], bool], *, seconds: float = 10.0) -> dict[str, Any]:
        """Look until it is so; the failure shows what was there instead."""
        seen: dict[str, Any] = {}

        def look() -> bool:
            nonlocal seen
            if self.process is None or self.process.poll() is not None:
                raise ConnectionError("the kiosk is gone")
            try:
                seen = self.state()
            except SILENT:
                return False
            return wanted(seen)

        try:
            wait_until(look, seconds=seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}; the kiosk shows {seen}") from None
        return seen

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(
            f"http://127.0.0.1:{self.web}/bench/{path}", timeout=ANSWER_SECONDS
        ) as answer:
            body: bytes = answer.read()
            return body

    def post(self, path: str, body: dict[str, Any]) -> None:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.web}/bench/{path}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=ANSWER_SECONDS).close()

"""Runs inside the emulated machine as root: does what the test on the host asks for, a line of JSON each.

Laid on the FAT partition by the test, started by a unit that only the test's kernel words bring: the image
itself has no such door. Standard library only, since it runs on the device's own Python.
"""

import json
import subprocess
from pathlib import Path
from typing import IO, Any

PORT = Path("/dev/virtio-ports/motcua.agent")


def main() -> None:
    with PORT.open("r+b", buffering=0) as port:
        port.write(b'{"ready": true}\n')
        text = b""
        while True:
            text += port.read(65536) or b""
            while b"\n" in text:
                line, _, text = text.partition(b"\n")
                _say(port, json.dumps(_do(json.loads(line))).encode() + b"\n")


def _say(port: IO[bytes], answer: bytes) -> None:
    """The kernel takes 32 KB of a write at most and leaves the rest to us."""
    while answer:
        answer = answer[port.write(answer) :]


def _do(wish: dict[str, Any]) -> dict[str, Any]:
    try:
        done = subprocess.run(
            ["/bin/sh", "-c", wish["run"]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=wish["seconds"],
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return {"id": wish["id"], "code": 124, "out": (error.stdout or b"").decode("utf-8", "replace")}
    return {"id": wish["id"], "code": done.returncode, "out": done.stdout.decode("utf-8", "replace")}


if __name__ == "__main__":
    main()

"""A program of the test's own in place of one of the machine's: it writes down what it was asked.

Owns its answers, from a script in the words of the real one's manual. Refuses assertions.
"""

import stat
from pathlib import Path

import pytest

STATUS = "eth0:ethernet:connected\nwlan0:wifi:connected\nlo:loopback:unmanaged\np2p0:wifi-p2p:disconnected\n"


class Program:
    """An executable that answers by the first pattern of its arguments, and keeps what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "program"
        self._asked, self._given = folder / "asked", folder / "given"
        self._cases: list[str] = []
        self.answer()

    def on(self, pattern: str, says: str = "", *, complains: str = "", status: int = 0) -> "Program":
        out = f"printf '%s' {_quoted(says)}; " if says else ""
        err = f"printf '%s' {_quoted(complains)} >&2; " if complains else ""
        self._cases.append(f"  *{_quoted(pattern)}*) {out}{err}exit {status};;")
        self.answer()
        return self

    def answer(self, *, first: str = "") -> None:
        cases = "\n".join(self._cases) or "  never) ;;"
        script = (
            f'#!/bin/sh\necho "$*" >> {self._asked}\n{first}\n'
            f'case "$*" in *passwd-file*) cat >> {self._given};; esac\n'
            f'case "$*" in\n{cases}\nesac\n'
        )
        self.path.write_text(script, encoding="utf-8")
        self.path.chmod(self.path.stat().st_mode | stat.S_IXUSR)

    @property
    def asked(self) -> list[str]:
        return self._asked.read_text(encoding="utf-8").splitlines()

    @property
    def given(self) -> str:
        return self._given.read_text(encoding="utf-8")

    def asked_for(self, words: str) -> list[str]:
        return [line for line in self.asked if words in line]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path).on("DEVICE,TYPE,STATE", STATUS)

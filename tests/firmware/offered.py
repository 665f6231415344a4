"""Made-up kiosk's folders as a technician offers them, and a power cut at any disk operation.

Owns the files and the fault. Refuses assertions.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import trustme


@cache
def authority() -> trustme.CA:
    return trustme.CA()


def settings(ward: str = "05518", *, name: str = "UBND phường Sông Công", more: str = "") -> str:
    return (
        f'[kiosk]\nprovince = "19"\nward = "{ward}"\nid = "k1"\nname = "{name}"\n'
        '[mqtt]\nhost = "centre.example"\nport = 8883\ntls_ca = "/data/identity/ca.crt"\n'
        'tls_cert = "/data/identity/kiosk.crt"\ntls_key = "/data/identity/kiosk.key"\n'
        f'[[services]]\ncode = "ho-tich"\nletter = "A"\nname = "Hộ tịch"\n{more}'
    )


def enrolment(secret: str = "mot-lan-duy-nhat", *, url: str = "https://centre.example:8443") -> str:
    return f'url = "{url}"\nsecret = "{secret}"\nexpires_at = "2026-12-22T00:00:00Z"\n'


def offer(
    folder: Path, ward: str = "05518", *, secret: str | None = "mot-lan-duy-nhat", more: str = ""
) -> Path:
    """The three files; without a secret, the two that stay on a card after it was taken over."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kiosk.toml").write_text(settings(ward, more=more), encoding="utf-8")
    (folder / "ca.crt").write_bytes(authority().cert_pem.bytes())
    if secret is not None:
        (folder / "enrolment.toml").write_text(enrolment(secret), encoding="utf-8")
    return folder


class PowerCut(BaseException):
    """Nothing catches it, as nothing catches the real one."""


@dataclass(slots=True)
class Fuse:
    """Burns at the so-many-th operation on the disk, before it is done."""

    left: int

    def guard(self, operation: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*words: Any, **named: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                raise PowerCut
            return operation(*words, **named)

        return guarded


def fuse(monkeypatch: pytest.MonkeyPatch, operations: int) -> Fuse:
    """Every rename, fsync, unlink, mkdir and opening counts."""
    burning = Fuse(operations)
    for name in ("replace", "rename", "fsync", "unlink", "mkdir", "rmdir", "open"):
        monkeypatch.setattr(os, name, burning.guard(getattr(os, name)))
    return burning

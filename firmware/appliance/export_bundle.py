"""What an export holds: journals, health, updates, settings without secrets, versions.

Owns what may leave the kiosk. Refuses the database, keys, passwords and names of people: whoever finds the
stick learns how the machine fares and nothing about anybody. Everything is bounded, and what cannot be had is
a line that says so.
"""

import io
import json
import platform
import subprocess
import tarfile
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from firmware.clock import SystemClock
from firmware.version import VERSION

JOURNAL_SECONDS: Final = 60.0
MOST_LINES: Final = 20_000
MOST_BYTES: Final = 8_000_000
SECRET: Final = ("password", "secret", "token", "pin", "username", "tls_key")
PERSONAL: Final = ("officers",)
"""Tables of people: of each only what tells nothing about a person."""
IMPERSONAL: Final = ("counter", "role")
HIDDEN: Final = "***"
LEAST_HIDDEN: Final = 4
"""Shorter secrets are left in the journal: hiding "a" would hide everything."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where everything lies on the device; `journalctl` by name or path."""

    journalctl: str = "journalctl"
    settings: Path = Path("/data/identity/kiosk.toml")
    problem: Path = Path("/data/identity/problem.json")
    health: Path = Path("/run/motcua/health.json")
    update: Path = Path("/run/motcua/update.json")
    os_release: Path = Path("/etc/os-release")


def bundle(sources: Sources) -> bytes:
    """A compressed archive, made in memory: at most a few megabytes."""
    settings = _settings(sources.settings)
    hidden = sorted({value for value in _secrets(settings) if len(value) >= LEAST_HIDDEN}, key=len)
    parts: dict[str, Callable[[], str]] = {
        "journal-this-boot.txt": lambda: _journal(sources, "0"),
        "journal-last-boot.txt": lambda: _journal(sources, "-1"),
        "health.json": lambda: _file(sources.health),
        "update.json": lambda: _file(sources.update),
        "identity-problem.json": lambda: _file(sources.problem),
        "settings.json": lambda: json.dumps(without_secrets(settings), ensure_ascii=False, indent=1),
        "versions.txt": lambda: _versions(sources),
    }
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=6) as archive:
        for name, read in parts.items():
            text = read()
            for value in hidden:
                text = text.replace(value, HIDDEN)
            _add(archive, name, text.encode()[-MOST_BYTES:])
    return packed.getvalue()


def kiosk_name(sources: Sources) -> str:
    """`19-05518-k1`, or what little is known where the settings are no good."""
    kiosk = _settings(sources.settings).get("kiosk", {})
    words = [str(kiosk.get(key, "")) for key in ("province", "ward", "id")] if isinstance(kiosk, dict) else []
    plain = ["".join(sign for sign in word if sign.isascii() and sign.isalnum()) for word in words]
    return "-".join(word for word in plain if word) or "unknown"


def without_secrets(value: Any, key: str = "") -> Any:
    """The same settings, fit for anybody's eyes."""
    if key in PERSONAL and isinstance(value, list):
        return [{k: v for k, v in one.items() if k in IMPERSONAL} for one in value if isinstance(one, dict)]
    if isinstance(value, dict):
        return {name: without_secrets(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [without_secrets(inner) for inner in value]
    return HIDDEN if value and _is_secret(key) else value


def _secrets(value: Any, key: str = "") -> Iterator[str]:
    """Every secret's text, and every name of a person, so that no log repeats it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _secrets(inner, f"officers.{name}" if key in PERSONAL else name)
    elif isinstance(value, list):
        for inner in value:
            yield from _secrets(inner, key)
    elif isinstance(value, str) and (_is_secret(key) or key == "officers.name"):
        yield value


def _is_secret(key: str) -> bool:
    return any(word == key or key.endswith(f"_{word}") for word in SECRET)


def _settings(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}


def _journal(sources: Sources, boot: str) -> str:
    command = [sources.journalctl, "--no-pager", "--output=short-iso", "--boot", boot]
    try:
        done = subprocess.run(
            [*command, "--lines", str(MOST_LINES)], capture_output=True, timeout=JOURNAL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return f"journalctl: not done in {JOURNAL_SECONDS:g} s\n"
    except OSError as error:
        return f"journalctl: {error.strerror}\n"
    said = done.stdout if done.returncode == 0 else done.stdout + done.stderr
    return said.decode(errors="replace")


def _file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        return f"{path}: {error.strerror}\n"


def _versions(sources: Sources) -> str:
    machine = platform.uname()
    return (
        f"motcua {VERSION}\nkernel {machine.release} {machine.machine}\npython {platform.python_version()}\n"
        + _file(sources.os_release)
    )


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    entry.mtime = int(SystemClock().now().wall.timestamp())
    archive.addfile(entry, io.BytesIO(content))

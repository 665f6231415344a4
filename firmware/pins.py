"""PINs of the people who look after a kiosk, hashed with Argon2id (RFC 9106) in a file beside the database.

Owns setting and checking them. Refuses to count wrong tries (`technician`). Apart from the database, because
they are set by a command while the kiosk, its one writer, is running.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from firmware.errors import KioskError

TECHNICIAN: Final = "technician"
_DIGITS: Final = range(6, 13)


class Pins:
    """OWASP's smallest Argon2id profile: 19 MiB, two passes; about 0.2 s on a Pi."""

    def __init__(self, path: Path, given: Mapping[str, str] | None = None) -> None:
        """`given` are hashes from the settings; a PIN that was set on the kiosk itself goes before them."""
        self._path = path
        self._given = dict(given or {})
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

    def is_set(self, person: str) -> bool:
        return person in self._read()

    def set(self, person: str, pin: str) -> None:
        """Write the file anew, whole or not at all; KioskError if the PIN is no good."""
        hashes = self._own() | {person: self.hashed(person, pin)}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")
        fresh.replace(self._path)

    def hashed(self, person: str, pin: str) -> str:
        """As it may stand in the settings; KioskError if the PIN is no good."""
        if not (pin.isascii() and pin.isdecimal()) or len(pin) not in _DIGITS:
            raise KioskError(f"PIN for {person}: must be 6 to 12 digits; choose another")
        return self._hasher.hash(pin)

    def check(self, person: str, pin: str) -> bool:
        try:
            return self._hasher.verify(self._read().get(person, ""), pin)
        except (VerificationError, InvalidHashError):
            return False

    def _read(self) -> dict[str, str]:
        return self._given | self._own()

    def _own(self) -> dict[str, str]:
        try:
            hashes: dict[str, str] = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise KioskError(f"PIN file {self._path}: {error}; delete it and set the PINs again") from error
        return hashes

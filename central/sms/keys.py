"""The centre's keys for personal data: one encrypts at rest, one opens what kiosks sealed.

Owns making and reading their one file. Refuses rows and phone numbers. At rest everything about a person is a
Fernet token (AES-128-CBC with HMAC-SHA256); without this file nobody can read a backup, its owner included.
Kiosks know the public half of the second key alone (`mqtt.sealing`).
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Struct

from mqtt import sealing


class KeyFault(ValueError):
    """A key file that cannot be made or read, or a text it does not open; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Both keys; neither is ever shown."""

    _storage: Fernet = field(repr=False)
    _sealing: X25519PrivateKey = field(repr=False)

    @property
    def public(self) -> str:
        """What kiosks seal with, as their settings spell it."""
        return sealing.public_text(self._sealing)

    def seal(self, text: bytes) -> bytes:
        """As it may lie in the store: letters, digits, `-`, `_` and `=`."""
        return self._storage.encrypt(text)

    def unseal(self, token: bytes) -> bytes:
        """KeyFault if another key sealed it, or a letter is wrong."""
        try:
            return self._storage.decrypt(token)
        except InvalidToken as error:
            raise KeyFault(
                "not sealed with this key; give the key file that the store was kept with"
            ) from error

    def unseal_contact(self, sealed: str) -> str:
        """What a kiosk sealed; `mqtt.sealing.SealingError` if it was not for this key."""
        return sealing.unseal(sealed, self._sealing)


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    storage: str
    sealing: str


def make_keys(file: Path) -> Keys:
    """Write a new file for the owner's eyes; KeyFault if there is one, because data may hang on it."""
    private = sealing.private_text(X25519PrivateKey.generate())
    content = f'storage = "{Fernet.generate_key().decode()}"\nsealing = "{private}"\n'
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(content.encode())
            opened.flush()
            os.fsync(opened.fileno())
    except FileExistsError as error:
        raise KeyFault(
            f"{file}: there are keys already, and data hangs on them; give another file"
        ) from error
    except OSError as error:
        raise KeyFault(f"{file}: {error.strerror}; give a place that can be written") from error
    return read_keys(file)


def read_keys(path: Path) -> Keys:
    """KeyFault names the file and the remedy."""
    remedy = "give the file that `motcua-central sms key` wrote"
    try:
        kept = msgspec.toml.decode(path.read_bytes(), type=_File)
        return Keys(Fernet(kept.storage), sealing.read_private(kept.sealing))
    except OSError as error:
        raise KeyFault(f"{path}: {error.strerror}; {remedy}") from error
    except (ValueError, UnicodeError) as error:
        raise KeyFault(f"{path}: no key file ({type(error).__name__}); {remedy}") from error

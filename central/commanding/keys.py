"""The centre's key for commands: made once, kept by the centre alone, known to kiosks by its public half.

Owns making and reading the files. Refuses commands themselves. A kiosk obeys this key and nothing else, so it
is made where the centre runs and never travels; what travels is the public half.
"""

import os
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

PRIVATE: Final = "command-private.pem"
PUBLIC: Final = "command-public.pem"


class KeyFault(ValueError):
    """A key that cannot be made or read; the text names the file and the remedy."""


def make_keys(folder: Path) -> tuple[Path, Path]:
    """Write both halves; KeyFault if there is a key already, because kiosks would not obey a second one."""
    key, private, public = Ed25519PrivateKey.generate(), folder / PRIVATE, folder / PUBLIC
    folder.mkdir(parents=True, exist_ok=True)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise KeyFault(
            f"{private}: there is a key already, and kiosks obey it; give another --out"
        ) from error
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return private, public


def read_key(file: Path) -> Ed25519PrivateKey:
    remedy = "give the file that `motcua-central keys` wrote"
    try:
        key = load_pem_private_key(file.read_bytes(), None)
    except OSError as error:
        raise KeyFault(f"{file}: {error.strerror}; {remedy}") from error
    except (ValueError, TypeError) as error:
        raise KeyFault(f"{file}: no private key ({error}); {remedy}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFault(f"{file}: not an Ed25519 key; {remedy}")
    return key

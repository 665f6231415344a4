"""What must not be readable on the card: receipts' PINs as keyed hashes; phones and filings encrypted.

Owns the key file, mode 0600 in the data folder, and the uses of its key. Refuses to make a second key by
itself: with a new one every PIN and number of before is lost, so somebody has to say so by an empty file. A
PIN has only a million values; without the key its hash would be guessed in a second.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from firmware.durable import write_whole
from firmware.errors import KioskError

PIN_LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, 1, I and O, which look alike on paper."""
PIN_LENGTH: Final = 4
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class SealError(KioskError):
    """The key is lost or damaged, or does not fit what was sealed."""


class BrokenSealError(SealError):
    """What was sealed was changed since, or by another key; the key itself can be read."""


def new_pin() -> str:
    return "".join(secrets.choice(PIN_LETTERS) for _ in range(PIN_LENGTH))


class Seals:
    """The key is read once, when it is first needed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: bytes | None = None

    def make(self) -> None:
        """The first key of a new register, on disk before it is used; an existing one stays."""
        if not self._path.exists():
            self._write()

    def pin_hash(self, code: str, pin: str) -> str:
        """In hex, bound to one dossier: equal PINs of two dossiers have different hashes."""
        return hmac.new(self._derived(b"pin"), f"{code}\0{pin}".encode(), hashlib.sha256).hexdigest()

    def fits(self, code: str, pin: str, stored: str) -> bool:
        """In the same time for every wrong PIN."""
        return hmac.compare_digest(self.pin_hash(code, pin), stored)

    def seal(self, text: str) -> str:
        return self._fernet().encrypt(text.encode()).decode()

    def unseal(self, token: str) -> str:
        try:
            return self._fernet().decrypt(token.encode()).decode()
        except InvalidToken as error:
            raise SealError(
                f"{self._path} is not the key that sealed this; put the kiosk's own key back from its backup"
            ) from error

    def seal_bytes(self, body: bytes, mark: bytes) -> bytes:
        """28 bytes longer. `mark` is not in it and must be said again: it binds the sealed to its place."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher().encrypt(nonce, body, mark)

    def unseal_bytes(self, sealed: bytes, mark: bytes) -> bytes:
        try:
            return self._cipher().decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], mark)
        except (InvalidTag, ValueError) as error:
            raise BrokenSealError(
                f"{mark.decode()} was damaged, or sealed by another key than {self._path}"
            ) from error

    def _cipher(self) -> AESGCM:
        return AESGCM(self._derived(b"filing"))

    def _fernet(self) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(self._derived(b"phone")))

    def _derived(self, use: bytes) -> bytes:
        """A key for each use, so that none tells anything about the other."""
        return hmac.new(self._key(), use, hashlib.sha256).digest()

    def _key(self) -> bytes:
        if self._known is None:
            self._known = self._read()
        return self._known

    def _read(self) -> bytes:
        try:
            text = self._path.read_bytes().strip()
        except OSError as error:
            raise SealError(
                f"key {self._path} cannot be read ({error.strerror}); put it back from its backup. If there "
                "is none, write an empty file there: a new key is made, and PINs on older receipts and "
                "stored phone numbers are lost"
            ) from error
        return self._decoded(text) if text else self._write()

    def _decoded(self, text: bytes) -> bytes:
        try:
            key = base64.b64decode(text, altchars=b"-_", validate=True)
        except binascii.Error:
            key = b""
        if len(key) != _KEY_BYTES:
            raise SealError(f"key {self._path} is damaged; put it back from its backup")
        return key

    def _write(self) -> bytes:
        """Whole and on disk, or not at all: a PIN on paper must not outlive its key."""
        key = secrets.token_bytes(_KEY_BYTES)
        try:
            write_whole(self._path, base64.urlsafe_b64encode(key) + b"\n", mode=0o600)
        except OSError as error:
            raise SealError(
                f"key {self._path} cannot be written ({error.strerror}); make the data folder writable"
            ) from error
        return key

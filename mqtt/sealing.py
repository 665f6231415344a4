"""A phone number on its way to the centre: sealed with the centre's public key, opened with its private one.

Owns the sealed form and the forms of both keys. Refuses storage. A kiosk can seal and never open: whoever
steals its card, or reads the broker, learns no number. X25519 with a fresh key for each text (RFC 7748),
HKDF-SHA256 (RFC 5869) and ChaCha20-Poly1305 (RFC 8439); texts are padded, so that their length tells nothing.
"""

import base64
import binascii
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LETTERS: Final = 24
"""The longest text: a phone number with its country has 16 at most (ITU-T E.164)."""
_CONTEXT: Final = b"motcua/1/contact"
_KEY_BYTES: Final = 32
_NONCE: Final = bytes(12)
"""Always the same, because no key is used twice."""


class SealingError(ValueError):
    """Not sealed for this key, damaged, or too long; the text says which."""


def seal(text: str, key: X25519PublicKey) -> str:
    """As `facts.Sealed`: 96 letters of base64url. SealingError if the text is too long."""
    plain = text.encode()
    if len(plain) > LETTERS:
        raise SealingError(f"{len(plain)} bytes to seal, limit {LETTERS}")
    fresh = X25519PrivateKey.generate()
    sent = fresh.public_key().public_bytes_raw()
    sealed = _cipher(fresh.exchange(key), sent, key).encrypt(_NONCE, plain.ljust(LETTERS, b"\0"), None)
    return _text(sent + sealed)


def unseal(sealed: str, key: X25519PrivateKey) -> str:
    """SealingError if somebody else is meant, or a letter is wrong."""
    try:
        content = base64.b64decode(sealed + "=" * (-len(sealed) % 4), altchars=b"-_", validate=True)
        sent, body = content[:_KEY_BYTES], content[_KEY_BYTES:]
        shared = key.exchange(X25519PublicKey.from_public_bytes(sent))
        plain = _cipher(shared, sent, key.public_key()).decrypt(_NONCE, body, None)
        return plain.rstrip(b"\0").decode()
    except (binascii.Error, InvalidTag, ValueError) as error:
        raise SealingError("not sealed for this key; give the kiosk the centre's newest one") from error


def public_text(key: X25519PrivateKey) -> str:
    """The public half as settings spell it: base64url of 32 bytes."""
    return _text(key.public_key().public_bytes_raw())


def read_public(text: str) -> X25519PublicKey:
    """ValueError says what is wrong with it."""
    return X25519PublicKey.from_public_bytes(_key_bytes(text))


def read_private(text: str) -> X25519PrivateKey:
    """From base64url of 32 bytes, as the centre's key file holds it; ValueError says what is wrong."""
    return X25519PrivateKey.from_private_bytes(_key_bytes(text))


def private_text(key: X25519PrivateKey) -> str:
    """The private half for the centre's key file; `read_private` reads it."""
    return _text(key.private_bytes_raw())


def _key_bytes(text: str) -> bytes:
    stripped = text.strip()
    try:
        key = base64.b64decode(stripped + "=" * (-len(stripped) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("no X25519 key: not base64") from error
    if len(key) != _KEY_BYTES:
        raise ValueError(f"no X25519 key: {len(key)} bytes instead of {_KEY_BYTES}")
    return key


def _cipher(shared: bytes, sent: bytes, receiver: X25519PublicKey) -> ChaCha20Poly1305:
    info = _CONTEXT + sent + receiver.public_bytes_raw()
    return ChaCha20Poly1305(HKDF(SHA256(), _KEY_BYTES, salt=None, info=info).derive(shared))


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()

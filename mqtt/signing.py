"""The centre's signature on its commands: made with the private key, believed with the public one.

Owns the bytes that are signed, and the forms of a public key. Refuses what commands say (`commands`) and
where keys lie. The signature is over the very bytes of the command, behind a context, so that nothing else
that this key ever signs can be taken for a command.
"""

import base64
import binascii
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from mqtt.commands import COMMAND_BYTES, Command, CommandError, Envelope

VERSION: Final = 1
_CONTEXT: Final = b"motcua/1/command\n"
_KEY_BYTES: Final = 32


def seal(command: Command, key: Ed25519PrivateKey) -> bytes:
    """The message on the topic `command`."""
    return sealed(msgspec.json.encode(command), key)


def sealed(said: bytes, key: Ed25519PrivateKey) -> bytes:
    return msgspec.json.encode(Envelope(v=VERSION, payload=said, signature=key.sign(_CONTEXT + said)))


def unseal(payload: bytes, key: Ed25519PublicKey) -> Command:
    """What the owner of the key said; CommandError if it was somebody else, or is no command."""
    if len(payload) > COMMAND_BYTES:
        raise CommandError(f"too long: {len(payload)} bytes, limit {COMMAND_BYTES}")
    try:
        envelope = msgspec.json.decode(payload, type=Envelope)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CommandError(f"no envelope: {error}") from error
    if envelope.v != VERSION:
        raise CommandError(f"wrong version: {envelope.v}, this end reads {VERSION}")
    try:
        key.verify(envelope.signature, _CONTEXT + envelope.payload)
    except InvalidSignature as error:
        raise CommandError("the signature is not the centre's") from error
    try:
        return msgspec.json.decode(envelope.payload, type=Command)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CommandError(f"no command: {error}") from error


def read_public_key(content: bytes) -> Ed25519PublicKey:
    """From PEM, from 32 raw bytes, or from their base64; ValueError if it is none of them."""
    wrong = "no Ed25519 public key; take the file that `motcua-central keys` wrote"
    if content.lstrip().startswith(b"-----"):
        try:
            key = load_pem_public_key(content)
        except ValueError as error:
            raise ValueError(f"{wrong} ({error})") from error
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError(wrong)
        return key
    raw = content if len(content) == _KEY_BYTES else _from_base64(content)
    if len(raw) != _KEY_BYTES:
        raise ValueError(wrong)
    return Ed25519PublicKey.from_public_bytes(raw)


def _from_base64(text: bytes) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        return b""

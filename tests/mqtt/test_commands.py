"""Signed commands: what the key's owner said arrives as it was said, and nothing else is believed."""

import base64
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mqtt import commands, contract, signing
from mqtt.commands import COMMAND_BYTES, Command, CommandError, Config, Erase, Reprint, Resend, Update

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
COMMAND = Command(
    kiosk="19/05518/k1",
    counter=7,
    at="2026-11-21T02:15:00.000Z",
    expires="2026-11-24T02:15:00.000Z",
    word="resend",
    data=msgspec.Raw(b'{"days":30}'),
)
EPOCH = "0123456789abcdef"


def sealed(command: Command = COMMAND) -> bytes:
    return signing.seal(command, KEY)


def changed(envelope: bytes, /, **members: Any) -> bytes:
    """The same envelope with other members."""
    return msgspec.json.encode(msgspec.json.decode(envelope) | members)


def test_a_command_arrives_as_it_was_said() -> None:
    assert signing.unseal(sealed(), PUBLIC) == COMMAND


def test_every_byte_of_the_command_is_bound_by_the_signature() -> None:
    said = base64.b64decode(msgspec.json.decode(sealed())["payload"])
    flipped = [said[:at] + bytes([said[at] ^ 1]) + said[at + 1 :] for at in range(len(said))]
    forged = [changed(sealed(), payload=base64.b64encode(one).decode()) for one in flipped]
    assert [reason_of(one) for one in forged] == ["the signature is not the centre's"] * len(said)


def reason_of(payload: bytes) -> str:
    with pytest.raises(CommandError) as caught:
        signing.unseal(payload, PUBLIC)
    return str(caught.value)


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "no envelope"),
        (b"[]", "no envelope"),
        (b'{"v":1,"payload":"%%%","signature":""}', "no envelope"),
        (changed(sealed(), v=2), "wrong version: 2, this end reads 1"),
        (b" " * (COMMAND_BYTES + 1), f"too long: {COMMAND_BYTES + 1} bytes, limit {COMMAND_BYTES}"),
        (changed(sealed(), signature=""), "the signature is not the centre's"),
        (signing.seal(COMMAND, Ed25519PrivateKey.generate()), "the signature is not the centre's"),
        (signing.sealed(b"reprint A012", KEY), "no command"),
    ],
)
def test_what_is_not_the_centres_is_refused_with_the_reason(payload: bytes, reason: str) -> None:
    assert reason_of(payload).startswith(reason)


def test_a_signature_made_for_something_else_opens_nothing() -> None:
    said = msgspec.json.encode(COMMAND)
    bare = {"v": 1, "payload": said, "signature": KEY.sign(said)}
    assert reason_of(msgspec.json.encode(bare)) == "the signature is not the centre's"


@pytest.mark.parametrize(
    ("word", "data", "order"),
    [
        ("resend", b'{"days":30}', Resend(days=30)),
        ("resend", b'{"epoch":"0123456789abcdef","from_seq":12}', Resend(epoch=EPOCH, from_seq=12)),
        ("config", b'{"toml":"[queue]"}', Config(toml="[queue]")),
        ("update", b"{}", Update()),
        ("reprint", b'{"number":"A012"}', Reprint(number="A012")),
        ("erase", b'{"what":"phones"}', Erase(what="phones")),
    ],
)
def test_each_word_has_its_order(word: str, data: bytes, order: commands.Order) -> None:
    assert commands.read_order(word, data) == order


@pytest.mark.parametrize(
    ("word", "data", "reason"),
    [
        ("dance", b"{}", "unknown word 'dance'; use one of resend, config, update, reprint, erase"),
        ("resend", b"{}", "give days, or epoch and from_seq"),
        ("resend", b'{"from_seq":3}', "give days, or epoch and from_seq"),
        ("resend", b'{"days":3,"epoch":"0123456789abcdef","from_seq":3}', "give days, or epoch and from_seq"),
        ("resend", b'{"days":31}', "Expected `int` <= 30"),
        ("erase", b'{"what":"everything"}', "Invalid enum value 'everything'"),
        ("reprint", b'{"number":"A012","copies":9}', "unknown field `copies`"),
        ("update", b"[]", "Expected `object`, got `array`"),
    ],
)
def test_an_order_that_cannot_be_read_says_why(word: str, data: bytes, reason: str) -> None:
    with pytest.raises(CommandError) as caught:
        commands.read_order(word, data)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        PUBLIC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        PUBLIC.public_bytes_raw(),
        base64.b64encode(PUBLIC.public_bytes_raw()) + b"\n",
    ],
    ids=["PEM", "raw", "base64"],
)
def test_a_public_key_is_read_in_each_of_its_forms(content: bytes) -> None:
    assert signing.read_public_key(content) == PUBLIC


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"-----BEGIN PUBLIC KEY-----\n", b"@" * 44])
def test_what_is_no_public_key_is_told(content: bytes) -> None:
    with pytest.raises(ValueError, match="no Ed25519 public key"):
        signing.read_public_key(content)


def test_envelope_and_command_fit_the_contract() -> None:
    document = yaml.safe_load((Path(contract.__file__).parent / "asyncapi.yaml").read_text("utf-8"))
    envelope = msgspec.json.decode(sealed())
    said = msgspec.json.decode(base64.b64decode(envelope["payload"]))
    for name, value in (("Envelope", envelope), ("Command", said)):
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        jsonschema.validate(value, schema)

"""The key file: made once, read by its owner alone, and what it seals it opens."""

import stat
from pathlib import Path

import pytest

from central.sms.keys import KeyFault, make_keys, read_keys
from mqtt.sealing import SealingError, read_public, seal


def test_what_one_reading_seals_another_opens(tmp_path: Path) -> None:
    made = make_keys(tmp_path / "keys.toml")
    assert read_keys(tmp_path / "keys.toml").unseal(made.seal(b"0912345678")) == b"0912345678"


def test_a_kiosk_seals_with_the_public_half(tmp_path: Path) -> None:
    keys = make_keys(tmp_path / "keys.toml")
    assert keys.unseal_contact(seal("+84912345678", read_public(keys.public))) == "+84912345678"


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    make_keys(tmp_path / "deep" / "keys.toml")
    assert stat.S_IMODE((tmp_path / "deep" / "keys.toml").stat().st_mode) == 0o600


def test_keys_that_exist_are_never_replaced(tmp_path: Path) -> None:
    make_keys(tmp_path / "keys.toml")
    before = (tmp_path / "keys.toml").read_bytes()
    with pytest.raises(KeyFault, match="there are keys already"):
        make_keys(tmp_path / "keys.toml")
    assert (tmp_path / "keys.toml").read_bytes() == before


def test_what_other_keys_sealed_is_refused(tmp_path: Path) -> None:
    ours, others = make_keys(tmp_path / "ours"), make_keys(tmp_path / "others")
    with pytest.raises(KeyFault, match="not sealed with this key"):
        ours.unseal(others.seal(b"0912345678"))
    with pytest.raises(SealingError):
        ours.unseal_contact(seal("+84912345678", read_public(others.public)))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b'storage = "x"\nsealing = "y"\n', b"not toml"])
def test_a_file_that_holds_no_keys_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "keys.toml").write_bytes(content)
    with pytest.raises(KeyFault, match=r"keys\.toml: no key file .*sms key"):
        read_keys(tmp_path / "keys.toml")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFault, match="No such file"):
        read_keys(tmp_path / "absent")


def test_neither_key_is_shown(tmp_path: Path) -> None:
    assert repr(make_keys(tmp_path / "keys.toml")) == "Keys()"

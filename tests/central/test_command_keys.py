"""The key that kiosks obey: made once, never overwritten, and named where it cannot be read."""

import stat
from pathlib import Path

import pytest

from central.commanding.keys import KeyFault, make_keys, read_key
from central.settings import SettingsError, read_settings
from mqtt.signing import read_public_key


def test_the_private_half_is_the_owners_alone_and_the_public_half_fits(tmp_path: Path) -> None:
    private, public = make_keys(tmp_path / "keys")
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert read_public_key(public.read_bytes()) == read_key(private).public_key()


def test_a_key_that_kiosks_obey_is_never_overwritten(tmp_path: Path) -> None:
    private, _ = make_keys(tmp_path)
    before = private.read_bytes()
    with pytest.raises(KeyFault, match="there is a key already"):
        make_keys(tmp_path)
    assert private.read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\n", None])
def test_what_is_no_key_is_named_with_the_remedy(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "key.pem"
    [file.write_bytes(said) for said in (content,) if said is not None]
    with pytest.raises(KeyFault, match=r"key\.pem: .*motcua-central keys"):
        read_key(file)


def test_a_centre_whose_key_is_missing_says_so_before_it_starts(tmp_path: Path) -> None:
    config = tmp_path / "central.toml"
    config.write_text('[mqtt]\nhost = "b"\n[command]\nkey_file = "/none/there"\n')
    with pytest.raises(SettingsError, match=r"key command\.key_file: /none/there: No such file"):
        read_settings(config)

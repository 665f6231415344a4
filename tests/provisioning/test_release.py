"""Releases signed and judged by the real rauc: signed, tampered with, cut short, forged."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firmware.appliance.updates_choice import Candidate, Judge, RefusedError
from firmware.appliance.updates_commands import Commands
from provisioning import release_bundle, release_keys
from provisioning.__main__ import main
from provisioning.release_keys import ReleaseError
from tests.processes import ROOT

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys, an image that does not compress, and the bundle of version 1.2.0 made of them."""
    folder = tmp_path_factory.mktemp("release")
    release_keys.init(folder / "keys", NOW)
    (folder / "root.ext4").write_bytes(b"".join(number.to_bytes(4) for number in range(100_000)))
    make(folder, "1.2.0")
    return folder


def make(folder: Path, version: str, *, keys: str = "keys") -> Path:
    root = folder / "root.ext4"
    return release_bundle.make(root, version, keys=folder / keys, out=folder / "out")


def changed(folder: Path, work: Path, at: int) -> Path:
    """The bundle with one byte changed; a negative place counts from the end."""
    content = bytearray((work / "out" / "motcua-kiosk-1.2.0.raucb").read_bytes())
    content[at] ^= 0xFF
    (folder / "changed.raucb").write_bytes(content)
    return folder / "changed.raucb"


@pytest.fixture
def trusting(work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """The kiosk's judge with the real rauc and the keyring of the image."""
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "rauc").write_text(f'#!/bin/sh\nexec /usr/bin/rauc --keyring={work}/keys/keyring.pem "$@"\n')
    (tools / "rauc").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    return Judge(Commands(), "1.1.0")


def test_the_kiosk_takes_what_the_release_key_signed(trusting: Judge, work: Path) -> None:
    assert trusting.judged(Candidate(work / "out" / "motcua-kiosk-1.2.0.raucb")) == "1.2.0"


def test_the_images_configuration_is_one_that_rauc_understands(work: Path) -> None:
    conf = ROOT / "provisioning" / "rootfs" / "etc" / "rauc" / "system.conf"
    bundle = work / "out" / "motcua-kiosk-1.2.0.raucb"
    command = ["rauc", f"--conf={conf}", f"--keyring={work}/keys/keyring.pem", "info", str(bundle)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "[rootfs]" in done.stdout


def test_a_changed_signature_is_refused(trusting: Judge, work: Path, tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        trusting.judged(Candidate(changed(tmp_path, work, -200)))


@pytest.mark.parametrize("left", [0, 4096, -1, -5000])
def test_a_bundle_that_was_cut_short_is_refused(
    trusting: Judge, work: Path, tmp_path: Path, left: int
) -> None:
    whole = (work / "out" / "motcua-kiosk-1.2.0.raucb").read_bytes()
    (tmp_path / "short.raucb").write_bytes(whole[:left])
    with pytest.raises(RefusedError, match="rauc info: exit code 1"):
        trusting.judged(Candidate(tmp_path / "short.raucb"))


def test_a_bundle_by_somebody_elses_key_is_refused(trusting: Judge, work: Path, tmp_path: Path) -> None:
    release_keys.init(tmp_path / "keys", NOW)
    forged = release_bundle.make(work / "root.ext4", "9.9.9", keys=tmp_path / "keys", out=tmp_path)
    with pytest.raises(RefusedError, match=r"self.signed certificate|unable to get local issuer|signature"):
        trusting.judged(Candidate(forged))


def test_a_changed_content_is_found_by_the_hash_tree(work: Path, tmp_path: Path) -> None:
    """`rauc info` sees only the signature over the tree's root; the blocks are checked when they are read."""
    bundle, keyring = changed(tmp_path, work, 10_000), work / "keys" / "keyring.pem"
    command = ["rauc", f"--keyring={keyring}", "extract", str(bundle), str(tmp_path / "content")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "payload is corrupted" in done.stderr


def test_a_renewed_key_signs_for_kiosks_that_are_out_already(
    trusting: Judge, work: Path, tmp_path: Path
) -> None:
    before = (work / "keys" / "signing.crt").read_bytes()
    release_keys.renew(work / "keys", NOW)
    assert (work / "keys" / "signing.crt").read_bytes() != before
    assert trusting.judged(Candidate(make(work, "1.3.0"))) == "1.3.0"
    assert trusting.judged(Candidate(work / "out" / "motcua-kiosk-1.2.0.raucb")) == "1.2.0"


def test_keys_are_private_and_sign_for_five_years(work: Path) -> None:
    keys = work / "keys"
    assert (keys / "signing.key").stat().st_mode & 0o777 == 0o600
    assert (keys / "authority.key").stat().st_mode & 0o777 == 0o600
    years = (release_keys.expires_at(keys) - NOW) / timedelta(days=365.25)
    assert 4.9 < years < 5.1


def test_keys_are_never_replaced_by_a_second_init(work: Path) -> None:
    with pytest.raises(ReleaseError, match="has release keys already"):
        release_keys.init(work / "keys", NOW)


@pytest.mark.parametrize("version", ["1.2", "1.2.0"])
def test_two_bundles_never_bear_one_version_in_a_folder(work: Path, version: str) -> None:
    (work / "out" / "motcua-kiosk-1.2.raucb").touch()
    with pytest.raises(ReleaseError, match="exists already"):
        make(work, version)


@pytest.mark.parametrize("version", ["latest", "1.2.0-rc1", "../1.2.0", ""])
def test_a_version_is_numbers_and_dots(work: Path, version: str) -> None:
    with pytest.raises(ReleaseError, match=r"not like 1\.4\.0"):
        make(work, version)


def test_a_missing_image_is_named(work: Path) -> None:
    with pytest.raises(ReleaseError, match=r"absent: no such image"):
        release_bundle.make(work / "absent", "2.0.0", keys=work / "keys", out=work / "out")


def test_missing_keys_leave_no_bundle(work: Path, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="rauc: "):
        make(work, "3.0.0", keys="nowhere")
    assert not list((work / "out").glob(".bundle-*"))
    assert not (work / "out" / "motcua-kiosk-3.0.0.raucb").exists()


def test_the_command_line_signs_publishes_promotes_and_stops(
    work: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys, updates, out = str(tmp_path / "keys"), str(tmp_path / "updates"), str(tmp_path)
    images = ["--root", str(work / "root.ext4")]
    assert main(["release", "keys", "init", keys]) == 0
    assert main(["release", "bundle", *images, "--version", "2.0.0", "--keys", keys, "--out", out]) == 0
    bundle = str(tmp_path / "motcua-kiosk-2.0.0.raucb")
    trust = ["--keyring", f"{keys}/keyring.pem"]
    assert main(["release", "publish", bundle, *trust, "--updates", updates]) == 0
    assert main(["release", "promote", "2.0.0", "--updates", updates]) == 0
    assert main(["release", "stop", "2.0.0", "--updates", updates, "--why", "printing fails"]) == 0
    assert main(["release", "promote", "2.0.0", "--updates", updates]) == 1
    assert main(["release", "status", "--updates", updates]) == 0
    said = capsys.readouterr()
    assert "2.0.0: STOPPED: printing fails; runs on 0 of 0 kiosks, failed on 0" in said.out
    assert "release 2.0.0 was stopped (printing fails); publish a newer one" in said.err


def test_what_kiosks_would_refuse_is_not_published(
    work: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    release_keys.init(tmp_path / "keys", NOW)
    bundle = str(work / "out" / "motcua-kiosk-1.2.0.raucb")
    trust = ["--keyring", str(tmp_path / "keys" / "keyring.pem")]
    assert main(["release", "publish", bundle, *trust, "--updates", str(tmp_path / "updates")]) == 1
    assert "motcua-provision: rauc: " in capsys.readouterr().err
    assert not (tmp_path / "updates").exists()

"""One folder per kiosk: who it is, its one-time secret, whom it may believe."""

import errno
import os
import re
import tomllib
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from central.commanding.keys import make_keys
from firmware.orders import key_of
from firmware.pins import Pins
from firmware.settings_file import load
from mqtt.signing import read_public_key
from provisioning import identity_files
from provisioning.__main__ import main
from provisioning.authority import Authority, revoke
from provisioning.authority_register import deciding
from provisioning.enrolment_rules import Enrolled, Refused, Waiting
from tests.provisioning.office import TODAY, ask, enrolled, machine, named, office, secret_in

NEW = ("kiosk", "new", "--id", "k1", "--url", "https://centre.example:8443")


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return office(tmp_path)


def new(authority: Authority, out: Path, *more: str, ward: str = "05518") -> int:
    return main([*NEW, "--authority", str(authority.folder), "--out", str(out), "--ward", ward, *more])


def renew(authority: Authority, out: Path, *more: str) -> int:
    command = ("kiosk", "renew-secret", "19/05518/k1", "--authority", str(authority.folder))
    return main([*command, "--out", str(out), *more])


def test_the_folder_holds_settings_a_secret_and_the_authority(authority: Authority, tmp_path: Path) -> None:
    out = tmp_path / "k1"
    assert new(authority, out, "--name", "UBND phường Sông Công", "--province", "19") == 0
    assert sorted(file.name for file in out.iterdir()) == ["ca.crt", "enrolment.toml", "kiosk.toml"]
    settings = load(out / "kiosk.toml")
    assert (settings.kiosk.province, settings.kiosk.ward, settings.kiosk.id) == ("19", "05518", "k1")
    assert (settings.mqtt.host, settings.mqtt.port) == ("centre.example", 8883)
    assert (settings.updates.url, settings.updates.group) == ("https://centre.example:8443", "all")
    assert settings.mqtt.tls_key == "/data/identity/kiosk.key"
    assert (out / "ca.crt").read_bytes() == authority.certificate.read_bytes()
    enrolment = tomllib.loads((out / "enrolment.toml").read_text("utf-8"))
    assert enrolment["url"] == "https://centre.example:8443"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", enrolment["expires_at"])


def test_the_technicians_pin_is_said_once_and_only_its_hash_is_kept(
    authority: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(authority, tmp_path / "k1") == 0
    said = re.search(r"Technician's PIN: (\d{8}) ", capsys.readouterr().out)
    assert said
    settings = load(tmp_path / "k1" / "kiosk.toml")
    assert Pins(tmp_path / "none.json", settings.pins).check("technician", said[1])
    assert said[1] not in (tmp_path / "k1" / "kiosk.toml").read_text("utf-8")


def test_the_folder_names_the_key_whose_commands_the_kiosk_obeys(
    authority: Authority, tmp_path: Path
) -> None:
    _, public = make_keys(tmp_path / "keys")
    assert new(authority, tmp_path / "k1", "--command-key", str(public)) == 0
    settings = load(tmp_path / "k1" / "kiosk.toml")
    assert key_of(settings.command) == read_public_key(public.read_bytes())


@pytest.mark.parametrize("half", ["private", "none"])
def test_what_is_no_public_key_makes_no_folder(
    authority: Authority, tmp_path: Path, half: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make_keys(tmp_path / "keys")
    key = tmp_path / "keys" / f"command-{half}.pem"
    assert new(authority, tmp_path / "k1", "--command-key", str(key)) == 1
    assert f"--command-key {key}" in capsys.readouterr().err
    assert not (tmp_path / "k1").exists()


def test_the_folder_is_one_that_flashing_takes(authority: Authority, tmp_path: Path) -> None:
    assert new(authority, tmp_path / "k1") == 0
    assert identity_files.read(tmp_path / "k1", TODAY).kiosk == "19/05518/k1"


def test_the_office_is_named_after_the_ward_unless_said_otherwise(
    authority: Authority, tmp_path: Path
) -> None:
    assert new(authority, tmp_path / "k1") == 0
    assert load(tmp_path / "k1" / "kiosk.toml").kiosk.name == "UBND phường Sông Công"


def test_the_secret_stands_nowhere_but_in_the_folder(authority: Authority, tmp_path: Path) -> None:
    new(authority, tmp_path / "k1")
    secret = secret_in(tmp_path / "k1").encode()
    assert len(secret) == 43
    assert all(secret not in file.read_bytes() for file in authority.folder.rglob("*") if file.is_file())


def test_settings_to_start_from_keep_their_comments_and_lose_their_own_identity(
    authority: Authority, tmp_path: Path
) -> None:
    base = tmp_path / "base.toml"
    base.write_text(
        '# quầy số 1\n[kiosk]\nprovince = "01"\nward = "00004"\nid = "k7"\nname = "Cũ"\n'
        '[mqtt]\nhost = "old"\npassword = "x"\n[printer]\ndriver = "usb"  # máy in\n'
        '[[services]]\ncode = "a"\nletter = "B"\nname = "Một"\n',
        encoding="utf-8",
    )
    assert new(authority, tmp_path / "k1", "--settings", str(base), "--broker", "10.0.0.5:8884") == 0
    text = (tmp_path / "k1" / "kiosk.toml").read_text("utf-8")
    settings = load(tmp_path / "k1" / "kiosk.toml")
    assert (settings.kiosk.ward, settings.mqtt.password, settings.printer.driver) == ("05518", "", "usb")
    assert (settings.mqtt.host, settings.mqtt.port) == ("10.0.0.5", 8884)
    assert "# máy in" in text


def test_a_kiosk_of_a_cluster_knows_every_node(authority: Authority, tmp_path: Path) -> None:
    nodes = "n1.example:8883,n2.example:8883,[2001:db8::3]:8884"
    assert new(authority, tmp_path / "k1", "--broker", nodes) == 0
    mqtt = load(tmp_path / "k1" / "kiosk.toml").mqtt
    assert (mqtt.host, mqtt.port, mqtt.protocol) == ("n1.example", 8883, "3.1.1")
    assert mqtt.others == nodes.split(",")[1:]


def test_a_node_that_is_no_address_is_refused(
    authority: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(authority, tmp_path / "k1", "--broker", "n1.example:8883,n2.example") == 1
    assert "expected HOST:PORT" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[printer\n", "not TOML"),
        ('[printer]\ndriver = "laser"\n', "printer.driver"),
        ('[bench]\nenabled = true\n[[services]]\ncode="a"\nletter="A"\nname="A"\n', "never on a real kiosk"),
    ],
)
def test_bad_settings_to_start_from_are_refused_by_their_own_name(
    authority: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    base = tmp_path / "base.toml"
    base.write_text(text, encoding="utf-8")
    assert new(authority, tmp_path / "k1", "--settings", str(base)) == 1
    said = capsys.readouterr().err
    assert f"motcua-provision: {base}: " in said
    assert words in said
    assert not (tmp_path / "k1").exists()


def test_an_unknown_ward_is_refused_and_nothing_is_written(
    authority: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(authority, tmp_path / "k1", ward="05519") == 1
    said = capsys.readouterr().err
    assert said.startswith("motcua-provision: 05519: mã xã, phường không có trong danh mục.")
    assert "\nward 05519: not in the official list" in said
    assert not (tmp_path / "k1").exists()


def test_a_name_that_is_taken_is_refused_with_the_remedy(
    authority: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new(authority, tmp_path / "k1")
    assert new(authority, tmp_path / "again") == 1
    assert "already in the register; give another --id, or" in capsys.readouterr().err
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize("bad", ["k0", "1", "k1000", "K1", "../k1"])
def test_an_id_of_another_form_is_refused(
    authority: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str], bad: str
) -> None:
    assert new(authority, tmp_path / "k1", "--id", bad) == 1
    assert "write k1 to k999" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["http://centre", "centre:8443", "https://", "https://centre/"])
def test_an_address_that_is_not_https_is_refused(
    authority: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    assert new(authority, tmp_path / "k1", "--url", url) == 1
    assert "expected https://HOST:PORT" in capsys.readouterr().err


def test_a_full_disk_leaves_neither_a_folder_nor_a_name(
    authority: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with patch("os.fsync", side_effect=full):
        assert new(authority, tmp_path / "k1") == 1
    assert "the disk is full; nothing was changed; free some space" in capsys.readouterr().err
    assert sorted(file.name for file in tmp_path.iterdir()) == ["ca"]
    assert new(authority, tmp_path / "k1") == 0


def test_a_new_secret_replaces_the_old_one(authority: Authority, tmp_path: Path) -> None:
    old = named(authority, tmp_path)
    assert renew(authority, tmp_path / "again") == 0
    box = machine(tmp_path)
    assert (tmp_path / "again" / "kiosk.toml").is_file()
    assert isinstance(ask(authority, box, old), Refused)
    assert isinstance(ask(authority, box, secret_in(tmp_path / "again")), Enrolled)


def now_has(folder: Path, text: str) -> tuple[str, str]:
    file = folder / "now.toml"
    file.write_text(text, encoding="utf-8")
    return ("--settings", str(file))


USED = '[printer]\ndriver = "absent"  # tháo rồi\n[[services]]\ncode = "a"\nletter = "B"\nname = "Một"\n'


def test_a_new_folder_gets_the_settings_of_now_and_so_does_the_next(
    authority: Authority, tmp_path: Path
) -> None:
    assert new(authority, tmp_path / "k1") == 0
    begun = load(tmp_path / "k1" / "kiosk.toml")
    strange = '[kiosk]\nprovince = "01"\nward = "00004"\nid = "k7"\nname = "Cũ"\n[mqtt]\nhost = "old"\n'
    assert renew(authority, tmp_path / "again", *now_has(tmp_path, strange + USED)) == 0
    assert renew(authority, tmp_path / "third") == 0
    settings, third = load(tmp_path / "again/kiosk.toml"), load(tmp_path / "third/kiosk.toml")
    assert settings == third
    assert (settings.kiosk, settings.mqtt, settings.pins) == (begun.kiosk, begun.mqtt, begun.pins)
    assert (settings.updates, [one.letter for one in settings.services]) == (begun.updates, ["B"])
    assert "# tháo rồi" in (tmp_path / "third/kiosk.toml").read_text("utf-8")


def test_settings_of_now_win_over_what_the_register_kept(authority: Authority, tmp_path: Path) -> None:
    assert new(authority, tmp_path / "k1") == 0
    own = now_has(tmp_path, USED + '[updates]\nurl = "https://other.example"\ngroup = "pilot"\n')
    assert renew(authority, tmp_path / "again", *own) == 0
    assert load(tmp_path / "again/kiosk.toml").updates.group == "pilot"


def test_bad_settings_of_now_change_neither_register_nor_secret(
    authority: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = named(authority, tmp_path)
    assert renew(authority, tmp_path / "again", *now_has(tmp_path, '[printer]\ndriver = "laser"\n')) == 1
    assert f"{tmp_path}/now.toml: printer.driver" in capsys.readouterr().err
    assert not (tmp_path / "again").exists()
    assert isinstance(ask(authority, machine(tmp_path), secret), Enrolled)


def test_an_enrolled_kiosk_gets_a_new_secret_only_after_it_was_revoked(
    authority: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    enrolled(authority, tmp_path)
    assert renew(authority, tmp_path / "again") == 1
    assert "first: motcua-provision ca revoke 19/05518/k1" in capsys.readouterr().err
    revoke(authority, "19/05518/k1", now=TODAY)
    assert renew(authority, tmp_path / "again") == 0
    box = machine(tmp_path, box="new")
    assert isinstance(ask(authority, box, secret_in(tmp_path / "again")), Enrolled)


def test_a_kiosk_that_asked_is_let_in_by_the_code_on_its_screen(
    authority: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named(authority, tmp_path)
    box, command = machine(tmp_path), ["kiosk", "approve", "19/05518/k1", "--authority"]
    assert ask(authority, box, "", may_ask=True) == Waiting()
    with deciding(authority.register) as book:
        code = book.requests()[0].key_print
    assert main([*command, str(authority.folder), "--key", code[:4]]) == 1
    assert code[:16] in capsys.readouterr().err
    assert main([*command, str(authority.folder), "--key", f"{code[:4]}-{code[4:8]}"]) == 0
    assert isinstance(ask(authority, box, "", may_ask=True), Enrolled)


def test_the_list_says_how_each_kiosk_stands(
    authority: Authority, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    enrolled(authority, tmp_path, "19/05518/k1")
    named(authority, tmp_path, "19/05518/k2")
    named(authority, tmp_path, "19/05518/k3")
    revoke(authority, "19/05518/k3", now=TODAY)
    ask(authority, machine(tmp_path, "19/05518/k2"), "", may_ask=True)
    assert main(["kiosk", "list", "--authority", str(authority.folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines] == ["enrolled", "may", "revoked", "asks"]
    assert f"until {TODAY + timedelta(days=30):%Y-%m-%d}" in lines[1]

"""The broker's folder as it is written: its access list, what it demands, and what must not be in it."""

import re
from pathlib import Path

import pytest

from provisioning.__main__ import main
from provisioning.authority import issue_server
from provisioning.broker import Listening, access_list, write_broker
from provisioning.errors import ProvisionError
from tests.provisioning.office import TODAY, office

K1, ELSEWHERE = "19/05518/k1", "19/05443/k1"


def test_the_list_has_a_section_for_each_kiosk_and_no_pattern() -> None:
    text = access_list([K1, ELSEWHERE])
    assert re.findall(r"^user (.*)$", text, re.MULTILINE) == ["centre", K1, ELSEWHERE]
    assert "pattern" not in text
    assert "topic read motcua/1/19/05443/dossiers/#" in text


def test_a_folder_without_a_server_certificate_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ProvisionError, match=r"make one: motcua-provision ca server .*/ca centre.example"):
        write_broker(
            office(tmp_path), tmp_path / "broker", Listening(8883, 8884, "centre.example"), now=TODAY
        )


def test_the_command_writes_a_folder_without_the_authoritys_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    authority = office(tmp_path)
    issue_server(authority, ["localhost"], now=TODAY)
    folder = tmp_path / "broker"
    command = ["broker", str(folder), "--authority", str(authority.folder), "--server", "localhost"]
    assert main([*command, "--reload"]) == 0
    assert "no broker runs from" in capsys.readouterr().out
    key = (authority.folder / "ca.key").read_bytes()
    assert all(key not in file.read_bytes() for file in folder.rglob("*") if file.is_file())

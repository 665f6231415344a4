"""The host: systemd is asked for one unit, and its refusals name a remedy."""

from pathlib import Path

import pytest

from devices.absent import AbsentHost
from devices.choose import choose_host
from devices.host import HostError, SimulatedHost, SystemdHost
from tests.devices.programs import Program
from tests.devices.programs import program as program


def test_every_host_driver_has_its_peer() -> None:
    assert isinstance(choose_host("systemd"), SystemdHost)
    assert isinstance(choose_host("simulated"), SimulatedHost)
    assert isinstance(choose_host("absent"), AbsentHost)
    with pytest.raises(ValueError, match="use systemd, simulated or absent"):
        choose_host("runit")


def test_systemd_is_asked_for_one_unit_and_never_for_a_password(program: Program, tmp_path: Path) -> None:
    host = SystemdHost(str(program.path), tmp_path / "export.json")
    host.start_export()
    host.restart()
    host.power_off()
    assert program.asked == [
        "--no-ask-password start --no-block motcua-export.service",
        "--no-ask-password reboot --no-block",
        "--no-ask-password poweroff --no-block",
    ]
    assert host.export_news() == b""


def test_a_refused_request_names_the_remedy(program: Program) -> None:
    program.on("reboot", complains="Interactive authentication required.", status=1)
    with pytest.raises(HostError, match=r"Interactive authentication required\.; install 50-motcua\.rules"):
        SystemdHost(str(program.path)).restart()


def test_a_machine_without_systemd_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(HostError, match=r"set \[host\] driver to absent"):
        SystemdHost(str(tmp_path / "systemctl")).power_off()

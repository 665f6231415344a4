"""A kiosk with a modem, as the image carries it: unit, rules and documentation fit what the kiosk writes."""

import re
from configparser import ConfigParser
from pathlib import Path

from devices.choose import choose_modem
from devices.gammu import GammuSpool
from provisioning.image import debian
from tests.processes import ROOT

ROOTFS = ROOT / "provisioning/rootfs"
UNITS = ROOTFS / "usr/lib/systemd/system"
SERVICE = (UNITS / "motcua-sms.service").read_text("utf-8")
SPOOL = "/data/kiosk/sms"


def values(text: str, name: str) -> list[str]:
    return re.findall(rf"(?m)^{name}=(.*)$", text)


def test_the_image_has_the_daemon() -> None:
    assert "gammu-smsd" in debian.packages((ROOT / "provisioning/image/packages.txt").read_text("utf-8"))


def test_the_unit_reads_what_the_kiosk_writes_and_says_where_the_kiosk_looks(tmp_path: Path) -> None:
    modem = choose_modem("gammu", spool=SPOOL, device="/dev/motcua-modem", run=Path("/run"))
    assert isinstance(modem, GammuSpool)
    daemon = modem.daemon
    assert daemon is not None
    [command] = values(SERVICE, "ExecStart")
    assert command.split()[1:] == [f"--config={daemon.file}", f"--pid={daemon.pid_file}"]
    assert values(SERVICE, "RuntimeDirectory") == [daemon.run.name]


def test_it_starts_only_where_the_kiosk_wrote_settings() -> None:
    waits = ConfigParser()
    waits.read_string((UNITS / "motcua-sms.path").read_text("utf-8"))
    assert waits["Path"]["PathExists"] == "/run/motcua/smsdrc"
    assert values(SERVICE, "ConditionPathExists") == ["/run/motcua/smsdrc"]
    assert "[Install]" not in SERVICE
    preset = (ROOTFS / "usr/lib/systemd/system-preset/00-motcua.preset").read_text("utf-8")
    assert preset.index("enable motcua-sms.path") < preset.index("disable *")


def test_of_the_data_partition_it_sees_its_own_folders_alone() -> None:
    assert values(SERVICE, "TemporaryFileSystem") == ["/data:ro"]
    assert values(SERVICE, "BindPaths") == [SPOOL]
    made = (ROOTFS / "usr/lib/tmpfiles.d/motcua.conf").read_text("utf-8")
    assert re.search(rf"(?m)^d +{SPOOL} +0700 motcua motcua", made)


def test_nothing_that_it_says_reaches_the_journal() -> None:
    assert (values(SERVICE, "StandardOutput"), values(SERVICE, "StandardError")) == (["null"], ["null"])


def test_it_is_no_root_and_reaches_no_network() -> None:
    names = ("User", "CapabilityBoundingSet", "PrivateNetwork", "NoNewPrivileges", "DevicePolicy")
    assert [values(SERVICE, name) for name in names] == [["motcua"], [""], ["yes"], ["yes"], ["closed"]]


def test_a_modem_has_one_name_whatever_number_its_ports_got() -> None:
    rules = (ROOTFS / "usr/lib/udev/rules.d/60-motcua.rules").read_text("utf-8").splitlines()
    named = [rule for rule in rules if 'SYMLINK+="motcua-modem"' in rule]
    assert [re.findall(r'ID_VENDOR_ID}=="(\w+)"', rule) for rule in named] == [["2c7c"], ["1e0e"], ["12d1"]]
    assert [("ID_USB_INTERFACE_NUM" in rule, 'KERNEL=="ttyUSB*"' in rule) for rule in named] == [
        (True, True)
    ] * 3


def test_the_documentation_names_the_folder_that_the_unit_sees() -> None:
    assert f'spool = "{SPOOL}"' in (ROOT / "docs/sms.md").read_text("utf-8")

"""The network: what nmcli says becomes values, and its refusals become trouble with a remedy.

nmcli itself is a program of the test's own that answers in the format and the words of the real one's.
"""

from pathlib import Path

import pytest

from devices import nmcli
from devices.absent import AbsentNetwork
from devices.choose import choose_network
from devices.network import REMEDIES, FixedAddress, Link, NetworkError, Seen, SimulatedNetwork, Trouble
from devices.nmcli import NmcliNetwork, meaning, split_terse
from tests.devices.programs import Program
from tests.devices.programs import program as program

AIR = r"""
Mot Cua:62:WPA2
Mot Cua:80:WPA2
Quán \: cà phê:71:WPA1 WPA2
Khách:40:
:90:WPA2
Sở:33:WPA2 802.1X
C\\D:20:WPA3
"""


@pytest.fixture
def network(program: Program) -> NmcliNetwork:
    return NmcliNetwork(str(program.path))


def join_fails(program: Program, complaint: str, status: int = 4) -> NmcliNetwork:
    program.on("SSID,SECURITY", "Mot Cua:WPA2\n").on(
        "up id motcua-wifi-new", complains=complaint, status=status
    )
    return NmcliNetwork(str(program.path))


# ---------------------------------------------------------------- what it prints


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("a:b:c", ["a", "b", "c"]),
        (r"Quán \: cà phê:71", ["Quán : cà phê", "71"]),
        (r"a\\:b", ["a\\", "b"]),
        (r"a\\\:b:c", [r"a\:b", "c"]),
        ("a::", ["a", "", ""]),
        (":a", ["", "a"]),
        ("", [""]),
    ],
)
def test_terse_lines_are_parted_at_colons_that_are_not_escaped(line: str, fields: list[str]) -> None:
    assert split_terse(line) == fields


def test_adapters_tell_address_name_and_signal(program: Program, network: NmcliNetwork) -> None:
    program.on("device show eth0", "IP4.ADDRESS[1]:192.168.1.20/24\nIP4.ADDRESS[2]:10.0.0.2/8\n")
    program.on("device show wlan0", "IP4.ADDRESS[1]:192.168.1.40/24\n")
    program.on("IN-USE,SSID,SIGNAL", " :Khách:40\n*:Quán \\: cà phê:71\n")
    assert network.links() == (
        Link("ethernet", connected=True, address="192.168.1.20/24"),
        Link("wifi", connected=True, address="192.168.1.40/24", name="Quán : cà phê", signal=71),
    )


def test_an_adapter_that_is_only_connecting_is_not_connected(tmp_path: Path) -> None:
    program = Program(tmp_path).on(
        "DEVICE,TYPE,STATE", "eth0:ethernet:connecting (getting IP configuration)\n"
    )
    assert NmcliNetwork(str(program.path)).links() == (Link("ethernet", connected=False),)


def test_names_in_the_air_come_once_the_strongest_first_and_hidden_ones_not_at_all(
    program: Program, network: NmcliNetwork
) -> None:
    program.on("SSID,SIGNAL,SECURITY", AIR)
    assert network.scan() == (
        Seen("Mot Cua", 80, "WPA2"),
        Seen("Quán : cà phê", 71, "WPA1 WPA2"),
        Seen("Khách", 40, ""),
        Seen("Sở", 33, "WPA2 802.1X"),
        Seen("C\\D", 20, "WPA3"),
    )


def test_a_network_that_wants_a_user_name_too_is_not_one_for_a_password() -> None:
    assert not Seen("Sở", 33, "WPA2 802.1X").by_password
    assert Seen("Khách", 40, "").by_password


# ---------------------------------------------------------------- joining


def test_joining_makes_a_profile_beside_the_old_one_and_then_takes_its_place(
    program: Program, network: NmcliNetwork
) -> None:
    program.on("SSID,SECURITY", "Mot Cua:WPA2\n")
    network.join("Mot Cua", "chuoi mat khau")
    changes = [line.split(" ")[0:2] for line in program.asked if line.startswith("connection ")]
    assert changes == [
        ["connection", "delete"],
        ["connection", "add"],
        ["connection", "delete"],
        ["connection", "modify"],
    ]
    assert program.asked[-1] == "connection modify id motcua-wifi-new connection.id motcua-wifi"


def test_a_password_is_never_on_a_command_line(program: Program, network: NmcliNetwork) -> None:
    program.on("SSID,SECURITY", "Mot Cua:WPA2\n")
    network.join("Mot Cua", "chuoi mat khau")
    assert program.asked_for("chuoi") == []
    assert program.given == "802-11-wireless-security.psk:chuoi mat khau\n"


def test_an_open_network_is_joined_without_security(program: Program, network: NmcliNetwork) -> None:
    network.join("Khách", "")
    [added] = program.asked_for("connection add")
    assert "wifi-sec" not in added


@pytest.mark.parametrize(
    ("offered", "way"), [("WPA2", "wpa-psk"), ("WPA2 WPA3", "wpa-psk"), ("WPA3", "sae"), ("WPA1", "wpa-psk")]
)
def test_only_a_network_of_wpa3_alone_is_joined_by_sae(
    program: Program, network: NmcliNetwork, offered: str, way: str
) -> None:
    program.on("SSID,SECURITY", f"Mot Cua:{offered}\nKhác:WPA2\n")
    network.join("Mot Cua", "chuoi mat khau")
    assert f"wifi-sec.key-mgmt {way} " in program.asked_for("connection add")[0]


@pytest.mark.parametrize(
    ("complaint", "trouble"),
    [
        (
            "Error: Connection activation failed: Secrets were required, but not provided",
            Trouble.WRONG_PASSWORD,
        ),
        (
            "Error: Connection activation failed: (7) Secrets were required, but not provided.",
            Trouble.WRONG_PASSWORD,
        ),
        ("Error: Connection activation failed: 802.1X supplicant took too long", Trouble.WRONG_PASSWORD),
        (
            "Error: Connection activation failed: The Wi-Fi network could not be found",
            Trouble.NO_SUCH_NETWORK,
        ),
        (
            "Error: Connection activation failed: IP configuration could not be reserved "
            "(no available address, timeout, etc.)",
            Trouble.NO_ADDRESS,
        ),
        ("Error: Timeout 45 sec expired.", Trouble.TOO_SLOW),
        ("Error: Not authorized to control networking.", Trouble.NOT_ALLOWED),
        ("Error: something new", Trouble.UNKNOWN),
    ],
)
def test_each_refusal_is_a_trouble_of_its_own(program: Program, complaint: str, trouble: Trouble) -> None:
    with pytest.raises(NetworkError) as raised:
        join_fails(program, complaint).join("Mot Cua", "chuoi mat khau")
    assert raised.value.trouble is trouble
    assert REMEDIES[trouble] in str(raised.value)


def test_a_failed_join_leaves_the_old_profile_and_takes_it_up_again(program: Program) -> None:
    network = join_fails(program, "Error: Secrets were required, but not provided")
    with pytest.raises(NetworkError):
        network.join("Mot Cua", "sai mat khau")
    assert program.asked[-2:] == [
        "connection delete id motcua-wifi-new",
        "--wait 0 connection up id motcua-wifi",
    ]


def test_without_an_adapter_nothing_is_changed(tmp_path: Path) -> None:
    program = Program(tmp_path).on("DEVICE,TYPE,STATE", "eth0:ethernet:connected\n")
    with pytest.raises(NetworkError, match="wifi is not fitted"):
        NmcliNetwork(str(program.path)).join("Mot Cua", "chuoi mat khau")
    assert program.asked_for("connection") == []


def test_the_cable_gets_a_fixed_address_with_its_router(program: Program, network: NmcliNetwork) -> None:
    network.set_cable(FixedAddress("10.0.20.5", 24, "10.0.20.1", "10.0.0.53"))
    [added] = program.asked_for("connection add")
    assert "ipv4.method manual ipv4.addresses 10.0.20.5/24" in added
    assert "ipv4.gateway 10.0.20.1 ipv4.dns 10.0.0.53" in added


def test_the_cable_asks_the_router_and_demands_an_answer(program: Program, network: NmcliNetwork) -> None:
    network.set_cable(None)
    [added] = program.asked_for("connection add")
    assert "ipv4.method auto ipv4.may-fail no" in added


def test_a_program_that_hangs_is_given_up(
    program: Program, network: NmcliNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nmcli, "QUESTION_SECONDS", 0.2)
    program.answer(first="exec tail -f /dev/null")
    with pytest.raises(NetworkError) as raised:
        network._run("status", "device", "status", seconds=nmcli.QUESTION_SECONDS)
    assert raised.value.trouble is Trouble.TOO_SLOW


def test_a_machine_without_networkmanager_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match="has no NetworkManager"):
        NmcliNetwork(str(tmp_path / "nmcli")).links()


def test_exit_status_eight_means_that_networkmanager_does_not_run() -> None:
    assert meaning(8, "Fehler") is Trouble.NOT_RUNNING


# ---------------------------------------------------------------- the peers


def test_every_driver_has_its_peer_and_another_word_its_remedy() -> None:
    assert isinstance(choose_network("networkmanager"), NmcliNetwork)
    assert isinstance(choose_network("simulated"), SimulatedNetwork)
    assert isinstance(choose_network("absent"), AbsentNetwork)
    with pytest.raises(ValueError, match="use networkmanager, simulated or absent"):
        choose_network("connman")


def test_an_absent_network_refuses_politely() -> None:
    with pytest.raises(NetworkError, match=r"set \[network\] driver"):
        AbsentNetwork().scan()


def test_every_trouble_has_a_remedy() -> None:
    assert set(REMEDIES) == set(Trouble)

"""The real network: NetworkManager, asked through its own program `nmcli`.

Owns the commands, their deadlines, the terse output and what its refusals mean. Refuses D-Bus: `nmcli` keeps
its terse output stable for programs. A new profile stands beside the old one until it works, so that a wrong
password never costs the connection that worked. Passwords go in on standard input, because everybody on the
machine can read a command line.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from typing import Final

from devices.network import FixedAddress, Link, NetworkError, Seen, Trouble

NMCLI: Final = "nmcli"
QUESTION_SECONDS: Final = 10.0
SCAN_SECONDS: Final = 25.0
CONNECT_SECONDS: Final = 45
MARGIN_SECONDS: Final = 10.0
DHCP_SECONDS: Final = 30
KINDS: Final = ("ethernet", "wifi")
NOT_RUNNING_STATUS: Final = 8
SIGNS: Final = (
    (r"secrets were required|no secrets|invalid .*psk|psk: property is invalid", Trouble.WRONG_PASSWORD),
    (r"supplicant (took too long|disconnected|failed)", Trouble.WRONG_PASSWORD),
    (r"no network with ssid|network could not be found|\(53\)", Trouble.NO_SUCH_NETWORK),
    (r"ip configuration could not be reserved|dhcp client|\(5\)", Trouble.NO_ADDRESS),
    (r"carrier|cable", Trouble.NO_CABLE),
    (r"not authorized|insufficient privileges|access denied", Trouble.NOT_ALLOWED),
    (r"no (suitable )?(wi-fi )?device|device .*not found", Trouble.NO_ADAPTER),
    (r"timeout .*expired|timed? ?out", Trouble.TOO_SLOW),
    (r"not running", Trouble.NOT_RUNNING),
)
"""What nmcli says in English, the more exact first; its exit status 4 covers most of them alike."""


class NmcliNetwork:
    """`program` is where nmcli lies."""

    def __init__(self, program: str = NMCLI) -> None:
        self._program = program

    def links(self) -> tuple[Link, ...]:
        return tuple(self._link(device, kind, state) for device, kind, state in self._adapters())

    def scan(self) -> tuple[Seen, ...]:
        adapter = self._adapter("wifi")
        listing = ("device", "wifi", "list", "ifname", adapter, "--rescan", "yes")
        rows = self._rows("wifi", "SSID,SIGNAL,SECURITY", *listing, seconds=SCAN_SECONDS)
        strongest: dict[str, Seen] = {}
        for name, signal, security in sorted(rows, key=lambda row: -_number(row[1])):
            if name:
                strongest.setdefault(name, Seen(name, _number(signal), "" if security == "--" else security))
        return tuple(strongest.values())

    def join(self, name: str, password: str) -> None:
        adapter = self._adapter("wifi")
        options = ["ssid", name]
        if password:
            options += ["wifi-sec.key-mgmt", self._key_management(name, adapter)]
        secret = f"802-11-wireless-security.psk:{password}\n" if password else ""
        self._replace(name, "motcua-wifi", ["type", "wifi", "ifname", adapter, *options], secret)

    def set_cable(self, fixed: FixedAddress | None) -> None:
        adapter = self._adapter("ethernet")
        options = ["type", "ethernet", "ifname", adapter]
        if fixed is None:
            options += ["ipv4.method", "auto"]
        else:
            options += ["ipv4.method", "manual", "ipv4.addresses", f"{fixed.address}/{fixed.prefix}"]
            options += ["ipv4.gateway", fixed.gateway, "ipv4.dns", fixed.nameserver]
        self._replace("ethernet", "motcua-ethernet", options, "")

    def close(self) -> None:
        """Nothing is open between two questions."""

    # ------------------------------------------------------------ profiles

    def _replace(self, name: str, profile: str, options: list[str], secret: str) -> None:
        """Make the profile anew beside the old one, try it, and only then let go of the old one."""
        fresh = f"{profile}-new"
        addressing = ["ipv4.may-fail", "no", "ipv4.dhcp-timeout", str(DHCP_SECONDS)]
        self._forget(fresh)
        self._run(name, "connection", "add", "con-name", fresh, *options, *addressing)
        try:
            self._activate(name, fresh, secret)
        except NetworkError:
            self._forget(fresh)
            self._try("--wait", "0", "connection", "up", "id", profile)
            raise
        self._forget(profile)
        self._run(name, "connection", "modify", "id", fresh, "connection.id", profile)

    def _activate(self, name: str, profile: str, secret: str) -> None:
        up = ["--wait", str(CONNECT_SECONDS), "connection", "up", "id", profile]
        if secret:
            up += ["passwd-file", "/dev/stdin"]
        self._run(name, *up, seconds=CONNECT_SECONDS + MARGIN_SECONDS, given=secret)

    def _forget(self, profile: str) -> None:
        self._try("connection", "delete", "id", profile)

    def _try(self, *arguments: str) -> None:
        """What may fail because there is nothing to do."""
        try:
            self._run("profile", *arguments)
        except NetworkError as error:
            if error.trouble in (Trouble.NOT_RUNNING, Trouble.TOO_SLOW):
                raise

    def _key_management(self, name: str, adapter: str) -> str:
        """WPA3 alone wants SAE; where both are offered NetworkManager itself prefers the better."""
        listing = ("device", "wifi", "list", "ifname", adapter, "--rescan", "no")
        rows = self._rows(name, "SSID,SECURITY", *listing)
        offered = " ".join(security for ssid, security in rows if ssid == name)
        return "sae" if "WPA3" in offered and "WPA2" not in offered else "wpa-psk"

    # ------------------------------------------------------------ adapters

    def _adapters(self) -> Iterator[tuple[str, str, str]]:
        for device, kind, state in self._rows("status", "DEVICE,TYPE,STATE", "device", "status"):
            if kind in KINDS and state != "unmanaged":
                yield device, kind, state

    def _adapter(self, kind: str) -> str:
        found = [device for device, its, _state in self._adapters() if its == kind]
        if not found:
            raise NetworkError(kind, Trouble.NO_ADAPTER)
        return found[0]

    def _link(self, device: str, kind: str, state: str) -> Link:
        shown = self._rows(device, "IP4.ADDRESS", "device", "show", device)
        address = next((row[1] for row in shown if len(row) > 1 and row[0].startswith("IP4.ADDRESS")), "")
        connected = state == "connected" or state.startswith("connected ")
        if kind != "wifi" or not connected:
            return Link(kind, connected, address)
        listing = ("device", "wifi", "list", "ifname", device, "--rescan", "no")
        rows = self._rows(device, "IN-USE,SSID,SIGNAL", *listing)
        name, signal = next(((ssid, _number(power)) for used, ssid, power in rows if used == "*"), ("", None))
        return Link(kind, connected, address, name, signal)

    # ------------------------------------------------------------ the program

    def _rows(
        self, name: str, fields: str, *arguments: str, seconds: float = QUESTION_SECONDS
    ) -> list[list[str]]:
        said = self._run(name, "--terse", "--escape", "yes", "--fields", fields, *arguments, seconds=seconds)
        return [split_terse(line) for line in said.splitlines() if line]

    def _run(self, name: str, *arguments: str, seconds: float = QUESTION_SECONDS, given: str = "") -> str:
        try:
            done = subprocess.run(
                [self._program, *arguments],
                input=given.encode(),
                capture_output=True,
                timeout=seconds,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise NetworkError(name, Trouble.TOO_SLOW, f"{seconds:g} s") from error
        except OSError as error:
            raise NetworkError(name, Trouble.NOT_RUNNING, f"{self._program}: {error.strerror}") from error
        if done.returncode:
            complaint = done.stderr.decode(errors="replace").strip()
            raise NetworkError(name, meaning(done.returncode, complaint), complaint)
        return done.stdout.decode(errors="replace")


def split_terse(line: str) -> list[str]:
    r"""The fields of a line of `nmcli --terse`, where `\:` and `\\` stand for the signs themselves."""
    fields = re.findall(r"(?:^|:)((?:\\.|[^:\\])*)", line)
    return [re.sub(r"\\(.)", r"\1", value) for value in fields]


def meaning(status: int, complaint: str) -> Trouble:
    """What nmcli's exit status and its English complaint come to."""
    if status == NOT_RUNNING_STATUS:
        return Trouble.NOT_RUNNING
    said = complaint.lower()
    return next((trouble for sign, trouble in SIGNS if re.search(sign, said)), Trouble.UNKNOWN)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0

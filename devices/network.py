"""The machine's own connection: what is up, which Wi-Fi is in the air, and joining one.

Owns the values, the kinds of trouble with their remedies, and the simulated network. Refuses to decide which
network is right. The real one asks NetworkManager (`nmcli`). Every question may wait: ask from a worker.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Trouble(StrEnum):
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 (the name of a trouble)
    NO_SUCH_NETWORK = "no_such_network"
    NO_ADDRESS = "no_address"
    NO_CABLE = "no_cable"
    NO_ADAPTER = "no_adapter"
    NOT_ALLOWED = "not_allowed"
    TOO_SLOW = "too_slow"
    NOT_RUNNING = "not_running"
    ABSENT = "absent"
    UNKNOWN = "unknown"


REMEDIES = {
    Trouble.WRONG_PASSWORD: "was refused by the access point; type the Wi-Fi password again",
    Trouble.NO_SUCH_NETWORK: "is not in the air; move nearer to the access point and search again",
    Trouble.NO_ADDRESS: "got no address by DHCP; check the router, or set a fixed address",
    Trouble.NO_CABLE: "has no carrier; plug the network cable in at both ends",
    Trouble.NO_ADAPTER: "is not fitted; plug in an adapter",
    Trouble.NOT_ALLOWED: "may not be changed by this user; install 50-motcua.rules for polkit",
    Trouble.TOO_SLOW: "did not answer in time; try again",
    Trouble.NOT_RUNNING: "has no NetworkManager; start NetworkManager.service",
    Trouble.ABSENT: "is not looked after by this kiosk; set [network] driver",
    Trouble.UNKNOWN: "could not be connected; see the journal of NetworkManager",
}


class NetworkError(Exception):
    """Which connection, what happened, what to do."""

    def __init__(self, name: str, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"network {name} {REMEDIES[trouble]}" + (f" ({detail})" if detail else ""))
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Link:
    """An adapter. `kind` is ethernet or wifi; `address` with its prefix, as 192.168.1.20/24."""

    kind: str
    connected: bool
    address: str = ""
    name: str = ""
    signal: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A Wi-Fi in the air. `security` is as NetworkManager names it, such as `WPA2`; "" is an open one."""

    name: str
    signal: int
    security: str

    @property
    def by_password(self) -> bool:
        """Whether a password alone opens it, or nothing is needed."""
        return "802.1X" not in self.security and "WEP" not in self.security


@dataclass(frozen=True, slots=True)
class FixedAddress:
    """As typed and checked by the caller: `address` 192.168.1.20, `prefix` 24."""

    address: str
    prefix: int
    gateway: str
    nameserver: str


class Network(Protocol):
    """Real, simulated and absent alike. All but `close` raise NetworkError."""

    def links(self) -> tuple[Link, ...]: ...

    def scan(self) -> tuple[Seen, ...]:
        """Each name once, the strongest first."""

    def join(self, name: str, password: str) -> None:
        """Returns when the Wi-Fi works; the one that worked before stays until then."""

    def set_cable(self, fixed: FixedAddress | None) -> None:
        """Ethernet with that address, or by DHCP."""

    def close(self) -> None: ...


@dataclass(slots=True)
class SimulatedNetwork:
    """A ward's network on the bench: `air` maps names to passwords; `router` False answers no DHCP."""

    air: dict[str, str] = field(default_factory=lambda: {"Mot Cua": "chuoi mat khau", "Khach": ""})
    router: bool = True
    cable: bool = True
    joined: str = ""
    address: str = "192.168.1.20/24"

    def links(self) -> tuple[Link, ...]:
        wifi = Link("wifi", bool(self.joined), "192.168.1.40/24" if self.joined else "", self.joined, 71)
        return (Link("ethernet", self.cable, self.address if self.cable else ""), wifi)

    def scan(self) -> tuple[Seen, ...]:
        return tuple(
            Seen(name, 80 - 9 * place, "WPA2" if password else "")
            for place, (name, password) in enumerate(self.air.items())
        )

    def join(self, name: str, password: str) -> None:
        if name not in self.air:
            raise NetworkError(name, Trouble.NO_SUCH_NETWORK)
        if self.air[name] != password:
            raise NetworkError(name, Trouble.WRONG_PASSWORD)
        if not self.router:
            raise NetworkError(name, Trouble.NO_ADDRESS)
        self.joined = name

    def set_cable(self, fixed: FixedAddress | None) -> None:
        if not self.cable:
            raise NetworkError("ethernet", Trouble.NO_CABLE)
        if fixed is None and not self.router:
            raise NetworkError("ethernet", Trouble.NO_ADDRESS)
        self.address = f"{fixed.address}/{fixed.prefix}" if fixed else "192.168.1.20/24"

    def close(self) -> None:
        """Nothing is open."""

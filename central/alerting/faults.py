"""Which devices of which kiosk are at fault, as the facts of their ledgers say it.

Owns the memory of open faults and the order of facts. Refuses the store. After a restart the open alerts
give back what was known, so nothing here has to survive.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from central.alerting.reading import DeviceFact, Heartbeat
from mqtt.device_facts import DeviceCleared, DeviceFault

WELL: Final = frozenset({"ok", "near_end", "absent"})
_NONE: Final[dict[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Fault:
    """`at` is of the kiosk's own clock, as its heartbeats are; `epoch` and `seq` order its facts."""

    word: str
    at: datetime
    epoch: str = ""
    seq: int = 0


class Faults:
    """device -> fault of each kiosk that has any."""

    def __init__(self) -> None:
        self._open: dict[str, dict[str, Fault]] = {}

    def of(self, kiosk: str) -> Mapping[str, str]:
        found = self._open.get(kiosk)
        return {device: fault.word for device, fault in found.items()} if found else _NONE

    def know(self, kiosk: str, device: str, fault: Fault) -> None:
        self._open.setdefault(kiosk, {})[device] = fault

    def hear(self, fact: DeviceFact) -> None:
        """A fact of the ledger. A fact that comes late changes nothing that is newer."""
        match fact.kind:
            case "device.fault":
                said = msgspec.json.decode(fact.data, type=DeviceFault)
                if not self._is_old(fact, said.device):
                    at = datetime.fromisoformat(fact.at)
                    self.know(fact.kiosk, said.device, Fault(said.fault, at, fact.epoch, fact.seq))
            case "device.cleared":
                device = msgspec.json.decode(fact.data, type=DeviceCleared).device
                if not self._is_old(fact, device):
                    self._open.get(fact.kiosk, {}).pop(device, None)
            case "device.started":
                self._forget(fact)

    def beat(self, kiosk: str, heartbeat: Heartbeat) -> None:
        """A later heartbeat that calls the printer well is right: its cleared fact may be on the way."""
        fault = self._open.get(kiosk, {}).get("printer")
        if fault and heartbeat.paper in WELL and datetime.fromisoformat(heartbeat.at) > fault.at:
            del self._open[kiosk]["printer"]

    def _is_old(self, fact: DeviceFact, device: str) -> bool:
        fault = self._open.get(fact.kiosk, {}).get(device)
        return fault is not None and fault.epoch == fact.epoch and fault.seq > fact.seq

    def _forget(self, fact: DeviceFact) -> None:
        """A kiosk that starts tells again what is broken: what went well while it was off, nobody cleared."""
        for device in list(self._open.get(fact.kiosk, {})):
            if not self._is_old(fact, device):
                del self._open[fact.kiosk][device]

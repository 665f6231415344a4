"""Every MQTT topic, built and parsed in one place.

Owns the names on the wire. Refuses payloads (`mqtt.messages`) and sockets (`mqtt.client`). Both ends
import it, so a topic can never be spelled two ways. Root: ``motcua/1/<province>/<ward>/<kiosk>/``.
"""

import re
from dataclasses import dataclass
from typing import Final

ROOT: Final = "motcua/1"
STREAMS: Final = ("ticket", "rating", "dossier", "device")

_KIOSK: Final = re.compile(r"(?P<province>[0-9]{2})/(?P<ward>[0-9]{5})/(?P<id>k[1-9][0-9]{0,2})")


@dataclass(frozen=True, slots=True)
class KioskName:
    """A kiosk's name on the wire: official province and ward codes and its number in the ward."""

    province: str
    ward: str
    id: str

    def __str__(self) -> str:
        return f"{self.province}/{self.ward}/{self.id}"

    @classmethod
    def parse(cls, text: str) -> "KioskName":
        """Read ``19/05518/k1``; ValueError names the text and the form it should have."""
        match = _KIOSK.fullmatch(text)
        if match is None:
            raise ValueError(f"kiosk name {text!r}: expected PROVINCE/WARD/ID such as 19/05518/k1")
        return cls(match["province"], match["ward"], match["id"])

    def topic(self, leaf: str) -> str:
        return f"{ROOT}/{self}/{leaf}"


def province_topic(province: str, leaf: str) -> str:
    """What a province publishes for all its wards, such as ``catalogue/manifest``."""
    return f"{ROOT}/{province}/{leaf}"


def ward_topic(province: str, ward: str, leaf: str) -> str:
    """What is published for one ward, such as ``dossiers/manifest``."""
    return f"{ROOT}/{province}/{ward}/{leaf}"


def parse_topic(topic: str) -> tuple[KioskName, str]:
    """Split a kiosk's topic into its name and leaf; ValueError if it is not one of ours."""
    prefix, _, rest = topic.partition(f"{ROOT}/")
    name, _, leaf = rest.rpartition("/")
    if prefix or not leaf:
        raise ValueError(f"topic {topic!r}: expected {ROOT}/PROVINCE/WARD/KIOSK/LEAF")
    return KioskName.parse(name), leaf


def every_kiosk(leaf: str, *, province: str = "+") -> str:
    """The subscription that hears `leaf` of all kiosks (of one province)."""
    return f"{ROOT}/{province}/+/+/{leaf}"

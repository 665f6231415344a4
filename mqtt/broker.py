"""Where the broker is and how to be let in: one value, read from the settings of either end.

Owns addresses (`host:port`, IPv6 in brackets), the version of MQTT that is spoken, and who tries which node
first. Refuses sockets (`mqtt.client`). One broker may have several addresses: the nodes of a cluster.
"""

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

Protocol = Literal["5", "3.1.1"]

_ADDRESS: Final = re.compile(r"(?P<host>[^\s:/\[\]]+|\[[0-9A-Fa-f:.]+\]):(?P<port>[0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class Address:
    """A node's door; `host` is without brackets."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read ``n2.example:8883`` or ``[2001:db8::2]:8883``; ValueError says how to write it."""
        match = _ADDRESS.fullmatch(text)
        if match is None or not 1 <= int(match["port"]) <= 65535:
            raise ValueError(
                f"{text!r} is no address; write HOST:PORT, such as n2.example:8883 or [2001:db8::2]:8883"
            )
        return cls(bare(match["host"]), int(match["port"]))


@dataclass(frozen=True, slots=True)
class Broker:
    """`others` are further nodes of the same cluster; `tls_*` are file paths, empty for plain TCP."""

    host: str
    port: int
    username: str = ""
    password: str = ""
    tls_ca: str = ""
    tls_cert: str = ""
    tls_key: str = ""
    protocol: Protocol = "5"
    others: tuple[Address, ...] = ()

    @property
    def missing_paper(self) -> str:
        """The first of the files that is not there, as before a kiosk's enrolment; "" when all are."""
        named = (path for path in (self.tls_ca, self.tls_cert, self.tls_key) if path)
        return next((path for path in named if not Path(path).exists()), "")

    @property
    def is_cluster(self) -> bool:
        """Only clusters are spoken to in 3.1.1 here: all that they keep is written on three nodes."""
        return self.protocol == "3.1.1"

    @property
    def nodes(self) -> tuple[Address, ...]:
        return (Address(bare(self.host), self.port), *self.others)

    @property
    def doors(self) -> list[tuple[str, int]]:
        """Every node's host and port."""
        return [(node.host, node.port) for node in self.nodes]

    def behind(self, nodes: Iterable[Address]) -> "Broker":
        """The same broker reached by other doors, as through a simulated cable."""
        first, *others = nodes
        return replace(self, host=first.host, port=first.port, others=tuple(others))

    def nodes_for(self, client_id: str) -> tuple[Address, ...]:
        """Every node, in the order in which this client tries them.

        Its name decides where it begins, so that thousands of kiosks with the same settings spread evenly.
        """
        first = zlib.crc32(client_id.encode()) % len(self.nodes)
        return self.nodes[first:] + self.nodes[:first]

    def listening(
        self, subscriptions: Iterable[tuple[str, int]], *, keep_session: bool
    ) -> list[list[tuple[str, int]]]:
        """What to ask for, each after the answer to the one before.

        On a cluster (docs/scale.md) a QoS 1 subscription is a queue on three nodes and takes half a second.
        A client that asks for many at once hears nothing meanwhile, gives up, and leaves them behind as
        queues that nobody empties. Only a session that is kept asks for them: one that ends with its
        connection saves nothing by them, since what was missed comes retained, or is asked for.
        """
        wishes = list(subscriptions)
        if not self.is_cluster:
            return [wishes] if wishes else []
        return [[(topic, qos if keep_session else 0)] for topic, qos in wishes]


def bare(host: str) -> str:
    """An IPv6 address without its brackets; any other host as it is."""
    return host.removeprefix("[").removesuffix("]")


def addresses(texts: Iterable[str]) -> tuple[Address, ...]:
    """The setting `[mqtt] others`; ValueError names the first that is no address."""
    return tuple(Address.parse(text) for text in texts)

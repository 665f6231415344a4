"""A real cluster: nodes as processes of the test, killed and started again one by one.

Owns their ports, settings and deadlines, and asking them on which node a client is. Refuses assertions.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mqtt.broker import Address, Broker
from provisioning.cluster import Node, memory
from tests import processes

NATS = shutil.which("nats-server", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
PATIENCE_SECONDS = 60.0
"""A new leader is found within ten seconds; the rest is for a busy machine."""


class Cluster:
    """`settings` are files that nodes of these names start from."""

    def __init__(self, folder: Path, nodes: Sequence[Node], settings: Sequence[Path]) -> None:
        self.nodes = list(nodes)
        self._folder = folder
        self._settings = list(settings)
        self._processes: dict[int, subprocess.Popen[bytes]] = {}

    def broker(self) -> Broker:
        first, *others = (Address("127.0.0.1", node.port) for node in self.nodes)
        return Broker(first.host, first.port, protocol="3.1.1", others=tuple(others))

    @property
    def others(self) -> list[str]:
        """Every node but the first, as settings name them."""
        return [str(node) for node in self.broker().others]

    def start(self, node: int) -> None:
        assert NATS, "nats-server is not installed; apt-get install nats-server"
        with (self._folder / f"node{node}.log").open("ab") as log:
            command = (NATS, "-c", str(self._settings[node]))
            self._processes[node] = subprocess.Popen(command, stdout=log, stderr=log)

    def kill(self, node: int) -> None:
        process = self._processes.pop(node)
        process.kill()
        process.wait(10)

    def restart(self, node: int) -> None:
        """Started again, and up to date with the others."""
        self.start(node)
        processes.wait_until(self.whole, seconds=PATIENCE_SECONDS)

    def reload(self, node: int) -> None:
        self._processes[node].send_signal(1)

    def close(self) -> None:
        for node in list(self._processes):
            self.kill(node)

    # ------------------------------------------------------------ what the nodes say

    def whole(self) -> bool:
        """Every node runs, and each keeps what the others keep."""
        running = len(self._processes) == len(self.nodes)
        return running and all(self._in_step(node) for node in range(len(self.nodes)))

    def _in_step(self, node: int) -> bool:
        """As the node sees itself, and as it sees those who follow it.

        Its plain health page would wait for idle queues too, for as long as they are idle.
        """
        if self.ask(node, "/healthz?js-server-only=1").get("status") != "ok":
            return False
        groups = [stream.get("cluster", {}) for stream in self._streams(node)]
        led = [group for group in groups if group.get("leader") == self.nodes[node].name]
        return all(group.get("leader") for group in groups) and all(
            replica["current"] for group in led for replica in group.get("replicas", [])
        )

    def node_of(self, client_id: str) -> int:
        """The node that this client is connected to."""
        found: list[int] = []

        def look() -> bool:
            found[:] = [
                node
                for node in self._processes
                for one in self._connections(node)
                if one.get("mqtt_client") == client_id
            ]
            return len(found) == 1

        processes.wait_until(look, seconds=PATIENCE_SECONDS)
        return found[0]

    def listens(self, client_id: str, topic: str) -> bool:
        """Whether this subscription of the client is in force."""
        subject = topic.replace("/", ".").replace("+", "*").replace("#", ">")
        clients = [one for node in self._processes for one in self._connections(node)]
        mine = (one for one in clients if one.get("mqtt_client") == client_id)
        return any(subject in one.get("subscriptions_list", []) for one in mine)

    def queues(self) -> int:
        """How many the cluster keeps for subscriptions."""
        messages = [stream for stream in self._streams(0) if stream["name"] == "$MQTT_msgs"]
        return sum(stream["state"]["consumer_count"] for stream in messages)

    def repeated(self) -> int:
        """Messages handed out again because nobody answered in time; who leads a queue knows."""
        streams = [stream for node in self._processes for stream in self._streams(node)]
        queues = [queue for stream in streams for queue in stream.get("consumer_detail", [])]
        return sum(queue["num_redelivered"] for queue in queues)

    def _streams(self, node: int) -> list[dict[str, Any]]:
        accounts = self.ask(node, "/jsz?consumers=1").get("account_details", [])
        return [stream for account in accounts for stream in account.get("stream_detail", [])]

    def memory_mb(self) -> list[float]:
        """Resident memory of each node."""
        sizes = (Path(f"/proc/{process.pid}/statm").read_text() for process in self._processes.values())
        return [int(size.split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 for size in sizes]

    def ask(self, node: int, path: str) -> dict[str, Any]:
        return dict(processes.ask(self.nodes[node].health_port, path))

    def _connections(self, node: int) -> list[dict[str, Any]]:
        connections: list[dict[str, Any]] = self.ask(node, "/connz?subs=1").get("connections", [])
        return connections


@contextmanager
def cluster(folder: Path, *, size: int = 3, ack_wait: str = "30s") -> Iterator[Cluster]:
    """Without papers and passwords, everything else as `motcua-provision cluster` writes it."""
    nodes = free_nodes("127.0.0.1", size)
    settings = [_open_settings(folder, node, nodes, ack_wait) for node in nodes]
    with started(Cluster(folder, nodes, settings)) as running:
        yield running


@contextmanager
def started(cluster: Cluster) -> Iterator[Cluster]:
    try:
        for node in range(len(cluster.nodes)):
            cluster.start(node)
        processes.wait_until(cluster.whole, seconds=PATIENCE_SECONDS)
        yield cluster
    finally:
        cluster.close()


def free_nodes(host: str, size: int) -> list[Node]:
    """On ports that stay theirs while a node is down."""
    port = processes.free_port
    return [Node(host, port(), port(), port(), port()) for _ in range(size)]


def _open_settings(folder: Path, node: Node, nodes: Sequence[Node], ack_wait: str) -> Path:
    routes = ", ".join(f'"nats://127.0.0.1:{other.link_port}"' for other in nodes)
    lines = (
        f'server_name: "{node.name}"',
        f'listen: "127.0.0.1:{node.nats_port}"',
        f'http: "127.0.0.1:{node.health_port}"',
        f'jetstream {{ store_dir: "{folder / node.name}" }}',
        f'cluster {{ name: "motcua", listen: "127.0.0.1:{node.link_port}", routes: [{routes}] }}',
        f'mqtt {{ listen: "127.0.0.1:{node.port}", {memory(len(nodes), ack_wait)} }}',
    )
    file = folder / f"{node.name}.conf"
    file.write_text("\n".join(lines) + "\n")
    return file

"""`motcua-provision cluster`: writes the folders of a broker cluster.

Owns the words of the command. Refuses rules (`provisioning.cluster`).
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from provisioning.authority import open_authority
from provisioning.cluster import SETTINGS, Node, write_cluster


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    cluster = commands.add_parser("cluster", help="write the folders of three NATS nodes, one for each")
    cluster.add_argument("folder", type=Path)
    cluster.add_argument("--authority", type=Path, required=True, metavar="FOLDER")
    cluster.add_argument(
        "--node", action="append", required=True, metavar="HOST", help="as in `ca server`; once for each node"
    )
    cluster.add_argument("--port", type=int, default=8883, help="the kiosks' and the centre's door")
    cluster.add_argument(
        "--at", type=Path, default=Path("/etc/motcua-nats"), metavar="DIR", help="where a node has its folder"
    )
    cluster.add_argument(
        "--store",
        type=Path,
        default=Path("/var/lib/motcua-nats"),
        metavar="DIR",
        help="where a node keeps everything: a local disk of its own",
    )
    cluster.set_defaults(run=_cluster)


def _cluster(arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    authority = open_authority(arguments.authority, now=now)
    nodes = [Node(host, arguments.port, at=arguments.at, store=arguments.store) for host in arguments.node]
    known = write_cluster(authority, {node: arguments.folder / node.host for node in nodes}, now=now)
    sys.stdout.write(f"{arguments.folder}: written for {len(known.kiosks)} kiosks\n")
    for name in known.spent:
        sys.stdout.write(f"{name}: left out, it was revoked once; name its successor otherwise\n")
    sys.stdout.write(
        f"copy each folder to {arguments.at} of its node, then there:"
        f" nats-server -c {arguments.at / SETTINGS}, or kill -HUP the running one\n"
    )
    return 0

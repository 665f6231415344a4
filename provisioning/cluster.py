"""The folders of a broker cluster: three NATS nodes that speak MQTT 3.1.1 to a country's kiosks and centre.

Owns the nodes' settings, their own papers for the links between them, and Mosquitto's rights (`broker`) said
in NATS's words. Refuses to run them. NATS has no patterns for users, so every kiosk has an entry of its own;
it reads no revocation list, so a name that was ever revoked stays out. docs/scale.md argues every value.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from mqtt.topics import KioskName
from provisioning.authority import Authority
from provisioning.authority_register import Register, deciding
from provisioning.broker import CENTRE, centre_rights, kiosk_rights
from provisioning.cluster_link import new_link
from provisioning.errors import ProvisionError, writing
from provisioning.files import PRIVATE, PUBLIC, write_file

SETTINGS: Final = "nats.conf"
USERS: Final = "users.conf"
QUEUES: Final = "$MQTT.sub.>"
"""Where NATS hands out what a QoS 1 subscription waits for: the centre may listen there, kiosks may not."""


@dataclass(frozen=True, slots=True)
class Node:
    """A machine of the cluster; `host` is what kiosks and the other nodes call, `at` and `store` are where it
    has its folder and keeps everything.

    NATS's own door and its health page stay on the loopback: nobody of ours uses the one, and the other knows
    no passwords.
    """

    host: str
    port: int = 8883
    link_port: int = 6222
    nats_port: int = 4222
    health_port: int = 8222
    at: Path = Path("/etc/motcua-nats")
    store: Path = Path("/var/lib/motcua-nats")

    @property
    def name(self) -> str:
        return f"{self.host}-{self.port}"


@dataclass(frozen=True, slots=True)
class Known:
    """Who may come in, and which names are out for good."""

    kiosks: list[str]
    spent: list[str]


def write_cluster(authority: Authority, folders: dict[Node, Path], *, now: datetime) -> Known:
    """Write or refresh each node's folder. Papers that lie there already stay: running nodes know them."""
    if len(folders) < 3 or len(folders) % 2 == 0:
        raise ProvisionError(f"{len(folders)} nodes: a cluster has 3, or another odd number; name so many")
    for node in folders:
        if not authority.server(node.host).is_file():
            raise ProvisionError(
                f"{authority.server(node.host)}: no server certificate; make one:"
                f" motcua-provision ca server {authority.folder} {node.host}"
            )
    with deciding(authority.register) as book:
        known = _known(book)
    for node, folder in folders.items():
        with writing(folder):
            folder.mkdir(parents=True, exist_ok=True)
        _own_link_paper(node, folder, now=now)
    trusted = b"".join((folder / "link.crt").read_bytes() for folder in folders.values())
    for node, folder in folders.items():
        for name, content, mode in (
            ("ca.crt", authority.certificate.read_bytes(), PUBLIC),
            ("server.pem", authority.server(node.host).read_bytes(), PRIVATE),
            ("links.crt", trusted, PUBLIC),
            (USERS, users(known.kiosks).encode(), PRIVATE),
            (SETTINGS, settings(node, list(folders)).encode(), PUBLIC),
        ):
            write_file(folder / name, content, mode=mode)
    return known


def users(kiosks: Sequence[str]) -> str:
    """Who may do what; whoever is not named is not let in."""
    entries = [_user(CENTRE, centre_rights(), hears=[QUEUES])]
    entries += [_user(name, kiosk_rights(KioskName.parse(name))) for name in kiosks]
    return "\n".join(["users: [", *entries, "]", ""])


def settings(node: Node, nodes: Sequence[Node]) -> str:
    at = node.at
    routes = "\n".join(f'    "nats://{other.host}:{other.link_port}"' for other in nodes)
    return f"""\
# Written by motcua-provision; changes are lost when it writes again.
server_name: "{node.name}"
listen: "127.0.0.1:{node.nats_port}"
http: "127.0.0.1:{node.health_port}"
jetstream {{ store_dir: "{node.store}" }}
cluster {{
  name: "motcua"
  listen: "0.0.0.0:{node.link_port}"
  routes: [
{routes}
  ]
  tls {{ cert_file: "{at}/link.crt", key_file: "{at}/link.key", ca_file: "{at}/links.crt", timeout: 5 }}
}}
mqtt {{
  listen: "0.0.0.0:{node.port}"
  tls {{
    cert_file: "{at}/server.pem", key_file: "{at}/server.pem", ca_file: "{at}/ca.crt"
    verify_and_map: true, timeout: 10
  }}
  {memory(len(nodes))}
}}
authorization {{
  timeout: 20
  include "{USERS}"
}}
"""


def memory(nodes: int, ack_wait: str = "30s") -> str:
    """On how many nodes everything is kept, and when it is said again because nobody has answered.

    A subscription with so many messages unanswered hears no more until then. All subscriptions of a session
    together may not exceed 65,535: a centre that names each of 34 provinces has 170.
    """
    return f'stream_replicas: {min(nodes, 5)}, max_ack_pending: 350, ack_wait: "{ack_wait}"'


def _known(book: Register) -> Known:
    gone = {paper.name for paper in book.certificates() if paper.revoked_at is not None}
    if CENTRE in gone:
        raise ProvisionError(
            f"{CENTRE}: a certificate of that name was revoked, and NATS would still let it in;"
            " make a new authority for the cluster"
        )
    named = [kiosk for kiosk in book.kiosks() if kiosk.secret_hash or kiosk.certificate]
    return Known(
        kiosks=[kiosk.name for kiosk in named if kiosk.name not in gone],
        spent=[kiosk.name for kiosk in named if kiosk.name in gone],
    )


def _user(name: str, rights: Sequence[str], *, hears: Sequence[str] = ()) -> str:
    """Only over MQTT: at NATS's own door a user without a password would need none."""
    says = _list(_subjects(rights, "write"))
    listens = _list([*_subjects(rights, "read"), *hears])
    return (
        f'  {{user: "CN={name}", allowed_connection_types: ["MQTT"],'
        f" permissions: {{publish: {{allow: {says}}}, subscribe: {{allow: {listens}}}}}}}"
    )


def _subjects(rights: Sequence[str], kind: str) -> Iterator[str]:
    """The topics of one kind, as NATS calls them: a `#` also means the level above it, `>` does not."""
    for right in rights:
        word, _, topic = right.partition(" ")
        if kind not in word:
            continue
        subject = topic.replace("/", ".").replace("+", "*")
        if subject.endswith(".#"):
            yield subject.removesuffix(".#")
        yield subject.replace("#", ">")


def _list(subjects: Sequence[str] | Iterator[str]) -> str:
    return "[" + ", ".join(f'"{subject}"' for subject in subjects) + "]"


def _own_link_paper(node: Node, folder: Path, *, now: datetime) -> None:
    if (folder / "link.key").is_file() and (folder / "link.crt").is_file():
        return
    key, certificate = new_link(node.host, now=now)
    write_file(folder / "link.key", key, mode=PRIVATE)
    write_file(folder / "link.crt", certificate)

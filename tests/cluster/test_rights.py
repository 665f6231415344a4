"""The cluster's folders as `motcua-provision cluster` writes them, judged by real nodes over mutual TLS.

Who may come in, who may write and hear what, and that a new or a revoked kiosk needs no restart.
"""

import json
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from central.__main__ import HEARD
from mqtt.broker import Broker
from mqtt.client import Client
from mqtt.topics import STREAMS, every_kiosk
from mqtt.wards import read_units
from provisioning.__main__ import main
from provisioning.authority import Authority, issue_client, issue_server, revoke
from provisioning.cluster import Known, Node, memory, users, write_cluster
from provisioning.errors import ProvisionError
from tests import processes
from tests.cluster.links import Link
from tests.cluster.nats import PATIENCE_SECONDS, Cluster, free_nodes, started
from tests.knocking import let_in
from tests.provisioning.office import TODAY, Machine, enrolled, office

pytestmark = [
    pytest.mark.xdist_group("cluster"),
    # paho leaves the socket of a failed handshake to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

K1, K2, K3 = "19/05518/k1", "19/05518/k2", "19/05518/k3"


@dataclass(frozen=True, slots=True)
class Realm:
    """A cluster that was started from its folders, its authority, and the kiosks that it knows."""

    home: Path
    authority: Authority
    nodes: list[Node]
    cluster: Cluster
    kiosks: dict[str, Machine]

    def write(self) -> Known:
        return write_cluster(self.authority, {node: node.at for node in self.nodes}, now=TODAY)

    def reload(self) -> None:
        for node in range(len(self.nodes)):
            self.cluster.reload(node)

    def to(self, certificate: Path, key: Path) -> Broker:
        broker = self.cluster.broker()
        named = broker.behind(replace(node, host="localhost") for node in broker.nodes)
        authority = str(self.authority.certificate)
        return replace(named, tls_ca=authority, tls_cert=str(certificate), tls_key=str(key))

    def to_kiosk(self, name: str) -> Broker:
        return self.to(self.kiosks[name].certificate, self.kiosks[name].key)

    def to_centre(self) -> Broker:
        paper = self.authority.client("centre")
        return self.to(paper, paper)

    def says(self, words: str) -> bool:
        """Whether a node's log has it."""
        return any(words in log.read_text() for log in self.home.glob("node*.log"))


@pytest.fixture(scope="module")
def realm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Realm]:
    home = tmp_path_factory.mktemp("realm")
    authority = office(home)
    issue_server(authority, ["localhost"], now=TODAY)
    issue_client(authority, "centre", now=TODAY)
    nodes = [
        replace(node, at=home / str(n), store=home / f"store{n}")
        for n, node in enumerate(free_nodes("localhost", 3))
    ]
    kiosks = {name: enrolled(authority, home, name) for name in (K1, K2)}
    cluster = Cluster(home, nodes, [node.at / "nats.conf" for node in nodes])
    made = Realm(home, authority, nodes, cluster, kiosks)
    made.write()
    with started(made.cluster):
        yield made


@contextmanager
def linked(broker: Broker, name: str, *topics: tuple[str, int], keep_session: bool = False) -> Iterator[Link]:
    client = Client(broker, name, subscriptions=topics, keep_session=keep_session)
    link = Link(client)
    client.start()
    try:
        link.wait_until(up=True)
        yield link
    finally:
        client.stop()


@contextmanager
def centre(realm: Realm) -> Iterator[Link]:
    topics = [(every_kiosk(leaf), qos) for leaf, qos in HEARD]
    with linked(realm.to_centre(), "motcua-central", *topics, keep_session=True) as link:
        last = topics[-1][0]
        processes.wait_until(lambda: realm.cluster.listens("motcua-central", last), seconds=PATIENCE_SECONDS)
        yield link


def test_a_kiosk_writes_its_own_and_the_centre_hears_it(realm: Realm) -> None:
    leaves = ("ticket", "rating", "dossier", "device", "state", "wanted")
    with centre(realm) as office, linked(realm.to_kiosk(K1), "k1") as kiosk:
        for leaf in leaves:
            kiosk.say(f"motcua/1/{K1}/{leaf}", leaf.encode())
        office.take_until({leaf.encode() for leaf in leaves})


@pytest.mark.parametrize(
    "topic",
    [
        f"motcua/1/{K2}/rating",
        f"motcua/1/{K2}/state",
        f"motcua/1/{K1}/ack",
        f"motcua/1/{K1}/else",
        f"motcua/1/{K1}/filed",
        f"motcua/1/{K1}/piece",
        f"motcua/1/{K2}/wanted",
        "motcua/1/19/05518/booking/list",
        "motcua/1/19/catalogue/manifest",
        "$JS/API/STREAM/DELETE/$MQTT_msgs",
        "$MQTT/sub/anything",
    ],
)
def test_a_kiosk_writes_nothing_else(realm: Realm, topic: str) -> None:
    subject = topic.replace("/", ".")
    with linked(realm.to_kiosk(K1), "k1") as kiosk:
        kiosk.say(topic, b"denied, and answered all the same", retain=True)
    words = f'Publish Violation - User "CN={K1}", Subject "{subject}"'
    processes.wait_until(lambda: realm.says(words))


def test_a_kiosk_hears_its_own_answers_and_its_wards_documents_only(realm: Realm) -> None:
    own = [*(f"motcua/1/{K1}/{leaf}" for leaf in ("ack", "filed", "piece")), "motcua/1/19/catalogue/#"]
    own += ["motcua/1/19/05518/booking/list", "motcua/1/19/05518/dossiers/#"]
    alien = [f"motcua/1/{K2}/{leaf}" for leaf in ("ack", "filed", "piece", "wanted")]
    alien += ["motcua/1/19/05443/dossiers/#", "motcua/1/19/05443/booking/list"]
    alien += ["motcua/#", "#", "$MQTT/sub/#"]
    with (
        linked(realm.to_kiosk(K1), "k1", *((topic, 0) for topic in [*alien, *own])) as kiosk,
        linked(realm.to_centre(), "centre") as office,
    ):
        processes.wait_until(lambda: realm.cluster.listens("k1", own[-1]), seconds=PATIENCE_SECONDS)
        office.say(f"motcua/1/{K2}/ack", b"not yours")
        office.say(f"motcua/1/{K2}/filed", b"not yours")
        office.say(f"motcua/1/{K2}/piece", b"not yours")
        office.say("motcua/1/19/05443/dossiers/manifest", b"not yours")
        office.say("motcua/1/19/05443/booking/list", b"not yours")
        office.say("motcua/1/19/05518/dossiers/manifest", b"the ward's")
        office.say("motcua/1/19/05518/booking/list", b"booked in the ward")
        office.say(f"motcua/1/{K1}/filed", b"a filing")
        office.say(f"motcua/1/{K1}/piece", b"a piece")
        office.say(f"motcua/1/{K1}/ack", b"yours")
        heard = kiosk.take_until({b"yours"})
        assert heard == [b"the ward's", b"booked in the ward", b"a filing", b"a piece", b"yours"]


def test_a_kiosk_may_not_make_the_cluster_keep_a_queue_for_it(realm: Realm) -> None:
    with linked(realm.to_kiosk(K1), "k1", (f"motcua/1/{K1}/ack", 1), keep_session=True) as kiosk:
        kiosk.say(f"motcua/1/{K1}/ticket", b"done")
        processes.wait_until(lambda: realm.says('Subscription Violation - User "CN=19/05518/k1"'))


def test_the_centre_does_not_write_in_a_kiosks_name(realm: Realm) -> None:
    with linked(realm.to_centre(), "centre") as office:
        office.say(f"motcua/1/{K1}/rating", b"forged")
    processes.wait_until(lambda: realm.says('Publish Violation - User "CN=centre"'))


def test_only_who_is_named_and_certified_by_this_authority_is_let_in(realm: Realm, tmp_path: Path) -> None:
    stranger = issue_client(realm.authority, "stranger", now=TODAY)
    foreign = enrolled(office(tmp_path), tmp_path)
    server = realm.authority.server("localhost")
    assert not let_in(realm.to(stranger, stranger))
    assert not let_in(realm.to(foreign.certificate, foreign.key))
    assert not let_in(realm.to(server, server))
    assert let_in(realm.to_kiosk(K1))


def test_a_revoked_kiosk_is_shut_out_for_good_and_a_new_one_let_in_without_a_restart(realm: Realm) -> None:
    with linked(realm.to_kiosk(K1), "k1") as other, linked(realm.to_kiosk(K2), "k2") as gone:
        revoke(realm.authority, K2, now=TODAY)
        realm.kiosks[K3] = enrolled(realm.authority, realm.home, K3)
        assert realm.write().kiosks == [K1, K3]
        realm.reload()
        gone.wait_until(up=False)
        processes.wait_until(lambda: let_in(realm.to_kiosk(K3)), seconds=PATIENCE_SECONDS)
        assert not let_in(realm.to_kiosk(K2))
        assert other.client.up


def test_natss_own_door_lets_nobody_in_by_a_name_without_a_password(realm: Realm) -> None:
    with socket.create_connection(("127.0.0.1", realm.nodes[0].nats_port), timeout=10) as door:
        door.sendall(b'CONNECT {"user": "CN=centre", "pass": "", "verbose": true}\r\nPING\r\n')
        with door.makefile("r") as words:
            info, word = words.readline(), words.readline()
    assert json.loads(info.removeprefix("INFO "))["auth_required"]
    assert "Authorization Violation" in word


def handshake(node: Node, certificate: Path, key: Path) -> bytes:
    """What a node says to somebody who calls as another node would."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.load_cert_chain(certificate, key)
    plain = socket.create_connection(("127.0.0.1", node.link_port), timeout=10)
    with context.wrap_socket(plain) as door:
        return door.recv(4)


def test_a_kiosks_certificate_opens_no_link_between_nodes(realm: Realm) -> None:
    box, node = realm.kiosks[K1], realm.nodes[0]
    assert handshake(node, node.at / "link.crt", node.at / "link.key") == b"INFO"
    with pytest.raises(ssl.SSLError):
        handshake(node, box.certificate, box.key)


def test_a_centre_that_names_each_province_stays_below_the_limit_of_a_session() -> None:
    most = re.search(r"max_ack_pending: (\d+)", memory(3))
    assert most
    assert int(most[1]) * len(read_units().provinces) * len([*STREAMS, "state"]) < 65_535


def test_the_list_names_each_kiosk_and_mosquittos_wildcards_in_natss_words() -> None:
    text = users([K1, "79/26734/k12"])
    assert re.findall(r'user: "CN=([^"]*)"', text) == ["centre", K1, "79/26734/k12"]
    assert text.count('allowed_connection_types: ["MQTT"]') == 3
    assert '"motcua.1.79.catalogue", "motcua.1.79.catalogue.>"' in text
    assert '"motcua.1.*.*.*.ticket"' in text
    assert "#" not in text and "+" not in text


def test_papers_of_running_nodes_stay_when_the_folders_are_written_again(realm: Realm) -> None:
    before = [(node.at / "link.key").read_bytes() for node in realm.nodes]
    realm.write()
    assert [(node.at / "link.key").read_bytes() for node in realm.nodes] == before


def test_two_nodes_are_no_cluster(realm: Realm) -> None:
    folders = {node: node.at for node in realm.nodes[:2]}
    with pytest.raises(ProvisionError, match="2 nodes: a cluster has 3, or another odd number; name so many"):
        write_cluster(realm.authority, folders, now=TODAY)


def test_a_node_without_a_server_certificate_is_refused_with_the_remedy(tmp_path: Path) -> None:
    folders = {Node(f"n{n}.example"): tmp_path / str(n) for n in range(3)}
    with pytest.raises(ProvisionError, match=r"make one: motcua-provision ca server .*/ca n0.example"):
        write_cluster(office(tmp_path), folders, now=TODAY)


def test_a_centre_that_was_ever_revoked_needs_a_new_authority(tmp_path: Path) -> None:
    authority = office(tmp_path)
    issue_server(authority, ["localhost"], now=TODAY)
    issue_client(authority, "centre", now=TODAY)
    revoke(authority, "centre", now=TODAY)
    folders = {node: tmp_path / node.name for node in free_nodes("localhost", 3)}
    with pytest.raises(ProvisionError, match="make a new authority for the cluster"):
        write_cluster(authority, folders, now=TODAY)


def test_the_command_writes_a_folder_for_each_node_without_the_authoritys_key(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    authority = office(tmp_path)
    hosts = ["n1.example", "n2.example", "n3.example"]
    for host in hosts:
        issue_server(authority, [host], now=TODAY)
    command = ["cluster", str(tmp_path / "out"), "--authority", str(authority.folder)]
    assert main([*command, *(word for host in hosts for word in ("--node", host))]) == 0
    assert "nats-server -c /etc/motcua-nats/nats.conf" in capsys.readouterr().out
    assert sorted(folder.name for folder in (tmp_path / "out").iterdir()) == hosts
    key = (authority.folder / "ca.key").read_bytes()
    assert all(key not in file.read_bytes() for file in (tmp_path / "out").rglob("*") if file.is_file())

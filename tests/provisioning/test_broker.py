"""The broker's folder, judged by the real Mosquitto and real clients over mutual TLS.

Who may come in, who may write what, who hears what; and that lists are read again without a restart.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from firmware.downlink import booked_on, commanded_on, published_to
from firmware.filings import filed_to
from mqtt.broker import Broker
from mqtt.client import Client, Incoming, Outgoing, Published
from mqtt.topics import KioskName
from provisioning import broker as rules
from provisioning.authority import Authority, issue_client, issue_server, revoke
from provisioning.broker import Listening, write_broker
from tests import processes
from tests.knocking import let_in
from tests.provisioning.office import TODAY, Machine, enrolled, office

# paho leaves the socket of a failed handshake to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

K1, K2, ELSEWHERE = "19/05518/k1", "19/05518/k2", "19/05443/k1"
SUCCESS, NOBODY, DENIED = 0, 16, 135


@dataclass(frozen=True, slots=True)
class Ward:
    """A running broker, its authority, and the kiosks and the centre that know it."""

    authority: Authority
    folder: Path
    port: int
    centre_port: int
    kiosks: dict[str, Machine]

    def to_kiosk(self, name: str) -> Broker:
        box = self.kiosks[name]
        return self.to(str(box.certificate), str(box.key))

    def to_centre(self) -> Broker:
        paper = str(self.authority.client("centre"))
        return replace(self.to(paper, paper), port=self.centre_port)

    def to(self, certificate: str, key: str) -> Broker:
        return Broker(
            "localhost",
            self.port,
            tls_ca=str(self.authority.certificate),
            tls_cert=certificate,
            tls_key=key,
        )

    def write(self) -> None:
        listening = Listening(self.port, self.centre_port, "localhost", address="127.0.0.1")
        write_broker(self.authority, self.folder, listening, now=TODAY)


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    authority = office(tmp_path)
    issue_server(authority, ["localhost"], now=TODAY)
    issue_client(authority, "centre", now=TODAY)
    kiosks = {name: enrolled(authority, tmp_path, name) for name in (K1, K2, ELSEWHERE)}
    made = Ward(authority, tmp_path / "broker", processes.free_port(), processes.free_port(), kiosks)
    made.write()
    assert processes.MOSQUITTO
    command = (processes.MOSQUITTO, "-c", str(made.folder / "mosquitto.conf"))
    with processes.running(*command, log=tmp_path / "mosquitto.log"):
        processes.wait_until(lambda: processes.answers(made.port))
        yield made


@contextmanager
def linked(broker: Broker, name: str, *topics: str) -> Iterator[Client]:
    client = Client(broker, name, subscriptions=[(topic, 1) for topic in topics])
    client.start()
    try:
        processes.wait_until(lambda: client.up)
        yield client
    finally:
        client.stop()


def code(client: Client, topic: str, payload: bytes = b"x", *, retain: bool = False) -> int:
    """What the broker says to a publish."""
    mid = client.publish(Outgoing(topic, payload, retain=retain))
    arrivals = iter(lambda: client.inbox.get(timeout=5), None)
    return next(one.reason_code for one in arrivals if isinstance(one, Published) and one.mid == mid)


def heard(client: Client, until: str) -> list[str]:
    """Topics that arrived, up to the one that was sent last."""
    arrivals = iter(lambda: client.inbox.get(timeout=5), None)
    topics = (one.topic for one in arrivals if isinstance(one, Incoming))
    return list(iter(lambda: next(topics), until))


@pytest.mark.parametrize("leaf", ["ticket", "rating", "dossier", "device", "state", "health", "wanted"])
def test_a_kiosk_writes_its_own_and_the_centre_hears_it(ward: Ward, leaf: str) -> None:
    with (
        linked(ward.to_centre(), "centre", f"motcua/1/+/+/+/{leaf}") as centre,
        linked(ward.to_kiosk(K1), "k1") as kiosk,
    ):
        processes.wait_until(lambda: code(kiosk, f"motcua/1/{K1}/{leaf}", b"ours") == SUCCESS)
        assert heard(centre, f"motcua/1/{K1}/{leaf}") == []


@pytest.mark.parametrize(
    "topic",
    [
        f"motcua/1/{K2}/rating",
        f"motcua/1/{ELSEWHERE}/ticket",
        f"motcua/1/{K1}/ack",
        f"motcua/1/{K1}/command",
        f"motcua/1/{K1}/filed",
        f"motcua/1/{K1}/piece",
        f"motcua/1/{K1}/else",
        f"motcua/1/{K2}/wanted",
        "motcua/1/19/catalogue/manifest",
        "motcua/1/19/05518/dossiers/manifest",
        "motcua/1/19/05518/booking/list",
        "anything",
    ],
)
def test_a_kiosk_writes_nothing_else(ward: Ward, topic: str) -> None:
    with linked(ward.to_kiosk(K1), "k1") as kiosk:
        assert code(kiosk, topic) == DENIED


def test_a_kiosk_hears_its_own_answers_and_its_wards_documents_only(ward: Ward) -> None:
    alien = [
        f"motcua/1/{K2}/ack",
        f"motcua/1/{K2}/command",
        f"motcua/1/{K2}/filed",
        f"motcua/1/{K2}/piece",
        "motcua/1/19/05443/dossiers/manifest",
        "motcua/1/19/05443/booking/list",
        "motcua/1/01/catalogue/manifest",
    ]
    own = [
        f"motcua/1/{K1}/ack",
        f"motcua/1/{K1}/command",
        f"motcua/1/{K1}/filed",
        f"motcua/1/{K1}/piece",
        "motcua/1/19/catalogue/manifest",
        "motcua/1/19/05518/dossiers/manifest",
        "motcua/1/19/05518/booking/list",
    ]
    end = "motcua/1/19/catalogue/end"
    with (
        linked(ward.to_kiosk(K1), "k1", "motcua/#") as kiosk,
        linked(ward.to_centre(), "centre") as centre,
    ):
        codes = [code(centre, topic) for topic in [*alien, *own, end]]
        assert set(codes) <= {SUCCESS, NOBODY}
        assert heard(kiosk, end) == own


def test_a_kiosk_does_not_hear_what_its_neighbours_send(ward: Ward) -> None:
    with (
        linked(ward.to_kiosk(K1), "k1", "motcua/#") as kiosk,
        linked(ward.to_kiosk(K2), "k2") as neighbour,
        linked(ward.to_centre(), "centre") as centre,
    ):
        codes = [code(neighbour, f"motcua/1/{K2}/{leaf}") for leaf in rules.KIOSK_WRITES]
        code(centre, f"motcua/1/{K1}/ack")
        assert set(codes) <= {SUCCESS, NOBODY}
        assert heard(kiosk, f"motcua/1/{K1}/ack") == []


def test_the_broker_hands_a_kiosk_everything_that_it_listens_to(ward: Ward) -> None:
    name = KioskName.parse(K1)
    places = [*(f"{root}#" for root in published_to(name)), commanded_on(name), booked_on(name)]
    topics = [name.topic("ack"), *filed_to(name), *(place.replace("#", "manifest") for place in places)]
    with (
        linked(ward.to_kiosk(K1), "k1", name.topic("ack"), *filed_to(name), *places) as kiosk,
        linked(ward.to_centre(), "centre") as centre,
    ):
        assert {code(centre, topic) for topic in topics} == {SUCCESS}
        assert heard(kiosk, topics[-1]) == topics[:-1]


def test_retained_documents_of_another_ward_are_not_handed_out_later(ward: Ward) -> None:
    with linked(ward.to_centre(), "centre") as centre:
        code(centre, "motcua/1/19/05443/dossiers/manifest", retain=True)
        code(centre, "motcua/1/19/05443/booking/list", retain=True)
        code(centre, "motcua/1/19/05518/booking/list", retain=True)
        code(centre, "motcua/1/19/catalogue/manifest", retain=True)
        with linked(ward.to_kiosk(K1), "k1", "#") as kiosk:
            end = f"motcua/1/{K1}/ack"
            processes.wait_until(lambda: code(centre, end) == SUCCESS)
            assert sorted(heard(kiosk, end)) == [
                "motcua/1/19/05518/booking/list",
                "motcua/1/19/catalogue/manifest",
            ]


def test_the_centre_does_not_write_in_a_kiosks_name(ward: Ward) -> None:
    with linked(ward.to_centre(), "centre") as centre:
        assert code(centre, f"motcua/1/{K1}/rating") == DENIED


def test_another_program_of_the_authority_may_do_nothing(ward: Ward) -> None:
    paper = str(issue_client(ward.authority, "stranger", now=TODAY))
    with linked(ward.to(paper, paper), "stranger") as stranger:
        assert code(stranger, f"motcua/1/{K1}/ack") == DENIED
        assert code(stranger, f"motcua/1/{K1}/ticket") == DENIED


def test_without_a_certificate_nobody_is_let_in(ward: Ward) -> None:
    assert not let_in(ward.to("", ""))


def test_a_kiosk_of_another_authority_is_not_let_in(ward: Ward, tmp_path: Path) -> None:
    (tmp_path / "foreign").mkdir()
    box = enrolled(office(tmp_path / "foreign"), tmp_path / "foreign")
    assert not let_in(ward.to(str(box.certificate), str(box.key)))


def test_a_servers_certificate_is_not_let_in(ward: Ward) -> None:
    paper = str(ward.authority.server("localhost"))
    assert not let_in(ward.to(paper, paper))


def test_a_revoked_kiosk_is_shut_out_by_a_reload_and_the_others_stay(ward: Ward) -> None:
    with linked(ward.to_kiosk(K2), "k2") as other, linked(ward.to_kiosk(K1), "k1") as gone:
        revoke(ward.authority, K1, now=TODAY)
        ward.write()
        assert rules.reload(ward.folder)
        processes.wait_until(lambda: not let_in(ward.to_kiosk(K1)))
        assert code(other, f"motcua/1/{K2}/ticket") in {SUCCESS, NOBODY}
        assert other.up
        assert not gone.up or code(gone, f"motcua/1/{K1}/ticket") == DENIED


def test_a_new_kiosk_is_known_after_a_reload(ward: Ward, tmp_path: Path) -> None:
    ward.kiosks["19/05518/k3"] = enrolled(ward.authority, tmp_path, "19/05518/k3")
    with linked(ward.to_kiosk("19/05518/k3"), "k3") as kiosk:
        assert code(kiosk, "motcua/1/19/05518/k3/ticket") == DENIED
        ward.write()
        rules.reload(ward.folder)
        processes.wait_until(lambda: code(kiosk, "motcua/1/19/05518/k3/ticket") != DENIED)


def test_a_kiosk_cannot_take_anothers_session_by_its_client_id(ward: Ward) -> None:
    with (
        linked(ward.to_kiosk(K1), "same") as kiosk,
        linked(ward.to_kiosk(K2), "same") as thief,
        linked(ward.to_centre(), "19/05518/k3"),
    ):
        assert code(thief, f"motcua/1/{K2}/ticket") == NOBODY
        assert code(kiosk, f"motcua/1/{K1}/ticket") == NOBODY
        assert kiosk.inbox.empty()


def test_two_programs_of_the_centre_share_its_certificate(ward: Ward) -> None:
    with linked(ward.to_centre(), "motcua-central") as one, linked(ward.to_centre(), "publisher") as two:
        assert code(two, "motcua/1/19/catalogue/manifest") == NOBODY
        assert code(one, f"motcua/1/{K1}/ack") == NOBODY
        assert one.inbox.empty()

"""The update server over real TLS: who may ask, what is sent, in which ranges."""

import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2 as httpx
import pytest
import trustme

from provisioning.authority import issue_server, revoke
from tests.firmware.updating import NAME, Server, bundle_bytes, update_server
from tests.processes import answers, free_port, running, wait_until
from tests.provisioning.office import TODAY, enrolled, office

K1 = "/updates/v1/pilot/19/05518/k1"


@contextmanager
def asking(
    server: Server, authority: trustme.CA, issuer: trustme.CA | None, name: str = NAME
) -> Iterator[httpx.Client]:
    """A client with a certificate of `issuer` in that name, or with none."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    if issuer is not None:
        issuer.issue_cert("kiosk.invalid", common_name=name).configure_cert(context)
    with httpx.Client(base_url=f"https://localhost:{server.port}", verify=context) as client:
        yield client


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def server(tmp_path: Path, authority: trustme.CA) -> Iterator[Server]:
    with update_server(tmp_path / "server", authority) as server:
        yield server


@pytest.fixture
def k1(server: Server, authority: trustme.CA) -> Iterator[httpx.Client]:
    with asking(server, authority, authority) as client:
        yield client


def test_the_enrolment_server_serves_updates_to_the_enrolled_alone(tmp_path: Path) -> None:
    authority = office(tmp_path)
    paper = issue_server(authority, ["localhost"], now=TODAY)
    port = free_port()
    command = (sys.executable, "-m", "provisioning", "serve", "--authority", str(authority.folder))
    where = ("--server", "localhost", "--host", "127.0.0.1", "--port", str(port))
    box = enrolled(authority, tmp_path)
    known = ssl.create_default_context(cafile=str(authority.certificate))
    assert paper.is_file()
    with running(*command, *where, "--updates", str(tmp_path / "updates"), log=tmp_path / "serve.log"):
        wait_until(lambda: answers(port), seconds=20)
        with httpx.Client(base_url=f"https://localhost:{port}", verify=known) as nobody:
            assert nobody.get(K1).json()["code"] == "wrong_certificate"
        known.load_cert_chain(box.certificate, box.key)
        with httpx.Client(base_url=f"https://localhost:{port}", verify=known) as kiosk:
            assert kiosk.get(K1).status_code == 204
        revoke(authority, box.name, now=TODAY)
        with httpx.Client(base_url=f"https://localhost:{port}", verify=known) as kiosk:
            assert kiosk.get(K1).json()["code"] == "wrong_certificate"


def test_nothing_to_offer_is_204(k1: httpx.Client) -> None:
    assert k1.get(K1).status_code == 204


def test_an_offer_says_where_how_large_and_which_checksum(k1: httpx.Client, server: Server) -> None:
    release = server.publish("1.1.0")
    assert k1.get(f"{K1}?running=1.0.0").json() == {
        "version": "1.1.0",
        "bundle": "/updates/v1/bundles/motcua-kiosk-1.1.0.raucb",
        "size": 700_000,
        "sha256": release.sha256,
    }


def test_a_part_can_be_asked_for_and_goes_on_if_the_file_is_the_same(
    k1: httpx.Client, server: Server
) -> None:
    server.publish("1.1.0")
    path = "/updates/v1/bundles/motcua-kiosk-1.1.0.raucb"
    etag = k1.get(path).headers["etag"]
    part = k1.get(path, headers={"Range": "bytes=699000-", "If-Range": etag})
    assert (part.status_code, part.content) == (206, bundle_bytes("1.1.0")[699_000:])
    changed = k1.get(path, headers={"Range": "bytes=699000-", "If-Range": '"another"'})
    assert (changed.status_code, len(changed.content)) == (200, 700_000)


def test_a_kiosk_cannot_ask_or_report_as_another(k1: httpx.Client) -> None:
    assert k1.get("/updates/v1/pilot/19/05518/k2").json()["code"] == "wrong_certificate"
    assert k1.post("/updates/v1/pilot/19/05518/k2/report", content=b"{}").status_code == 403


@pytest.mark.parametrize("path", [K1, "/updates/v1/bundles/motcua-kiosk-1.1.0.raucb"])
def test_without_a_certificate_nothing_is_told(server: Server, authority: trustme.CA, path: str) -> None:
    server.publish("1.1.0")
    with asking(server, authority, None) as nobody:
        assert nobody.get(path).json()["code"] == "wrong_certificate"


def test_a_certificate_of_a_strange_authority_is_not_let_in(server: Server, authority: trustme.CA) -> None:
    with asking(server, authority, trustme.CA()) as stranger, pytest.raises(httpx.TransportError):
        stranger.get(K1)


@pytest.mark.parametrize("name", ["..%2Fgroups.json", "groups.json", "absent.raucb", ".hidden.raucb"])
def test_only_bundles_are_served(k1: httpx.Client, server: Server, name: str) -> None:
    server.publish("1.1.0")
    assert k1.get(f"/updates/v1/bundles/{name}").status_code == 404


def test_a_report_is_noted(k1: httpx.Client, server: Server) -> None:
    k1.get(f"{K1}?running=1.0.0")
    answer = k1.post(f"{K1}/report", content=b'{"version":"1.1.0","outcome":"fell_back","detail":"old slot"}')
    assert answer.status_code == 204
    assert (server.kiosk.running, server.kiosk.reports[0].outcome) == ("1.0.0", "fell_back")


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 422), (b"[]", 422), (b'{"version":"1","outcome":"splendid"}', 422), (b" " * 5000, 413)],
)
def test_a_report_that_is_none_is_refused(k1: httpx.Client, body: bytes, status: int) -> None:
    assert k1.post(f"{K1}/report", content=body).status_code == status


def test_a_running_version_that_is_none_is_refused(k1: httpx.Client) -> None:
    assert k1.get(f"{K1}?running=<script>").json()["code"] == "bad_request"

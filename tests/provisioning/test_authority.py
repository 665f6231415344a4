"""The private authority: what it signs, what it refuses, and that its folder is whole or refused."""

import errno
import os
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from provisioning import authority as ca
from provisioning.__main__ import main
from provisioning.authority import Authority, open_authority
from provisioning.authority_register import deciding
from provisioning.errors import FullError, ProvisionError
from tests.provisioning.office import TODAY, enrolled, office


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return office(tmp_path)


def read(file: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificates(file.read_bytes())[0]


def revoked(authority: Authority) -> x509.CertificateRevocationList:
    return x509.load_pem_x509_crl(authority.revoked.read_bytes())


def handshake(server: ssl.SSLContext, client: ssl.SSLContext, host: str) -> bool:
    """Two ends in memory, with no socket between them; SSLError where one refuses the other."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (
        client.wrap_bio(down, up, server_hostname=host),
        server.wrap_bio(up, down, server_side=True),
    )
    return all([_step(end) for end in ends * 3][-2:])


def _step(end: ssl.SSLObject) -> bool:
    try:
        end.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True


def client_side(authority: Authority, paper: Path | None = None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=authority.certificate)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    if paper is not None:
        context.load_cert_chain(paper)
    return context


def server_side(authority: Authority, paper: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_verify_locations(authority.certificate)
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    context.load_cert_chain(paper)
    return context


def test_the_authority_signs_certificates_but_no_other_authority(authority: Authority) -> None:
    extensions = read(authority.certificate).extensions
    basic = extensions.get_extension_for_class(x509.BasicConstraints)
    usage = extensions.get_extension_for_class(x509.KeyUsage)
    assert (basic.critical, basic.value.ca, basic.value.path_length) == (True, True, 0)
    assert (usage.critical, usage.value.key_cert_sign, usage.value.digital_signature) == (True, True, False)


def test_a_servers_certificate_names_every_host_and_is_for_servers_only(authority: Authority) -> None:
    paper = ca.issue_server(authority, ["centre.example", "10.0.0.5", "::1"], now=TODAY)
    extensions = read(paper).extensions
    names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(name.value) for name in names] == ["centre.example", "10.0.0.5", "::1"]
    assert list(extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [
        ExtendedKeyUsageOID.SERVER_AUTH
    ]


def test_a_kiosks_certificate_has_its_name_and_is_for_clients_only(
    authority: Authority, tmp_path: Path
) -> None:
    certificate = read(enrolled(authority, tmp_path).certificate)
    assert certificate.subject.rfc4514_string() == "CN=19/05518/k1"
    assert list(certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [
        ExtendedKeyUsageOID.CLIENT_AUTH
    ]
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_a_strict_handshake_succeeds_both_ways(authority: Authority) -> None:
    server = ca.issue_server(authority, ["localhost"], now=TODAY)
    client = ca.issue_client(authority, "centre", now=TODAY)
    assert handshake(server_side(authority, server), client_side(authority, client), "localhost")


def test_a_clients_certificate_is_not_believed_as_a_servers(authority: Authority) -> None:
    client = ca.issue_client(authority, "localhost", now=TODAY)
    with pytest.raises(ssl.SSLCertVerificationError, match="purpose"):
        handshake(server_side(authority, client), client_side(authority, client), "localhost")


def test_a_servers_certificate_is_not_let_in_as_a_client(authority: Authority) -> None:
    server = ca.issue_server(authority, ["localhost"], now=TODAY)
    with pytest.raises(ssl.SSLError, match=r"(?i)purpose|verify failed"):
        handshake(server_side(authority, server), client_side(authority, server), "localhost")


def test_keys_are_readable_by_their_owner_only(authority: Authority) -> None:
    paper = ca.issue_client(authority, "centre", now=TODAY)
    files = (authority.folder / "ca.key", authority.register, paper)
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * 3
    assert stat.S_IMODE(authority.folder.stat().st_mode) == 0o700


def test_every_certificate_is_good_for_a_clock_that_lags_behind_to_the_authoritys_first_day(
    authority: Authority,
) -> None:
    later = TODAY + timedelta(days=400)
    paper = ca.issue_server(authority, ["localhost"], now=later)
    assert read(paper).not_valid_before_utc == TODAY - timedelta(days=1)
    assert read(paper).not_valid_after_utc == later + timedelta(days=1095)


def test_no_certificate_outlives_the_authority(tmp_path: Path) -> None:
    short = ca.create(tmp_path / "short", "Short", now=TODAY, days=10)
    paper = ca.issue_server(short, ["localhost"], now=TODAY)
    assert read(paper).not_valid_after_utc == TODAY + timedelta(days=10)


def test_a_revoked_name_stands_in_the_list_and_its_kiosk_may_enrol_again_with_a_new_secret(
    authority: Authority, tmp_path: Path
) -> None:
    certificate = read(enrolled(authority, tmp_path).certificate)
    assert ca.revoke(authority, "19/05518/k1", now=TODAY) == 1
    assert [entry.serial_number for entry in revoked(authority)] == [certificate.serial_number]
    with deciding(authority.register) as book:
        kiosk = book.kiosk("19/05518/k1")
    assert kiosk is not None
    assert (kiosk.certificate, kiosk.secret_hash) == (None, "")


def test_a_list_is_newer_than_the_last_even_if_the_clock_stands_still(
    authority: Authority, tmp_path: Path
) -> None:
    enrolled(authority, tmp_path)
    before = revoked(authority)
    ca.revoke(authority, "19/05518/k1", now=TODAY - timedelta(days=300))
    assert revoked(authority).last_update_utc > before.last_update_utc
    assert revoked(authority).next_update_utc == read(authority.certificate).not_valid_after_utc


def test_revoking_an_unknown_name_is_refused(authority: Authority) -> None:
    with pytest.raises(ProvisionError, match="19/05518/k9: no certificate of that name"):
        ca.revoke(authority, "19/05518/k9", now=TODAY)


def test_renewing_replaces_what_ends_soon_and_nothing_else(authority: Authority) -> None:
    soon = ca.issue_server(authority, ["localhost", "127.0.0.1"], now=TODAY, days=80)
    late = ca.issue_client(authority, "centre", now=TODAY)
    before = late.read_bytes()
    assert ca.renew(authority, everything=False, now=TODAY) == ["localhost"]
    assert read(soon).not_valid_after_utc == TODAY + timedelta(days=1095)
    assert "127.0.0.1" in str(read(soon).extensions.get_extension_for_class(x509.SubjectAlternativeName))
    assert late.read_bytes() == before


@pytest.mark.parametrize("host", ["", "*", "centre example", "https://centre", "-a", "a" * 300])
def test_a_host_that_is_none_is_refused(authority: Authority, host: str) -> None:
    with pytest.raises(ProvisionError, match="neither a name nor an address"):
        ca.issue_server(authority, [host], now=TODAY)


@pytest.mark.parametrize("name", ["19/05518/k1", "Centre", "", "a b", "../x"])
def test_a_clients_name_cannot_be_a_kiosks_or_a_path(authority: Authority, name: str) -> None:
    with pytest.raises(ProvisionError, match="use a-z, 0-9 and -"):
        ca.issue_client(authority, name, now=TODAY)


@pytest.mark.parametrize("part", ["ca.crt", "ca.key", "register.sqlite3", "crl.pem"])
def test_a_folder_with_a_part_missing_is_refused_with_the_remedy(authority: Authority, part: str) -> None:
    (authority.folder / part).unlink()
    with pytest.raises(ProvisionError, match=f"{part} missing; restore it from your backup"):
        open_authority(authority.folder, now=TODAY)


@pytest.mark.parametrize("part", ["ca.crt", "ca.key", "register.sqlite3", "crl.pem"])
def test_a_folder_with_a_part_cut_short_is_refused_with_the_remedy(authority: Authority, part: str) -> None:
    file = authority.folder / part
    file.write_bytes(file.read_bytes()[:90])
    with pytest.raises(ProvisionError, match="restore"):
        open_authority(authority.folder, now=TODAY)


def test_a_folder_with_another_authoritys_key_is_refused(authority: Authority, tmp_path: Path) -> None:
    other = ca.create(tmp_path / "other", "Other", now=TODAY)
    (authority.folder / "ca.key").write_bytes((other.folder / "ca.key").read_bytes())
    with pytest.raises(ProvisionError, match=r"ca.key is not the key of ca.crt"):
        open_authority(authority.folder, now=TODAY)


def test_a_clock_of_1970_is_named_before_anything_is_signed(authority: Authority) -> None:
    with pytest.raises(ProvisionError, match="this machine's clock says 1970-01-01; set the clock"):
        open_authority(authority.folder, now=datetime(1970, 1, 1, tzinfo=UTC))


def test_a_full_disk_leaves_no_half_authority(tmp_path: Path) -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with patch("os.fsync", side_effect=full), pytest.raises(FullError, match=r"the disk is full.*free some"):
        office(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_old_certificate_and_no_entry(authority: Authority) -> None:
    paper = ca.issue_client(authority, "centre", now=TODAY)
    before = paper.read_bytes()
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    with patch("os.fsync", side_effect=full), pytest.raises(FullError, match="the disk is full"):
        ca.issue_client(authority, "centre", now=TODAY)
    assert paper.read_bytes() == before
    assert [file.name for file in paper.parent.iterdir()] == ["centre.pem"]
    with deciding(authority.register) as book:
        assert len(book.certificates()) == 1


def test_a_folder_that_is_in_use_is_not_made_into_an_authority(
    authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    before = authority.certificate.read_bytes()
    assert main(["ca", "init", str(authority.folder), "--name", "Again"]) == 1
    assert "already exists and is not empty; name a new folder" in capsys.readouterr().err
    assert authority.certificate.read_bytes() == before


def test_the_commands_make_list_and_revoke(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "ca")
    assert main(["ca", "init", folder, "--name", "Tỉnh Thử"]) == 0
    assert main(["ca", "server", folder, "centre.example", "10.0.0.5"]) == 0
    assert main(["ca", "client", folder, "centre"]) == 0
    assert main(["ca", "revoke", "centre", "--authority", folder]) == 0
    assert main(["ca", "renew", "--authority", folder, "--all"]) == 0
    capsys.readouterr()
    assert main(["ca", "list", "--authority", folder]) == 0
    listed = capsys.readouterr().out
    assert "client    centre                   revoked" in listed
    assert listed.count("server    centre.example") == 2

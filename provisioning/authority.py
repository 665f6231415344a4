"""The private certificate authority: one folder with its key, its register and what it has signed.

Owns the folder: ca.crt, ca.key, register.sqlite3, crl.pem, servers/, clients/. Refuses the network
(`enrolment`). Nobody sells these certificates and no browser knows them: they only let our kiosks, our broker
and our centre know each other. A folder that is not whole is refused, never mended by guessing.
"""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from provisioning import authority_papers as papers
from provisioning import authority_register as register
from provisioning.authority_papers import Issuer, Revoked
from provisioning.authority_register import Issued
from provisioning.errors import ProvisionError
from provisioning.files import PRIVATE, new_folder, write_file

CERTIFICATE: Final = "ca.crt"
KEY: Final = "ca.key"
REGISTER: Final = "register.sqlite3"
REVOKED: Final = "crl.pem"
PARTS: Final = (CERTIFICATE, KEY, REGISTER, REVOKED)
CLIENT: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")
HOST: Final = re.compile(r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\.[A-Za-z0-9]([A-Za-z0-9-]{0,62}))*")
RENEW_BEFORE: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Authority:
    """An opened folder, found whole."""

    folder: Path
    issuer: Issuer

    @property
    def register(self) -> Path:
        return self.folder / REGISTER

    @property
    def certificate(self) -> Path:
        return self.folder / CERTIFICATE

    @property
    def revoked(self) -> Path:
        return self.folder / REVOKED

    def server(self, name: str) -> Path:
        """Key and certificate of a server, in one file so that they always fit each other."""
        return self.folder / "servers" / f"{name.replace(':', '_')}.pem"

    def client(self, name: str) -> Path:
        return self.folder / "clients" / f"{name}.pem"


def create(folder: Path, name: str, *, now: datetime, days: int = papers.AUTHORITY_DAYS) -> Authority:
    """Make a new authority; the folder appears when it is complete."""
    name = name.strip()
    if not 0 < len(name) <= papers.LONGEST_NAME:
        raise ProvisionError(f"--name {name!r}: {len(name)} letters; give 1 to {papers.LONGEST_NAME}")
    issuer = papers.new_issuer(name, days=days, now=now)
    with new_folder(folder) as beside:
        write_file(beside / KEY, papers.key_pem(issuer.key), mode=PRIVATE)
        write_file(beside / CERTIFICATE, papers.certificate_pem(issuer.certificate))
        write_file(
            beside / REVOKED, papers.certificate_pem(papers.revocation_list(issuer, [], None, now=now))
        )
        register.create(beside / REGISTER)
    return open_authority(folder, now=now)


def open_authority(folder: Path, *, now: datetime) -> Authority:
    """ProvisionError names what is missing, damaged or does not fit together, and what to do."""
    if not folder.is_dir():
        raise ProvisionError(
            f"{folder}: no such folder; make one: motcua-provision ca init {folder} --name …",
            f"{folder}: không có thư mục này. Hãy xem lại --authority.",
        )
    absent = [part for part in PARTS if not (folder / part).is_file()]
    if absent:
        raise _damaged(folder, f"{', '.join(absent)} missing")
    try:
        certificate = x509.load_pem_x509_certificate((folder / CERTIFICATE).read_bytes())
        key = serialization.load_pem_private_key((folder / KEY).read_bytes(), password=None)
        certificate.verify_directly_issued_by(certificate)
        x509.load_pem_x509_crl((folder / REVOKED).read_bytes())
    except (ValueError, TypeError, InvalidSignature) as error:
        raise _damaged(folder, f"its files cannot be read ({error})") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise _damaged(folder, f"{KEY} is not the key of {CERTIFICATE}")
    register.check(folder / REGISTER)
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise ProvisionError(
            f"{folder}: valid {certificate.not_valid_before_utc:%Y-%m-%d} to"
            f" {certificate.not_valid_after_utc:%Y-%m-%d}, and this machine's clock says {now:%Y-%m-%d};"
            " set the clock, or make a new authority",
            f"{folder}: đồng hồ máy này là ngày {now:%d/%m/%Y}, ngoài thời hạn của cơ quan chứng thực."
            " Hãy chỉnh lại đồng hồ.",
        )
    return Authority(folder, Issuer(certificate, key))


def issue_server(
    authority: Authority, hosts: Sequence[str], *, now: datetime, days: int = papers.SERVER_DAYS
) -> Path:
    """A certificate for a machine that kiosks call, by every name and address they use."""
    for host in hosts:
        if not _is_host(host):
            raise ProvisionError(
                f"host {host!r}: neither a name nor an address; write centre.example or 10.0.0.5"
            )
    key = papers.new_key()
    certificate = papers.server_certificate(authority.issuer, key.public_key(), hosts, days=days, now=now)
    return _keep(authority, authority.server(hosts[0]), "server", hosts[0], key, certificate, now)


def issue_client(authority: Authority, name: str, *, now: datetime, days: int = papers.CLIENT_DAYS) -> Path:
    """A certificate for a program at the centre, known to the broker by that name."""
    if not CLIENT.fullmatch(name):
        raise ProvisionError(f"name {name!r}: use a-z, 0-9 and -, such as centre; kiosks enrol by themselves")
    key = papers.new_key()
    certificate = papers.client_certificate(authority.issuer, key.public_key(), name, days=days, now=now)
    return _keep(authority, authority.client(name), "client", name, key, certificate, now)


def issue_kiosk(
    authority: Authority, name: str, csr: bytes, *, now: datetime, days: int = papers.KIOSK_DAYS
) -> Issued:
    """Signed, not remembered: that belongs into the transaction that decided it. RequestError if unfit."""
    request = papers.read_request(csr, name)
    key = request.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    certificate = papers.client_certificate(authority.issuer, key, name, days=days, now=now)
    return _issued(certificate, "kiosk", name, key, now)


def revoke(authority: Authority, name: str, *, now: datetime) -> int:
    """How many certificates of that name were good until now. The list is written anew in any case."""
    with register.deciding(authority.register) as book:
        count = book.revoke(name, now=now)
        if not any(issued.name == name for issued in book.certificates()) and book.kiosk(name) is None:
            raise ProvisionError(f"{name}: no certificate of that name; see: motcua-provision ca list")
        write_revoked(authority, book, now=now)
    return count


def write_revoked(authority: Authority, book: register.Register, *, now: datetime) -> None:
    """The revocation list as the register knows it; in its transaction, so that lists keep their order."""
    previous = x509.load_pem_x509_crl(authority.revoked.read_bytes())
    gone = [Revoked(one.serial, one.revoked_at) for one in book.certificates() if one.revoked_at is not None]
    listed = papers.revocation_list(authority.issuer, gone, previous, now=now)
    write_file(authority.revoked, papers.certificate_pem(listed))


def renew(authority: Authority, *, everything: bool, now: datetime) -> list[str]:
    """New certificates for servers and clients that end within 90 days, under their names; says which."""
    with register.deciding(authority.register) as book:
        write_revoked(authority, book, now=now)
        newest = {(one.purpose, one.name): one for one in book.certificates() if one.revoked_at is None}
    due = [one for one in newest.values() if everything or one.expires_at - now < RENEW_BEFORE]
    for one in due:
        if one.purpose == "server":
            issue_server(authority, _hosts(one), now=now)
        elif one.purpose == "client":
            issue_client(authority, one.name, now=now)
    return [one.name for one in due if one.purpose != "kiosk"]


def _keep(
    authority: Authority,
    paper: Path,
    purpose: str,
    name: str,
    key: ec.EllipticCurvePrivateKey,
    certificate: x509.Certificate,
    now: datetime,
) -> Path:
    with register.deciding(authority.register) as book:
        book.add_certificate(_issued(certificate, purpose, name, key.public_key(), now))
        paper.parent.mkdir(mode=0o700, exist_ok=True)
        write_file(paper, papers.key_pem(key) + papers.certificate_pem(certificate), mode=PRIVATE)
    return paper


def _issued(
    certificate: x509.Certificate, purpose: str, name: str, key: ec.EllipticCurvePublicKey, now: datetime
) -> Issued:
    pem = papers.certificate_pem(certificate).decode()
    ends = certificate.not_valid_after_utc
    return Issued(certificate.serial_number, name, purpose, papers.fingerprint(key), pem, now, ends)


def _hosts(issued: Issued) -> list[str]:
    certificate = x509.load_pem_x509_certificate(issued.pem.encode())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [str(name.value) for name in names]


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return HOST.fullmatch(host) is not None
    return True


def _damaged(folder: Path, what: str) -> ProvisionError:
    return ProvisionError(
        f"{folder}: not a whole authority: {what}; restore it from your backup,"
        " or make a new one in another folder with `motcua-provision ca init` and enrol every kiosk again",
        f"{folder}: thư mục chứng thực không còn nguyên vẹn. Hãy khôi phục từ bản sao lưu.",
    )

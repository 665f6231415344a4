"""The demo's authority: certificates for its broker, its centre and its kiosks, as a real ward has them.

Owns the folders authority/, identity/, point-identity/ and broker/ of the demo's data. Refuses shortcuts: a
kiosk's key is signed by the rules that the enrolment server follows. What is there and good is kept.
"""

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from provisioning.authority import Authority, create, issue_client, issue_server, open_authority, renew
from provisioning.authority_papers import key_pem, new_key
from provisioning.authority_register import Kiosk, deciding, hashed
from provisioning.broker import CENTRE, SETTINGS, Listening, write_broker
from provisioning.enrolment_rules import Enrolled, enrol
from provisioning.errors import ProvisionError
from provisioning.files import PRIVATE, write_file

KIOSKS: Final = {"identity": "19/05518/k1", "point-identity": "19/05518/k2"}
"""Folder and name of the one at the ward's office, and of the one in a block's common room."""
HOSTS: Final = ("127.0.0.1", "localhost")


def prepare(data: Path, port: int, centre_port: int, *, now: datetime) -> Path:
    """Everything that the demo's broker, centre and kiosks show each other; returns the broker's settings."""
    authority = _authority(data / "authority", now)
    if not authority.server(HOSTS[0]).is_file():
        issue_server(authority, HOSTS, now=now)
    if not authority.client(CENTRE).is_file():
        issue_client(authority, CENTRE, now=now)
    renew(authority, everything=False, now=now)
    for folder, name in KIOSKS.items():
        _enrol(authority, name, data / folder, now)
    _keep_old_sessions(data / "broker")
    listening = Listening(port, centre_port, HOSTS[0], address="127.0.0.1")
    write_broker(authority, data / "broker", listening, now=now)
    return data / "broker" / SETTINGS


def _authority(folder: Path, now: datetime) -> Authority:
    if folder.exists():
        return open_authority(folder, now=now)
    return create(folder, "Một Cửa Kiosk demo", now=now)


def _enrol(authority: Authority, name: str, folder: Path, now: datetime) -> None:
    """The kiosk keeps its key from one start to the next, and asks again with it: that needs no secret."""
    folder.mkdir(mode=0o700, exist_ok=True)
    key, secret = _key(folder / "kiosk.key"), secrets.token_urlsafe(32)
    with deciding(authority.register) as book:
        if book.kiosk(name) is None:
            kiosk = Kiosk(name, "Demo", "", "", hashed(secret), now + timedelta(days=1))
            book.add_kiosk(kiosk, now=now)
        else:
            book.change_secret(name, hashed(secret), now + timedelta(days=1))
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    csr = request.public_bytes(serialization.Encoding.PEM).decode()
    answer = enrol(authority, name, secret, csr, now=now, may_ask=False)
    if not isinstance(answer, Enrolled):
        raise ProvisionError(
            f"{folder}: not the kiosk of {authority.folder}; remove both folders and start again"
        )
    write_file(folder / "kiosk.crt", answer.certificate.encode())
    write_file(folder / "ca.crt", answer.authority.encode())


def _key(file: Path) -> ec.EllipticCurvePrivateKey:
    if not file.exists():
        write_file(file, key_pem(new_key()), mode=PRIVATE)
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    except ValueError as error:
        raise ProvisionError(
            f"{file}: damaged; remove {file.parent} and {file.parent.parent}/authority"
        ) from error
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def _keep_old_sessions(folder: Path) -> None:
    """Demos before the authority kept the broker's memory one folder higher."""
    old, new = folder / "mosquitto.db", folder / "data" / "mosquitto.db"
    if old.is_file() and not new.exists():
        new.parent.mkdir()
        old.rename(new)

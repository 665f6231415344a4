"""What tests of the authority share: a folder, a day, a kiosk's name, key and request."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from mqtt.topics import KioskName
from provisioning.authority import Authority, create
from provisioning.enrolment_rules import Answer, Enrolled, enrol
from provisioning.kiosk_folder import Wish, new_kiosk

TODAY = datetime.now(UTC).replace(microsecond=0)
URL = "https://localhost:8443"
NAME = "19/05518/k1"


@dataclass(frozen=True, slots=True)
class Machine:
    """A kiosk with a key of its own, as files that a client can show."""

    folder: Path
    name: str

    @property
    def key(self) -> Path:
        return self.folder / "kiosk.key"

    @property
    def certificate(self) -> Path:
        return self.folder / "kiosk.crt"

    def request(self, name: str = "") -> str:
        key = serialization.load_pem_private_key(self.key.read_bytes(), password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return signed_request(key, name or self.name)


def office(folder: Path) -> Authority:
    return create(folder / "ca", "Test authority", now=TODAY)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return office(tmp_path)


def named(authority: Authority, folder: Path, name: str = NAME) -> str:
    """Name a kiosk; its secret, as it stands in its folder."""
    wish = Wish(name=KioskName.parse(name), title="UBND phường Thử", url=URL)
    out = folder / name.replace("/", "-")
    new_kiosk(authority, wish, out, now=TODAY)
    return secret_in(out)


def secret_in(folder: Path) -> str:
    return (folder / "enrolment.toml").read_text("utf-8").split('secret = "')[1].partition('"')[0]


def machine(folder: Path, name: str = NAME, *, box: str = "box") -> Machine:
    home = folder / f"{box}-{name.replace('/', '-')}"
    home.mkdir()
    key = ec.generate_private_key(ec.SECP256R1())
    (home / "kiosk.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return Machine(home, name)


def signed_request(key: ec.EllipticCurvePrivateKey, *names: str) -> str:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name) for name in names])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    return request.public_bytes(serialization.Encoding.PEM).decode()


def ask(
    authority: Authority, box: Machine, secret: str, *, now: datetime = TODAY, may_ask: bool = False
) -> Answer:
    return enrol(authority, box.name, secret, box.request(), now=now, may_ask=may_ask)


def enrolled(authority: Authority, folder: Path, name: str = NAME) -> Machine:
    """A kiosk that was named and let in, its certificate in its folder."""
    box = machine(folder, name)
    answer = ask(authority, box, named(authority, folder, name))
    assert isinstance(answer, Enrolled)
    box.certificate.write_text(answer.certificate)
    return box

"""The keys that releases are signed with: an authority that every image trusts, and a certificate that signs.

Owns making and renewing them in one folder. Refuses kiosks' certificates (they have an authority of their
own). The authority's key is needed only to renew: keep `authority.key` away from the machine that builds.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from provisioning.authority_papers import key_usage
from provisioning.errors import ProvisionError
from provisioning.files import PRIVATE, write_file

AUTHORITY_YEARS: Final = 20
SIGNING_YEARS: Final = 5
_DAYS_A_YEAR: Final = 365.25
_SKEW: Final = timedelta(days=1)
"""A kiosk's clock may be behind the machine that makes the keys."""


class ReleaseError(ProvisionError):
    """A release cannot be made as asked; nothing was changed."""


def init(folder: Path, now: datetime) -> None:
    """Make an authority and its first signing certificate in a folder that has none."""
    if (folder / "authority.key").exists() or (folder / "keyring.pem").exists():
        raise ReleaseError(
            f"{folder}: has release keys already; name another folder, or use `release keys renew`"
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Một Cửa Kiosk release authority")
    certificate = _certificate(name, name, key.public_key(), AUTHORITY_YEARS, now)
    certificate = certificate.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    certificate = certificate.add_extension(key_usage(signs=True), critical=True)
    signed = certificate.sign(key, hashes.SHA256())
    write_file(folder / "authority.key", _pem(key), mode=PRIVATE)
    write_file(folder / "keyring.pem", signed.public_bytes(serialization.Encoding.PEM))
    renew(folder, now)


def renew(folder: Path, now: datetime) -> None:
    """A new signing key and certificate; images that are out already trust them."""
    try:
        key = serialization.load_pem_private_key((folder / "authority.key").read_bytes(), None)
        authority = x509.load_pem_x509_certificate((folder / "keyring.pem").read_bytes())
    except (OSError, ValueError) as error:
        raise ReleaseError(
            f"{folder}: no release authority ({error}); make one with `release keys init`"
        ) from error
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    signing = ec.generate_private_key(ec.SECP256R1())
    name = _name(f"Một Cửa Kiosk release {now:%Y-%m-%d}")
    certificate = _certificate(name, authority.subject, signing.public_key(), SIGNING_YEARS, now)
    purposes = [ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.CODE_SIGNING]
    certificate = certificate.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    certificate = certificate.add_extension(key_usage(signs=False), critical=True)
    certificate = certificate.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    signed = certificate.sign(key, hashes.SHA256())
    write_file(folder / "signing.key", _pem(signing), mode=PRIVATE)
    write_file(folder / "signing.crt", signed.public_bytes(serialization.Encoding.PEM))


def expires_at(folder: Path) -> datetime:
    """When the signing certificate ends; ReleaseError if there is none."""
    try:
        certificate = x509.load_pem_x509_certificate((folder / "signing.crt").read_bytes())
    except (OSError, ValueError) as error:
        raise ReleaseError(f"{folder}: no signing certificate; make one with `release keys init`") from error
    return certificate.not_valid_after_utc


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, years: int, now: datetime
) -> x509.CertificateBuilder:
    begins = now.astimezone(UTC) - _SKEW
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=years * _DAYS_A_YEAR))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )

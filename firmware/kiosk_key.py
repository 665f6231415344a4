"""The kiosk's own key and certificate: made here, never carried, never sent.

Owns making the key, the request for a certificate, and saying whether a certificate is this kiosk's.
Refuses the network (`authority_post`).
"""

from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from firmware import durable
from firmware.errors import KioskError


class CertificateError(KioskError):
    """A certificate that is not this kiosk's, or not its authority's."""


def own_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """The key on disk, made the first time; one that rotted is kept beside and another is made."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        return _new_key(path)
    except ValueError:
        durable.move(path, path.with_name(f"{path.name}.damaged"))
        return _new_key(path)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        durable.move(path, path.with_name(f"{path.name}.damaged"))
        return _new_key(path)
    return key


def request(key: ec.EllipticCurvePrivateKey, name: str) -> str:
    """A signing request in PEM for CN `19/05518/k1`."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signed = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM).decode("ascii")


def print_of(key: ec.EllipticCurvePrivateKey) -> str:
    """The first 16 letters of the public key's SHA-256, in fours: what the authority's clerk compares."""
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    digest = hashes.Hash(hashes.SHA256())
    digest.update(public)
    letters = digest.finalize().hex()[:16]
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def checked(
    certificate: str, key: ec.EllipticCurvePrivateKey, name: str, authority: Path
) -> x509.Certificate:
    """CertificateError unless it is for this key and this name, and by this authority."""
    try:
        found = x509.load_pem_x509_certificate(certificate.encode("ascii"))
        issuers = x509.load_pem_x509_certificates(authority.read_bytes())
    except (ValueError, UnicodeEncodeError) as error:
        raise CertificateError(f"certificate for {name} cannot be read ({error}); ask again") from error
    names = [attribute.value for attribute in found.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    if names != [name]:
        raise CertificateError(
            f"certificate is for {names}, not for {name}; look at the authority's register"
        )
    if found.public_key() != key.public_key():
        raise CertificateError(f"certificate for {name} is for another key; revoke it and enrol again")
    if not any(_issued(found, issuer) for issuer in issuers):
        raise CertificateError(f"certificate for {name} is not by {authority}; give the kiosk a new folder")
    return found


def good_until(certificate: Path, key: Path) -> datetime | None:
    """None where there is no pair of key and certificate that belong together."""
    try:
        found = x509.load_pem_x509_certificate(certificate.read_bytes())
        private = serialization.load_pem_private_key(key.read_bytes(), password=None)
    except (OSError, ValueError):
        return None
    return found.not_valid_after_utc if found.public_key() == private.public_key() else None


def _new_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    durable.write_whole(path, pem, mode=0o600)
    return key


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True

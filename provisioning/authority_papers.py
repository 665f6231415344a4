"""Certificates and the revocation list, as values: what the private authority signs, and with which limits.

Owns every X.509 detail: P-256 keys, usages, lifetimes, what a request must be. Refuses files and memory
(`authority`). One level: the authority's own certificate has path length 0, so nothing below it can sign.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS: Final = 7300
SERVER_DAYS: Final = 1095
CLIENT_DAYS: Final = 1095
KIOSK_DAYS: Final = 3650
SKEW: Final = timedelta(days=1)
GOOD_CURVES: Final = ("secp256r1", "secp384r1", "secp521r1")
LONGEST_NAME: Final = 64
SECOND: Final = timedelta(seconds=1)


class RequestError(ValueError):
    """A signing request that must not be signed; the text says why."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs: the authority's certificate and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Revoked:
    serial: int
    at: datetime


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def new_issuer(name: str, *, days: int, now: datetime) -> Issuer:
    """An authority: signs certificates and revocation lists, and nothing below it signs anything."""
    key = new_key()
    subject = _subject(name)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(key_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Issuer(certificate, key)


def server_certificate(
    issuer: Issuer, key: ec.EllipticCurvePublicKey, hosts: Sequence[str], *, days: int, now: datetime
) -> x509.Certificate:
    builder = _leaf(issuer, key, hosts[0], ExtendedKeyUsageOID.SERVER_AUTH, days=days, now=now)
    names = x509.SubjectAlternativeName([general_name(host) for host in hosts])
    return builder.add_extension(names, critical=False).sign(issuer.key, hashes.SHA256())


def client_certificate(
    issuer: Issuer, key: ec.EllipticCurvePublicKey, name: str, *, days: int, now: datetime
) -> x509.Certificate:
    """For the centre or a kiosk: its name is the CN, by which the broker knows it."""
    builder = _leaf(issuer, key, name, ExtendedKeyUsageOID.CLIENT_AUTH, days=days, now=now)
    return builder.sign(issuer.key, hashes.SHA256())


def read_request(pem: bytes, name: str) -> x509.CertificateSigningRequest:
    """The request of `name`, or RequestError. Extensions it asks for are never copied."""
    try:
        request = x509.load_pem_x509_csr(pem)
        key, sound, subject = request.public_key(), request.is_signature_valid, list(request.subject)
    except (ValueError, UnsupportedAlgorithm, InvalidSignature) as error:
        raise RequestError(f"csr: cannot be read ({error}); send a PKCS #10 request as PEM") from error
    if not sound:
        raise RequestError("csr: its signature does not fit its key; make a new request")
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name not in GOOD_CURVES:
        raise RequestError("csr: its key is no EC key of 256 bits or more; make a P-256 key")
    found = [str(part.value) for part in subject if part.oid == NameOID.COMMON_NAME]
    if found != [name]:
        raise RequestError(f"csr: its CN is {', '.join(found) or 'missing'}; it must be {name}")
    return request


def revocation_list(
    issuer: Issuer,
    revoked: Sequence[Revoked],
    previous: x509.CertificateRevocationList | None,
    *,
    now: datetime,
) -> x509.CertificateRevocationList:
    """It never grows stale: a forgotten list would shut every kiosk out, and ours is replaced by hand.

    Its date always moves on, also when the clock does not: a broker that has read two takes the newer.
    """
    number = 1 if previous is None else _number(previous) + 1
    floor = issuer.certificate.not_valid_before_utc if previous is None else previous.last_update_utc + SECOND
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(max(now - SKEW, floor))
        .next_update(issuer.certificate.not_valid_after_utc)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(_signed_by(issuer), critical=False)
    )
    for one in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(one.serial).revocation_date(one.at)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA256())


def fingerprint(key: ec.EllipticCurvePublicKey) -> str:
    """SHA-256 of the public key (DER, SubjectPublicKeyInfo) in hexadecimal."""
    digest = hashes.Hash(hashes.SHA256())
    digest.update(
        key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return digest.finalize().hex()


def certificate_pem(paper: x509.Certificate | x509.CertificateRevocationList) -> bytes:
    return paper.public_bytes(serialization.Encoding.PEM)


def key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)


def _leaf(
    issuer: Issuer,
    key: ec.EllipticCurvePublicKey,
    name: str,
    use: x509.ObjectIdentifier,
    *,
    days: int,
    now: datetime,
) -> x509.CertificateBuilder:
    """Valid from the authority's first day: a kiosk without a battery clock may lag behind by months."""
    return (
        x509.CertificateBuilder()
        .subject_name(_subject(name))
        .issuer_name(issuer.certificate.subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(issuer.certificate.not_valid_before_utc)
        .not_valid_after(min(now + timedelta(days=days), issuer.certificate.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([use]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(_signed_by(issuer), critical=False)
    )


def key_usage(*, signs: bool) -> x509.KeyUsage:
    """To sign other certificates, or to be believed oneself."""
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _signed_by(issuer: Issuer) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:LONGEST_NAME])])


def general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _number(previous: x509.CertificateRevocationList) -> int:
    return previous.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number

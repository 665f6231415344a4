"""The paper by which one node of a cluster knows another: a key and a certificate that it signed itself.

Owns those two files' content. Refuses the authority's key: what it signs opens the kiosks' door, and a stolen
kiosk must not open a node's. Each node is told the others' certificates, and trusts nothing else.
"""

from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from provisioning import authority_papers as papers

LINK_DAYS: Final = 7300
BOTH_ENDS: Final = (ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH)


def new_link(host: str, *, now: datetime) -> tuple[bytes, bytes]:
    """Key and certificate of the node that the others call `host`, both PEM."""
    key = papers.new_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[: papers.LONGEST_NAME])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - papers.SKEW)
        .not_valid_after(now + timedelta(days=LINK_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage(BOTH_ENDS), critical=False)
        .add_extension(x509.SubjectAlternativeName([papers.general_name(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return papers.key_pem(key), papers.certificate_pem(certificate)

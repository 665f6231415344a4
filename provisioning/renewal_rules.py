"""Who gets a further certificate: an enrolled kiosk whose own is good, not taken back, and near its end.

Owns the order of the questions, in one transaction. Refuses sockets (`enrolment`) and secrets
(`enrolment_rules`): the certificate that the kiosk shows is its word. The old one stays good until it ends by
itself, so that a kiosk which lost the answer, or its power, asks once more with it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec

from provisioning.authority import Authority, issue_kiosk
from provisioning.authority_papers import RequestError, fingerprint, read_request
from provisioning.authority_register import Issued, Register, deciding
from provisioning.enrolment_rules import Answer, Enrolled, Refused

LAST_YEAR: Final = timedelta(days=365)
LONGER: Final = timedelta(days=1)
"""By how much a further certificate must outlast the one it follows."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The certificate of the connection, as TLS has verified it; "" and 0 where there is none."""

    name: str
    serial: int


def due(issued: Issued, now: datetime) -> bool:
    """In its last year, or its last third where it was made for less than three."""
    return issued.expires_at - now < min(LAST_YEAR, (issued.expires_at - issued.issued_at) / 3)


def renew(authority: Authority, name: str, shown: Shown, csr: str, *, now: datetime) -> Answer:
    """Decide; what is answered here is already on the disk."""
    with deciding(authority.register) as book:
        kiosk = book.kiosk(name)
        if kiosk is None:
            return Refused(404, "unknown_kiosk", f"kiosk {name} is not in the register")
        own = _good(book, name, shown)
        if own is None or kiosk.certificate is None:
            return Refused(403, "wrong_certificate", f"kiosk {name}: show its own certificate, still good")
        try:
            key = read_request(csr.encode(), name).public_key()
        except RequestError as error:
            return Refused(422, "bad_request", str(error))
        assert isinstance(key, ec.EllipticCurvePublicKey)
        if kiosk.certificate.key_print == fingerprint(key) and kiosk.certificate.serial != own.serial:
            return _answer(authority, kiosk.certificate)
        return _further(authority, book, own, csr, now=now)


def _further(authority: Authority, book: Register, own: Issued, csr: str, *, now: datetime) -> Answer:
    if not due(own, now):
        end = f"{own.expires_at:%Y-%m-%d}"
        return Refused(409, "too_early", f"kiosk {own.name}: its certificate is good until {end}")
    issued = issue_kiosk(authority, own.name, csr.encode(), now=now)
    if issued.expires_at < own.expires_at + LONGER:
        end = f"{issued.expires_at:%Y-%m-%d}"
        return Refused(409, "authority_ending", f"the authority itself ends on {end}; make a new one in time")
    book.enrol(own.name, issued)
    return _answer(authority, issued)


def _good(book: Register, name: str, shown: Shown) -> Issued | None:
    """The register's own row of what was shown; TLS has looked at its dates."""
    if shown.name != name:
        return None
    return next(
        (
            one
            for one in book.certificates()
            if (one.serial, one.name, one.purpose, one.revoked_at) == (shown.serial, name, "kiosk", None)
        ),
        None,
    )


def _answer(authority: Authority, issued: Issued) -> Enrolled:
    return Enrolled(issued.pem, authority.certificate.read_text("ascii"))

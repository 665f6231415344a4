"""Who gets a certificate: the decision about one request of a kiosk, in one transaction.

Owns the order of the questions: is the kiosk known, is the request sound, is it the key we know, is the
secret right, is it still good. Refuses sockets (`enrolment`). Of two keys that come at once exactly one wins.
"""

from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec

from provisioning.authority import Authority, issue_kiosk
from provisioning.authority_papers import RequestError, fingerprint, read_request
from provisioning.authority_register import Kiosk, Register, Request, deciding
from provisioning.errors import ProvisionError


@dataclass(frozen=True, slots=True)
class Enrolled:
    certificate: str
    authority: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person must approve it: `motcua-provision kiosk approve`."""


@dataclass(frozen=True, slots=True)
class Refused:
    status: int
    code: str
    detail: str


Answer = Enrolled | Waiting | Refused


def enrol(authority: Authority, name: str, secret: str, csr: str, *, now: datetime, may_ask: bool) -> Answer:
    """Decide; what is answered here is already on the disk."""
    with deciding(authority.register) as book:
        kiosk = book.kiosk(name)
        if kiosk is None:
            return Refused(
                404,
                "unknown_kiosk",
                f"kiosk {name} is not in the register; make it with: motcua-provision kiosk new",
            )
        try:
            key = read_request(csr.encode(), name).public_key()
        except RequestError as error:
            return Refused(422, "bad_request", str(error))
        assert isinstance(key, ec.EllipticCurvePublicKey)
        return _decide(authority, book, kiosk, secret, csr, fingerprint(key), now=now, may_ask=may_ask)


def approve(authority: Authority, name: str, key: str, *, now: datetime) -> str:
    """Enrol the waiting request whose key begins so; returns the whole fingerprint."""
    wanted = key.replace("-", "").lower()
    with deciding(authority.register) as book:
        waiting = [request for request in book.requests() if request.kiosk == name]
        kiosk = book.kiosk(name)
        if kiosk is None or not waiting:
            raise ProvisionError(
                f"kiosk {name}: nothing waits for approval; see: motcua-provision kiosk list"
            )
        if kiosk.certificate is not None:
            raise ProvisionError(f"kiosk {name}: {_duplicate(name)}")
        found = [request for request in waiting if request.key_print.startswith(wanted)]
        if len(wanted) < 8 or len(found) != 1:
            shown = ", ".join(request.key_print[:16] for request in waiting)
            raise ProvisionError(
                f"--key {key!r}: compare with the kiosk's screen and give 8 letters or more of: {shown}"
            )
        book.enrol(name, issue_kiosk(authority, name, found[0].csr.encode(), now=now))
        return found[0].key_print


def _decide(
    authority: Authority,
    book: Register,
    kiosk: Kiosk,
    secret: str,
    csr: str,
    key_print: str,
    *,
    now: datetime,
    may_ask: bool,
) -> Answer:
    """The request's signature has proven that the sender holds the key: a known key needs no secret again."""
    name = kiosk.name
    if kiosk.certificate is not None and kiosk.certificate.key_print == key_print:
        return Enrolled(kiosk.certificate.pem, _text(authority))
    if not secret and may_ask and kiosk.certificate is None:
        book.ask(Request(name, key_print, csr, now))
        return Waiting()
    if not kiosk.knows(secret):
        return Refused(
            403,
            "wrong_secret",
            f"kiosk {name}: the secret is wrong; write a new one: motcua-provision kiosk renew-secret",
        )
    if kiosk.certificate is not None:
        return Refused(409, "duplicate", f"kiosk {name}: {_duplicate(name)}")
    if now > kiosk.secret_expires_at:
        return Refused(
            403,
            "expired",
            f"kiosk {name}: the secret ended on {kiosk.secret_expires_at:%Y-%m-%d};"
            " write a new one: motcua-provision kiosk renew-secret",
        )
    issued = issue_kiosk(authority, name, csr.encode(), now=now)
    book.enrol(name, issued)
    return Enrolled(issued.pem, _text(authority))


def _duplicate(name: str) -> str:
    return (
        "another machine has enrolled under this name; give this one its own with `kiosk new`, or if it"
        f" takes the other's place: `ca revoke {name}`, then `kiosk renew-secret {name}`"
    )


def _text(authority: Authority) -> str:
    return authority.certificate.read_text("ascii")

"""A further certificate before the kiosk's own ends: asked for with the old one, and put in its place whole.

Owns when it is due, how often it is asked for, and the order on disk. The next key lies in `next.key` until
it is signed for; key and certificate then come together as one file, `renewed.pem`, from which both are put
in force: after a power cut at any moment `finish` leaves the old pair or the new one. Refuses the wire
(`authority_post`), and to ask while nobody knows the time. A kiosk that was off for the whole of its last
year needs a new secret.
"""

import logging
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from firmware import durable, kiosk_key
from firmware.authority_post import Issued, Pair, ask_for_more
from firmware.clock import Now
from firmware.kiosk_key import CertificateError

log = logging.getLogger(__name__)

NEXT_KEY: Final = "next.key"
RENEWED: Final = "renewed.pem"
LAST_YEAR: Final = timedelta(days=365)
TRY_SECONDS: Final = 6 * 3600.0
_KEY_ENDS: Final = b"-----END PRIVATE KEY-----\n"


def due(certificate: x509.Certificate, now: datetime) -> bool:
    """In its last year, or its last third where it was made for less; the authority has the same rule."""
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return begins < now < ends and ends - now < min(LAST_YEAR, (ends - begins) / 3)


class Renewal:
    """`url` is the authority's server, "" where none is known; the files lie beside the pair in use."""

    def __init__(self, name: str, url: str, authority: Path, pair: Pair) -> None:
        self._name = name
        self._url = url
        self._authority = authority
        self._pair = pair
        self._next_key = pair.key.with_name(NEXT_KEY)
        self._renewed = pair.key.with_name(RENEWED)
        self._ask_at = 0.0

    def __call__(self, now: Now) -> bool:
        """True if another pair is in force now."""
        try:
            return self.finish() or (self._due(now) and self._ask(now))
        except (OSError, CertificateError) as error:
            log.warning("renewal failed kiosk=%s: %s; tried again in 6 hours", self._name, error)
            return False

    def finish(self) -> bool:
        """Put in force what came whole; again after any cut. True if there was anything."""
        try:
            key, ends, certificate = self._renewed.read_bytes().partition(_KEY_ENDS)
        except FileNotFoundError:
            return False
        durable.write_whole(self._pair.key, key + ends, mode=0o600)
        durable.write_whole(self._pair.certificate, certificate, mode=0o600)
        self._next_key.unlink(missing_ok=True)
        self._renewed.unlink()
        durable.sync(self._renewed.parent)
        log.info("certificate renewed kiosk=%s", self._name)
        return True

    def _due(self, now: Now) -> bool:
        pair = self._pair
        if not self._url or not now.trusted or now.monotonic < self._ask_at:
            return False
        if kiosk_key.good_until(pair.certificate, pair.key) is None:
            return False
        return due(x509.load_pem_x509_certificate(pair.certificate.read_bytes()), now.wall)

    def _ask(self, now: Now) -> bool:
        """The same next key until it is signed for: an answer that got lost is given again."""
        self._ask_at = now.monotonic + TRY_SECONDS
        key = kiosk_key.own_key(self._next_key)
        csr = kiosk_key.request(key, self._name)
        answer = ask_for_more(self._url, self._name, csr, self._authority, self._pair)
        if not isinstance(answer, Issued):
            log.warning("renewal refused kiosk=%s answer=%s; asked again in 6 hours", self._name, answer)
            return False
        kiosk_key.checked(answer.certificate, key, self._name, self._authority)
        plain = serialization.NoEncryption()
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        durable.write_whole(self._renewed, pem + answer.certificate.encode("ascii"), mode=0o600)
        return self.finish()

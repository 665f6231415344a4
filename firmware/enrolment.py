"""From the one-time secret in the folder to a certificate of the kiosk's own: one turn at a time.

Owns when the authority is asked and how often, what its answer changes on disk, and the word for it on S14.
Refuses the wire (`authority_post`), the key (`kiosk_key`) and what follows in later years (`renewal`). An
answer that got lost does no harm: the same key and secret get the same certificate again. TLS needs the time,
so nothing is asked before the clock can be trusted; whether the secret has expired is the authority's to say.
The key and the certificate in use are only ever replaced by good ones.
"""

import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final, assert_never

from firmware import durable, kiosk_folder, kiosk_key
from firmware.authority_post import Answer, Issued, Pair, Refused, Waiting, ask
from firmware.clock import Now
from firmware.events import Event
from firmware.kiosk_folder import AUTHORITY, CERTIFICATE, ENROLMENT, KEY, EnrolmentError
from firmware.kiosk_key import CertificateError
from firmware.renewal import Renewal
from firmware.settings import Mqtt
from firmware.standing import Standing, StandingChanged, Word

log = logging.getLogger(__name__)

LOOK_SECONDS: Final = 60.0
CLOCK_SECONDS: Final = 5.0
WAITING_SECONDS: Final = 30.0
REFUSED_SECONDS: Final = 600.0
"""Somebody must do something first; and who tries a secret too often is locked out."""
RETRY_SECONDS: Final = (2.0, 5.0, 15.0, 30.0, 60.0)
ENDING: Final = timedelta(days=30)
_REFUSALS: Final = {
    word.value: word for word in (Word.WRONG_SECRET, Word.EXPIRED, Word.UNKNOWN_KIOSK, Word.DUPLICATE)
}


@dataclass(frozen=True, slots=True)
class Papers:
    """Where the kiosk's identity lies."""

    folder: Path
    url: str = ""
    """Whom to ask for a further certificate; "" where no server is known."""

    @property
    def key(self) -> Path:
        return self.folder / KEY

    @property
    def certificate(self) -> Path:
        return self.folder / CERTIFICATE

    @property
    def authority(self) -> Path:
        return self.folder / AUTHORITY

    @property
    def enrolment(self) -> Path:
        return self.folder / ENROLMENT


def papers_of(mqtt: Mqtt, url: str = "") -> Papers | None:
    """None where the link uses no certificate, or one that was made elsewhere."""
    papers = Papers(Path(mqtt.tls_cert).parent, url)
    own = mqtt.tls_cert == str(papers.certificate) and mqtt.tls_key == str(papers.key)
    return papers if own else None


class EnrolmentTurn:
    """`enrolled` is called when a new certificate lies there, so that the link can be made anew."""

    def __init__(
        self, name: str, papers: Papers, send: Callable[[Event], object], enrolled: Callable[[], object]
    ) -> None:
        self._name = name
        self._papers = papers
        self._send = send
        self._enrolled = enrolled
        self._renewal = Renewal(name, papers.url, papers.authority, Pair(papers.certificate, papers.key))
        self._finish()
        self._said: Standing | None = None
        self._failures = 0

    def __call__(self, now: Now) -> float:
        if not self._papers.enrolment.exists():
            return self._rest(now)
        if not now.trusted:
            return self._say(Standing(Word.CLOCK), CLOCK_SECONDS)
        try:
            return self._ask(now)
        except EnrolmentError as error:
            return self._spoilt(error, now)
        except ssl.SSLCertVerificationError as error:
            return self._try_again(Standing(Word.STRANGER, str(error)))
        except OSError as error:
            return self._try_again(Standing(Word.UNREACHABLE, str(error)))

    def _finish(self) -> None:
        """What a power cut interrupted, before the link reads the pair."""
        try:
            self._renewal.finish()
        except OSError as error:
            log.error("renewed certificate not in force: %s; tried again", error)

    def _rest(self, now: Now) -> float:
        """Nothing to ask with: either all is done, or the folder came without a secret."""
        if self._renewal(now):
            self._enrolled()
        until = kiosk_key.good_until(self._papers.certificate, self._papers.key)
        if until is None:
            return self._say(Standing(Word.NO_SECRET), LOOK_SECONDS)
        ending = now.trusted and until - now.wall < ENDING
        word = Word.ENDING if ending else Word.ENROLLED
        return self._say(Standing(word, f"certificate good until {until:%Y-%m-%d}"), LOOK_SECONDS)

    def _spoilt(self, error: EnrolmentError, now: Now) -> float:
        """After a power cut while we erased it, or damaged since it was taken over."""
        if kiosk_key.good_until(self._papers.certificate, self._papers.key) is None:
            return self._say(Standing(Word.NO_SECRET, str(error)), LOOK_SECONDS)
        self._papers.enrolment.unlink()
        return self._rest(now)

    def _ask(self, now: Now) -> float:
        papers = self._papers
        enrolment = kiosk_folder.read_enrolment(papers.enrolment.read_bytes(), str(papers.enrolment))
        key = kiosk_key.own_key(papers.key)
        if self._said is None:
            self._say(Standing(Word.ASKING, enrolment.url), 0)
        csr = kiosk_key.request(key, self._name)
        return self._take(ask(enrolment.url, self._name, enrolment.secret, csr, papers.authority), now)

    def _take(self, answer: Answer, now: Now) -> float:
        match answer:
            case Issued(certificate):
                return self._keep(certificate, now)
            case Waiting():
                print_ = kiosk_key.print_of(kiosk_key.own_key(self._papers.key))
                return self._say(Standing(Word.WAITING, key=print_), WAITING_SECONDS)
            case Refused(status=429 | 500 | 502 | 503 | 504 | 507, detail=detail):
                return self._try_again(Standing(Word.UNREACHABLE, detail))
            case Refused(status, code, detail):
                word = _REFUSALS.get(code, Word.REFUSED)
                standing = Standing(word, f"{status} {code}: {detail}")
                return self._say(standing, REFUSED_SECONDS)
            case _:
                assert_never(answer)

    def _keep(self, certificate: str, now: Now) -> float:
        """First the certificate is safe, then the secret goes."""
        papers = self._papers
        try:
            kiosk_key.checked(certificate, kiosk_key.own_key(papers.key), self._name, papers.authority)
        except CertificateError as error:
            return self._say(Standing(Word.REFUSED, str(error)), REFUSED_SECONDS)
        durable.write_whole(papers.certificate, certificate.encode("ascii"), mode=0o600)
        durable.erase(papers.enrolment)
        self._failures = 0
        self._enrolled()
        return self._rest(now)

    def _try_again(self, standing: Standing) -> float:
        pause = RETRY_SECONDS[min(self._failures, len(RETRY_SECONDS) - 1)]
        self._failures += 1
        return self._say(standing, pause)

    def _say(self, standing: Standing, pause: float) -> float:
        """A line in the log and a row on S14 for each change, none for each try."""
        if standing != self._said:
            self._said = standing
            log.info("enrolment %s kiosk=%s %s", standing.word, self._name, standing.detail)
            self._send(StandingChanged(standing))
        return pause

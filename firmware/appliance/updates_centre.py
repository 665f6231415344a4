"""The centre's update server, as a kiosk sees it: ask, fetch, report, over mutual TLS.

Owns the requests and their deadlines. Refuses to judge an offer and to keep files. The server must be of
our authority, and the kiosk shows the certificate that it enrolled with.
"""

import http.client
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

from firmware.appliance.updates_fetch import DamagedError, Parcel
from firmware.appliance.updates_words import Offer, Report
from firmware.clock import Clock
from firmware.errors import KioskError

SOCKET_SECONDS: Final = 30.0
SLICE_SECONDS: Final = 60.0
"""How long one turn fetches before it looks at everything else."""
_ANSWER_BYTES: Final = 16 * 1024
_PIECE_BYTES: Final = 256 * 1024
_TROUBLE: Final = (OSError, http.client.HTTPException)


class UnreachableError(KioskError):
    """The centre gave no usable answer; try again later."""


@dataclass(frozen=True, slots=True)
class Papers:
    """The files of the identity; `complete` once the kiosk has enrolled."""

    authority: Path
    certificate: Path
    key: Path

    @classmethod
    def of(cls, identity: Path) -> "Papers":
        return cls(identity / "ca.crt", identity / "kiosk.crt", identity / "kiosk.key")

    @property
    def complete(self) -> bool:
        return self.authority.exists() and self.certificate.exists() and self.key.exists()

    def context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.authority))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self.certificate, self.key)
        return context


class Centre:
    """`kiosk` is `19/05518/k1`. Every method raises UnreachableError when there is no usable answer."""

    def __init__(self, url: str, group: str, kiosk: str, papers: Papers, clock: Clock) -> None:
        self._url = url
        self._folder = urlsplit(url).path
        self._path = f"{self._folder}/updates/v1/{group}/{kiosk}"
        self._papers = papers
        self._clock = clock

    def ask(self, running: str) -> Offer | None:
        """What this kiosk should run, or None when nothing is offered."""
        status, body = self._exchange("GET", f"{self._path}?running={running}")
        if status == http.client.NO_CONTENT:
            return None
        if status != http.client.OK:
            raise self._unexpected(status, body)
        try:
            return msgspec.json.decode(body, type=Offer)
        except msgspec.DecodeError as error:
            raise UnreachableError(f"update server {self._url}: not an offer: {error}") from error

    def report(self, report: Report) -> None:
        status, body = self._exchange("POST", f"{self._path}/report", msgspec.json.encode(report))
        if status not in (http.client.OK, http.client.NO_CONTENT):
            raise self._unexpected(status, body)

    def fetch(self, parcel: Parcel) -> bool:
        """Fetch for a minute, from where it was left; True once all has arrived and is what was offered."""
        assert parcel.offer is not None
        if parcel.size < parcel.offer.size:
            try:
                self._fetch_some(parcel, parcel.offer)
            except _TROUBLE as error:
                raise self._trouble(error) from error
            finally:
                parcel.flush()
        if parcel.size < parcel.offer.size:
            return False
        parcel.finish()
        return True

    def _fetch_some(self, parcel: Parcel, offer: Offer) -> None:
        until = self._clock.now().monotonic + SLICE_SECONDS
        headers = {"Range": f"bytes={parcel.size}-"} if parcel.size else {}
        if headers and parcel.etag:
            headers["If-Range"] = parcel.etag
        connection = self._connect()
        try:
            connection.request("GET", f"{self._folder}{offer.bundle}", headers=headers)
            answer = connection.getresponse()
            self._begin(parcel, offer, answer)
            while self._clock.now().monotonic < until and (piece := answer.read1(_PIECE_BYTES)):
                parcel.append(piece)
        finally:
            connection.close()

    def _begin(self, parcel: Parcel, offer: Offer, answer: http.client.HTTPResponse) -> None:
        """A whole answer where a part was asked for means that the file has changed."""
        if answer.status == http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            parcel.begin_again()
            raise DamagedError(f"bundle {offer.version}: shorter than {offer.size} bytes")
        if answer.status not in (http.client.OK, http.client.PARTIAL_CONTENT):
            raise self._unexpected(answer.status, answer.read(_ANSWER_BYTES))
        if answer.status == http.client.OK:
            parcel.begin_again()
        parcel.named(answer.getheader("ETag", ""))

    def _exchange(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json"} if body else {}
        try:
            connection = self._connect()
            try:
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                return answer.status, answer.read(_ANSWER_BYTES)
            finally:
                connection.close()
        except _TROUBLE as error:
            raise self._trouble(error) from error

    def _connect(self) -> http.client.HTTPSConnection:
        server = urlsplit(self._url)
        assert server.hostname
        context = self._papers.context()
        return http.client.HTTPSConnection(
            server.hostname, server.port, timeout=SOCKET_SECONDS, context=context
        )

    def _trouble(self, error: BaseException) -> UnreachableError:
        return UnreachableError(f"update server {self._url}: {error}; check the network and the certificate")

    def _unexpected(self, status: int, body: bytes) -> UnreachableError:
        words = body[:200].decode(errors="replace")
        return UnreachableError(f"update server {self._url}: answered {status}: {words}")

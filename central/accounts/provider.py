"""What an OpenID Connect provider publishes of itself, fetched and remembered; and the way to talk to it.

Owns HTTP towards the provider: TLS, or plain on this machine alone, no redirects, a deadline and a limit.
Refuses tokens (`oidc`). What it publishes is kept for an hour, and its keys are asked for anew when a token
names one that is not known: providers change their keys.
"""

import http.client
import json
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import msgspec
from authlib.oauth2.auth import ClientAuth
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from central.settings import loopback

ANSWER_SECONDS: Final = 10.0
ANSWER_BYTES: Final = 1024 * 1024
KEPT: Final = timedelta(hours=1)
DISCOVERY: Final = "/.well-known/openid-configuration"


class ProviderAway(RuntimeError):
    """The provider does not answer as one; the text is for the log."""


class Published(msgspec.Struct, frozen=True):
    """Of OpenID Connect Discovery 1.0, what signing in needs."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


@dataclass(frozen=True, slots=True)
class Answer:
    """In the form that Authlib reads."""

    status_code: int
    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)

    def raise_for_status(self) -> None:
        if self.status_code >= http.client.BAD_REQUEST:
            raise ProviderAway(f"status {self.status_code}: {self.content[:200]!r}")


class Provider:
    """From any thread."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self._lock = threading.Lock()
        self._published: Published | None = None
        self._keys: KeySet | None = None
        self._until: datetime | None = None

    def published(self, now: datetime) -> Published:
        with self._lock:
            if self._published is None or self._until is None or now >= self._until:
                self._published = self._discover()
                self._keys, self._until = None, now + KEPT
            return self._published

    def keys(self, now: datetime, *, anew: bool = False) -> KeySet:
        address = self.published(now).jwks_uri
        with self._lock:
            if self._keys is None or anew:
                self._keys = _keys(address)
            return self._keys

    def post(self, url: str, data: dict[str, str], headers: dict[str, str], auth: ClientAuth) -> Answer:
        """For Authlib, which says how the client shows who it is."""
        address, headers, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        return fetch(address, body=body.encode(), headers=headers)

    def _discover(self) -> Published:
        address = self._issuer.rstrip("/") + DISCOVERY
        answer = fetch(address)
        answer.raise_for_status()
        try:
            published = msgspec.json.decode(answer.content, type=Published)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ProviderAway(f"{address}: {error}") from error
        if published.issuer != self._issuer:
            raise ProviderAway(f"{address}: is of {published.issuer}; correct [oidc] issuer")
        return published


def fetch(url: str, *, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
    """One request; ProviderAway where there is no answer, or none that may be trusted."""
    parts = urlsplit(url)
    connection = _connection(url, parts.scheme, parts.hostname or "", parts.port)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("GET" if body is None else "POST", path or "/", body, headers or {})
        answer = connection.getresponse()
        content = answer.read(ANSWER_BYTES + 1)
    except (OSError, http.client.HTTPException) as error:
        raise ProviderAway(f"{url}: {error}") from error
    finally:
        connection.close()
    if len(content) > ANSWER_BYTES:
        raise ProviderAway(f"{url}: more than {ANSWER_BYTES} bytes")
    return Answer(answer.status, content)


def _connection(url: str, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=ANSWER_SECONDS)
    if scheme == "http" and loopback(host):
        return http.client.HTTPConnection(host, port, timeout=ANSWER_SECONDS)
    raise ProviderAway(f"{url}: neither https nor on this machine")


def _keys(address: str) -> KeySet:
    answer = fetch(address)
    answer.raise_for_status()
    try:
        return KeySet.import_key_set(answer.json())
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ProviderAway(f"{address}: {error}") from error

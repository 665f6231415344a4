"""Signing in with the province's own OpenID Connect provider: authorization code with PKCE, through Authlib.

Owns what is asked of the provider and what is believed of its answer: state, nonce, and an ID token signed by
one of its keys for this client. Refuses making accounts: the claim must be the name of one that exists.
"""

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwt import Token

from central.accounts.provider import Provider, ProviderAway
from central.settings import Oidc, read_client_secret

ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "EdDSA",
    "Ed25519",
)
"""Only such as need the provider's own key: with a shared secret anybody who knows it could vouch."""

LEEWAY: Final = timedelta(minutes=2)


class NotVouched(ValueError):
    """The provider's answer vouches for nobody; the text is for the log."""


class Departure(msgspec.Struct, frozen=True):
    """What the browser keeps until it comes back, and `next`, where it wanted to go."""

    state: str
    nonce: str
    verifier: str
    next: str


class SingleSignOn:
    def __init__(self, rules: Oidc, clock: Callable[[], datetime]) -> None:
        self._rules = rules
        self._clock = clock
        self._provider = Provider(rules.issuer)
        self._secret = read_client_secret(rules)

    def depart(self, redirect_uri: str, next: str) -> tuple[str, Departure]:
        """Where to send the browser; ProviderAway where there is nobody to send it to."""
        departure = Departure(generate_token(43), generate_token(43), generate_token(64), next)
        url, _ = self._client(redirect_uri).create_authorization_url(
            self._provider.published(self._clock()).authorization_endpoint,
            state=departure.state,
            code_verifier=departure.verifier,
            nonce=departure.nonce,
        )
        return url, departure

    def arrive(self, departure: Departure, answer: dict[str, str], redirect_uri: str) -> str:
        """The name that the provider vouches for; NotVouched, or ProviderAway."""
        if not hmac.compare_digest(answer.get("state", "").encode(), departure.state.encode()):
            raise NotVouched("state: not the one that was sent")
        if "code" not in answer:
            raise NotVouched(f"refused: {answer.get('error', 'no code')}")
        token = self._exchange(answer["code"], departure, redirect_uri)
        return self._vouched(token, departure)

    def _client(self, redirect_uri: str) -> OAuth2Client:
        supported = self._provider.published(self._clock()).token_endpoint_auth_methods_supported
        basic = "client_secret_basic" in supported or "client_secret_post" not in supported
        return OAuth2Client(
            session=self._provider,
            client_id=self._rules.client_id,
            client_secret=self._secret or None,
            token_endpoint_auth_method=None if basic or not self._secret else "client_secret_post",
            scope="openid profile email",
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
        )

    def _exchange(self, code: str, departure: Departure, redirect_uri: str) -> dict[str, Any]:
        try:
            token: dict[str, Any] = self._client(redirect_uri).fetch_token(
                self._provider.published(self._clock()).token_endpoint,
                grant_type="authorization_code",
                code=code,
                code_verifier=departure.verifier,
                redirect_uri=redirect_uri,
            )
        except (AuthlibBaseError, ValueError) as error:
            raise NotVouched(f"token: {error}") from error
        return token

    def _vouched(self, token: dict[str, Any], departure: Departure) -> str:
        now = self._clock()
        issuer, client = self._rules.issuer, self._rules.client_id
        options = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client}}
        known = {"nonce": departure.nonce, "client_id": client, "access_token": token.get("access_token")}
        try:
            read = self._read(str(token.get("id_token", "")), now)
            claims = CodeIDToken(read.claims, read.header, options, known)
            claims.validate(int(now.timestamp()), int(LEEWAY.total_seconds()))
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise NotVouched(f"ID token: {type(error).__name__}: {error}") from error
        name = claims.get(self._rules.claim)
        if not isinstance(name, str) or not name:
            raise NotVouched(f"ID token: no claim {self._rules.claim}; correct [oidc] claim")
        return name

    def _read(self, text: str, now: datetime) -> Token:
        try:
            return jwt.decode(text, self._provider.keys(now), ALGORITHMS)
        except InvalidKeyIdError:
            return jwt.decode(text, self._provider.keys(now, anew=True), ALGORITHMS)


__all__ = ["Departure", "NotVouched", "ProviderAway", "SingleSignOn"]

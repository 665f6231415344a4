"""An OpenID Connect provider for tests, as a process of its own: ``python -m tests.central.provider PORT``.

Owns a client, keys and the rules of the code flow: it refuses a wrong secret, redirect or PKCE verifier. Who
signs in, and which fault it has, is set by `GET /be?name=…&fault=…`, as a test wishes.
"""

import base64
import hashlib
import secrets
import sys
import time
from typing import Any, Final
from urllib.parse import parse_qs, urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT: Final = "motcua"
SECRET: Final = "a secret of the province"
BASIC: Final = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()


class Provider:
    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.name = "lan"
        self.fault = ""
        self.keys = [_key("first")]
        self.codes: dict[str, dict[str, str]] = {}

    def routes(self) -> list[Route]:
        return [
            Route("/.well-known/openid-configuration", self.configuration),
            Route("/jwks", self.jwks),
            Route("/authorize", self.authorize),
            Route("/token", self.token, methods=["POST"]),
            Route("/be", self.be),
        ]

    def be(self, request: Request) -> Response:
        self.name = request.query_params.get("name", "lan")
        self.fault = request.query_params.get("fault", "")
        if self.fault == "new key":
            self.keys.insert(0, _key(secrets.token_hex(4)))
        return Response()

    def configuration(self, _request: Request) -> Response:
        if self.fault == "down":
            return Response("<h1>502</h1>", 502)
        return JSONResponse(
            {
                "issuer": "https://other.example" if self.fault == "other issuer" else self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    def jwks(self, _request: Request) -> Response:
        return JSONResponse(KeySet([*self.keys]).as_dict(private=False))

    def authorize(self, request: Request) -> Response:
        """Everybody is signed in here already."""
        asked = dict(request.query_params)
        wanted = {"client_id": CLIENT, "response_type": "code", "code_challenge_method": "S256"}
        if any(asked.get(name) != value for name, value in wanted.items()) or "openid" not in asked["scope"]:
            return Response(f"bad request {asked}", 400)
        if self.fault == "denied":
            answer = {"error": "access_denied", "state": asked["state"]}
            return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 303)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        answer = {"code": code, "state": asked["state"]}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 303)

    async def token(self, request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        asked = self.codes.pop(form.get("code", ""), None)
        if request.headers.get("authorization") != BASIC:
            return JSONResponse({"error": "invalid_client"}, 401)
        if asked is None or form.get("redirect_uri") != asked["redirect_uri"] or not _proves(form, asked):
            return JSONResponse({"error": "invalid_grant"}, 400)
        if self.fault == "broken":
            return Response("<h1>500</h1>", 500)
        answer = {"access_token": "at", "token_type": "Bearer", "expires_in": 60}
        return JSONResponse(
            answer if self.fault == "no id token" else answer | {"id_token": self._vouch(asked)}
        )

    def _vouch(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": "https://other.example" if self.fault == "issuer" else self.issuer,
            "sub": "123",
            "aud": "another" if self.fault == "audience" else CLIENT,
            "exp": now - 600 if self.fault == "expired" else now + 60,
            "iat": now,
            "nonce": "another" if self.fault == "nonce" else asked["nonce"],
            "preferred_username": self.name,
        }
        if self.fault == "no claim":
            del claims["preferred_username"]
        kid = str(self.keys[0].kid)
        if self.fault == "shared secret":
            shared = OctKey.import_key(SECRET.ljust(32, "x"), {"kid": kid})
            return jwt.encode({"alg": "HS256", "kid": kid}, claims, shared, ["HS256"])
        if self.fault == "unsigned":
            return jwt.encode({"alg": "none"}, claims, None, ["none"])  # type: ignore[arg-type]
        key = _key(kid) if self.fault == "forged" else self.keys[0]
        return jwt.encode({"alg": "RS256", "kid": kid}, claims, key)


def _key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


def _proves(form: dict[str, str], asked: dict[str, str]) -> bool:
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked.get("code_challenge")


if __name__ == "__main__":
    port = int(sys.argv[1])
    app = Starlette(routes=Provider(f"http://localhost:{port}").routes())
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")

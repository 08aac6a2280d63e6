"""A sign-in service that speaks OpenID Connect on this machine, and lies on demand.

with OpenIDDouble({"sub": "1", "email": "esi@clinic.example", "email_verified": True}) as service:
    service.claims_told = {"aud": "another"}     # put over what the ID token would say
    service.signs_with = key("unknown")          # a key that isn't among those it publishes
    back = service.visited(address)              # what a browser would be sent back to
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import threading
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "aftervisit", "a-secret-of-the-client"


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """One key a name and process: making one takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class OpenIDDouble:
    def __init__(self, person: dict[str, Any]) -> None:
        self.person = person
        self.claims_told: dict[str, Any] = {}
        self.signs_with: rsa.RSAPrivateKey | str = key("published")
        self.algorithm = "RS256"
        self.broken: set[str] = set()
        self.asked: dict[str, str] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (_Door,), {"service": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def visited(self, address: str) -> str:
        """Where a browser that opens `address` and agrees is sent."""
        answer = requests.get(address, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def discovery(self) -> dict[str, Any]:
        pages = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys", "userinfo_endpoint": "userinfo"}  # fmt: skip
        return {"issuer": self.issuer, **{name: f"{self.issuer}/{page}" for name, page in pages.items()}}

    def keys(self) -> dict[str, Any]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(key("published").public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "first", "use": "sig", "alg": "RS256"}]}

    def authorized(self, asked: dict[str, str]) -> str:
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT and "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        self.asked, code = asked, token_urlsafe()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def exchanged(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Tokens for a code: once, to the one who asked for it."""
        asked = self.codes.pop(form.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        right = (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        if not (asked and right and form.get("redirect_uri") == asked["redirect_uri"]):
            return None
        if proof.rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        access = token_urlsafe()
        self.tokens.add(access)
        tokens = {"access_token": access, "token_type": "Bearer", "expires_in": 300}
        return tokens if "id_token" in self.broken else {**tokens, "id_token": self.id_token(asked.get("nonce"))}

    def id_token(self, nonce: str | None) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "sub": self.person["sub"], "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, **self.claims_told}  # fmt: skip
        return jwt.encode(claims, self.signs_with, algorithm=self.algorithm, headers={"kid": "first"})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Door(BaseHTTPRequestHandler):
    timeout = 5
    service: OpenIDDouble

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            super().handle()

    def do_GET(self) -> None:
        url, service = urlsplit(self.path), self.service
        if url.path.strip("/") in service.broken:
            return self.answer(503, {})
        if url.path == "/authorize":
            return self.answer(302, {}, service.authorized(dict(parse_qsl(url.query))))
        if url.path == "/userinfo":
            known = self.headers["Authorization"].removeprefix("Bearer ") in service.tokens
            return self.answer(200, service.person) if known else self.answer(401, {})
        pages = {"/.well-known/openid-configuration": service.discovery, "/keys": service.keys}
        return self.answer(200, pages[url.path]()) if url.path in pages else self.answer(404, {})

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        tokens = self.service.exchanged(form) if self.path == "/token" else None
        self.answer(200, tokens) if tokens else self.answer(400, {"error": "invalid_grant"})

    def answer(self, status: int, told: dict[str, Any], location: str = "") -> None:
        data = json.dumps(told).encode()
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

"""A FHIR server with SMART Backend Services on this machine. It verifies what it is sent, and misbehaves on demand.

with FhirDouble(patient(), encounter(), condition(), clock=clock) as server:
    server.faults.append(429)                    # how the next request to /r4 is answered
    server.ignores = {"_revinclude"}             # parameters that it passes over, as many servers do
    server.refuses = {"Consent"}                 # types that our client isn't allowed: 403
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

Json = dict[str, Any]
CLIENT = "aftervisit"
FORM = "application/x-www-form-urlencoded"


@cache
def private_key(kind: str = "P-384") -> Any:
    """One of each kind a process: making one takes a while."""
    if kind.startswith("RSA"):
        return rsa.generate_private_key(public_exponent=65537, key_size=int(kind.split("-")[1]))
    return ec.generate_private_key({"P-384": ec.SECP384R1(), "P-256": ec.SECP256R1()}[kind])


def as_pem(key: Any) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


class FhirDouble:
    def __init__(self, *resources: Json, clock: Callable[[], datetime]) -> None:
        self.resources, self.clock = list(resources), clock
        self.page = 50
        self.ignores: set[str] = set()
        self.refuses: set[str] = set()
        self.faults: deque[Any] = deque()
        self.asked: list[str] = []  # the paths under /r4, without tokens
        self.signed: list[Json] = []  # the claims of each assertion
        self.tokens: set[str] = set()
        self.lasts = 300
        self.next_link = ""  # in place of the right one
        self.token_endpoint = ""
        self.key = private_key()
        self.released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (_Door,), {"service": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def base(self) -> str:
        return f"{self.origin}/r4"

    def discovery(self) -> Json:
        return {
            "token_endpoint": self.token_endpoint or f"{self.origin}/token", "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"], "capabilities": ["client-confidential-asymmetric", "permission-v2"],
        }  # fmt: skip

    def let_in(self, form: dict[str, str]) -> Json | None:
        """A token for a right assertion, used for the first time."""
        try:
            claims = jwt.decode(
                form["client_assertion"], self.key.public_key(), algorithms=["ES384", "RS384"],
                audience=f"{self.origin}/token", issuer=CLIENT, options={"require": ["exp", "jti", "sub", "aud", "iss"], "verify_exp": False, "verify_iat": False},
            )  # fmt: skip
        except (jwt.InvalidTokenError, KeyError, TypeError):  # the last: a key of another kind
            return None
        right = form["grant_type"] == "client_credentials" and claims["sub"] == CLIENT
        again = claims["jti"] in {one["jti"] for one in self.signed}
        in_time = 0 < claims["exp"] - self.clock().timestamp() <= 300
        if not right or again or not in_time or "kid" not in jwt.get_unverified_header(form["client_assertion"]):
            return None
        self.signed.append({**claims, "scope": form["scope"]})
        token = token_urlsafe()
        self.tokens.add(token)
        return {"access_token": token, "token_type": "Bearer", "expires_in": self.lasts, "scope": form["scope"]}

    def found(self, kind: str, query: list[tuple[str, str]]) -> Json:
        given = [(name, value) for name, value in query if name not in self.ignores]
        asked = dict(given)
        matches = [
            one for one in self.resources if one["resourceType"] == kind and all(fits(one, *each) for each in given)
        ]
        start = int(asked.get("offset", 0))
        shown, more = matches[start : start + self.page], len(matches) > start + self.page
        along = [] if "_revinclude" not in asked else [
            one for one in self.resources if one["resourceType"] == "Condition"
            and one.get("encounter", {}).get("reference") in {f"{kind}/{each['id']}" for each in shown}
        ]  # fmt: skip
        links = [{"relation": "self", "url": f"{self.base}/{kind}?{urlencode(given)}"}]
        if more or self.next_link:
            following = urlencode([*((n, v) for n, v in given if n != "offset"), ("offset", str(start + self.page))])
            links.append({"relation": "next", "url": self.next_link or f"{self.base}/{kind}?{following}"})
        entries = [
            {"fullUrl": f"{self.base}/{one['resourceType']}/{one['id']}", "resource": one} for one in [*shown, *along]
        ]
        return {"resourceType": "Bundle", "type": "searchset", "link": links, "entry": entries}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def fits(one: Json, name: str, value: str) -> bool:
    """One search parameter, of those that we use."""
    codes = {f"{c['system']}|{c['code']}" for c in one.get("code", {}).get("coding", [])}
    if name == "_lastUpdated":
        changed = one["meta"]["lastUpdated"]
        return changed >= value[2:] if value.startswith("ge") else changed < value[2:]
    if name in ("encounter", "patient"):
        return one.get(name, {}).get("reference") == value
    wanted = set(value.split(","))
    return {
        "status": lambda: one.get("status") in wanted,
        "_id": lambda: one["id"] in wanted,
        "code": lambda: bool(codes & wanted),
        "deceased": lambda: one.get("deceasedBoolean", False) is (value == "true"),
        "active": lambda: one.get("active", True) is (value == "true"),
    }.get(name, lambda: True)()


class _Door(BaseHTTPRequestHandler):
    timeout = 5
    service: FhirDouble

    def log_message(self, *_: object) -> None:
        pass

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            super().handle()

    def do_GET(self) -> None:
        url, service = urlsplit(self.path), self.service
        if url.path == "/r4/.well-known/smart-configuration":
            return self.answer(200, service.discovery())
        service.asked.append(self.path.removeprefix("/r4/"))
        fault = service.faults.popleft() if service.faults else None
        if callable(fault):
            fault = fault(self)
            if fault is None:
                return None
        if fault:
            return self.answer(
                fault if isinstance(fault, int) else fault[0], {}, fault[1] if isinstance(fault, tuple) else {}
            )
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in service.tokens:
            return self.answer(401, {})
        kind, _, name = url.path.removeprefix("/r4/").partition("/")
        if kind in service.refuses:
            return self.answer(403, {"resourceType": "OperationOutcome"})
        if name:
            one = [each for each in service.resources if (each["resourceType"], each["id"]) == (kind, name)]
            return self.answer(200, one[0]) if one else self.answer(404, {})
        return self.answer(200, service.found(kind, parse_qsl(url.query)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        right = self.path == "/token" and self.headers["Content-Type"] == FORM
        told = self.service.let_in(dict(parse_qsl(body))) if right else None
        self.answer(200, told) if told else self.answer(400, {"error": "invalid_client"})

    def answer(self, status: int, told: Json | bytes, headers: dict[str, str] | None = None) -> None:
        data = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

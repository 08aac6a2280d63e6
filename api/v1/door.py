"""Who may call an operation, how often, and with how much: looked at in this order, before a byte of the body is read as anything."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from api.problems import Refused
from api.refusing import body_of
from api.v1 import repeated
from clinic.api_tokens import token_of
from clinic.models import ApiToken, ClinicProfile
from mailer.events.base import NotFromProvider, TooLarge

JSON: Final = frozenset({"application/json"})
FHIR: Final = frozenset({"application/fhir+json", "application/json"})
CHANGE: Final = ("POST", "PUT")
SMALL: Final = 16 * 1024  # of one patient's fields; all of them at their longest are under 2 KB


class Token(HttpBearer):
    """A token with this scope. The same 401 for a token that is missing, unknown, revoked or expired (RFC 6750, section 3)."""

    def __init__(self, scope: ApiToken.Scope, *, kinds: Collection[str] = (), most: int = 0) -> None:
        super().__init__()
        self.scope, self.kinds, self.most = scope, kinds, most

    def __call__(self, request: HttpRequest) -> ApiToken:
        """Raises Refused. Not the base class's: it writes the header of a wrong call to the log while DEBUG is on."""
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        token = self.authenticate(request, secret.strip() if scheme.lower() == "bearer" else "")
        if self.kinds:
            read_body(request, self.kinds, self.most)
        elif request.method in CHANGE:
            keep_body(request, SMALL)
        if request.method in CHANGE:
            repeated.begin(request, token, timezone.now())
        return token

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        now = timezone.now()
        found = token_of(token, now)
        if found is None:
            raise Refused(
                401, "Send a token that holds, as Authorization: Bearer …", headers={"WWW-Authenticate": "Bearer"}
            )
        count(found, now)
        if not found.may(self.scope):
            lacks = f'Bearer error="insufficient_scope", scope="{self.scope.value}"'
            raise Refused(403, f"This token lacks the scope {self.scope.value}.", headers={"WWW-Authenticate": lacks})
        return found


def count(token: ApiToken, now: datetime) -> None:
    """Only calls with a token are counted in rows: without one nothing is written, however many come."""
    if not token.take_call(now, now.astimezone(ClinicProfile.current().zone).date()):
        detail = f"At most {token.MOST_CALLS} calls a minute: wait, then send the same again."
        raise Refused(429, detail, headers={"Retry-After": str(token.wait(now))})


def read_body(request: HttpRequest, kinds: Collection[str], most: int) -> None:
    """Bounded and of a known kind. Kept where Django and ninja look for it: Django's own bound is made for people's forms."""
    fhir_version = (request.content_params or {}).get("fhirversion", "4.0")
    if request.content_type not in kinds or fhir_version != "4.0":
        raise Refused(415, f"Send {' or '.join(sorted(kinds))}{', FHIR R4' if kinds == FHIR else ''}.")
    keep_body(request, most)


def keep_body(request: HttpRequest, most: int) -> None:
    try:
        request._body = body_of(request, most=most)
    except TooLarge:
        raise Refused(413, f"Send at most {most:,} bytes at once.") from None
    except NotFromProvider:
        raise Refused(400, "The call broke off: send it again.") from None


def caller(request: HttpRequest) -> ApiToken:
    """Whose token it is, once the door has let it in."""
    token = request.auth  # type: ignore[attr-defined]
    assert isinstance(token, ApiToken)
    return token

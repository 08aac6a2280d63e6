"""SMART Backend Services: a signed assertion for a token, which is used until shortly before it ends.

SMART App Launch 2.2: "Backend Services" (`client_credentials`) and "Asymmetric client authentication" (the assertion's claims).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode
from uuid import uuid4

import jwt
from django.utils.translation import gettext_noop

from campaigns.record_systems.fhir_server.asking import Unauthorized, ask
from campaigns.record_systems.fhir_server.cannot_ask import CannotAsk, NotOffered
from campaigns.record_systems.fhir_server.server import FhirServer
from campaigns.record_systems.fhir_server.signing_key import read_key
from mailer.addresses import is_loopback
from patients.readers.fhir.json_parts import Resource, typed

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_LASTS: Final = timedelta(minutes=4)  # five are allowed, and clocks differ
BEFORE_ITS_END: Final = timedelta(seconds=30)
USUAL, LONGEST = timedelta(minutes=1), timedelta(hours=1)  # of a token that says nothing, and of any
SMALL: Final = 65_536  # bytes: a token, or where the doors are
LONGEST_TOKEN: Final = 16_000
KINDS: Final = ("Encounter", "Patient", "Condition", "RelatedPerson", "Consent")

NO_DOORS: Final = gettext_noop("The record system doesn't say where to sign in (.well-known/smart-configuration): check FHIR_URL.")  # fmt: skip
UNSAFE_DOOR: Final = gettext_noop(
    "The record system names a place to sign in that isn't https: nothing was sent there."
)
NOT_LET_IN: Final = gettext_noop("The record system doesn't let us in: check FHIR_CLIENT_ID, and that its people have registered our key.")  # fmt: skip
NO_TOKEN: Final = gettext_noop("The record system answered our sign-in without a token that can be used.")

Clock = Callable[[], datetime]


class SignIn:
    """Holds one token at a time, in memory only."""

    def __init__(self, server: FhirServer, clock: Clock) -> None:
        self.server, self.clock = server, clock
        self.kept = ""
        self.ends: datetime | None = None

    def token(self) -> str:
        """Raises CannotAsk."""
        if not self.kept or self.ends is None or self.clock() >= self.ends - BEFORE_ITS_END:
            self.kept, self.ends = self.fetched()
        return self.kept

    def forget(self) -> None:
        self.kept, self.ends = "", None

    def fetched(self) -> tuple[str, datetime]:
        now = self.clock()
        doors = self.doors(now)
        address = typed(doors, "token_endpoint")
        if not self.is_safe(address):
            raise CannotAsk(UNSAFE_DOOR if address else NO_DOORS)
        form = {
            "grant_type": "client_credentials", "scope": self.server.scopes or scopes(doors),
            "client_assertion_type": ASSERTION_TYPE, "client_assertion": self.assertion(address, now),
        }  # fmt: skip
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        try:
            told = ask("POST", address, now=now, headers=headers, body=urlencode(form).encode(), largest=SMALL).document
        except (Unauthorized, NotOffered):
            raise CannotAsk(NOT_LET_IN) from None
        return token_of(told), now + lifetime(told)

    def doors(self, now: datetime) -> Resource:
        address = f"{self.server.base}/.well-known/smart-configuration"
        try:
            return ask("GET", address, now=now, headers={"Accept": "application/json"}, largest=SMALL).document
        except (Unauthorized, NotOffered):
            raise CannotAsk(NO_DOORS) from None

    def is_safe(self, address: str) -> bool:
        """Another host may do it, as many record systems have it, but only over https; plain http stays on this machine."""
        on_this_machine = is_loopback(self.server.base) and is_loopback(address)
        return address.startswith("https://") or (address.startswith("http://") and on_this_machine)

    def assertion(self, address: str, now: datetime) -> str:
        key, client = read_key(self.server.key_file), self.server.client_id
        claims = {"iss": client, "sub": client, "aud": address, "exp": int((now + ASSERTION_LASTS).timestamp()),
                  "iat": int(now.timestamp()), "jti": str(uuid4())}  # fmt: skip
        return jwt.encode(claims, key.key, algorithm=key.algorithm, headers={"kid": key.kid, "typ": "JWT"})


def scopes(doors: Resource) -> str:
    """To read and search what we read, in the notation of SMART 2, or of 1 where the server offers no other."""
    told = doors.get("capabilities")
    capabilities = told if isinstance(told, list) else []
    old = "permission-v1" in capabilities and "permission-v2" not in capabilities
    return " ".join(f"system/{kind}.{'read' if old else 'rs'}" for kind in KINDS)


def token_of(told: Resource) -> str:
    found = typed(told, "access_token")
    fits = 0 < len(found) <= LONGEST_TOKEN and found.isascii() and found.isprintable() and " " not in found
    if not fits or typed(told, "token_type").lower() != "bearer":
        raise CannotAsk(NO_TOKEN)
    return found


def lifetime(told: Resource) -> timedelta:
    seconds = told.get("expires_in")
    if isinstance(seconds, str) and seconds.isascii() and seconds.isdigit():  # some servers write it as a text
        seconds = int(seconds[:9])
    if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds < 1:
        return USUAL
    return min(timedelta(seconds=min(seconds, 86_400)), LONGEST)

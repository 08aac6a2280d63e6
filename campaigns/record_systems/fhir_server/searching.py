"""Searches of one FHIR server, page by page, and single resources of it. Nothing outside its base address is asked.

FHIR R4: http.html#search, search.html#return, http.html#paging.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode, urljoin, urlsplit

from django.utils.translation import gettext_noop

from campaigns.record_systems.fhir_server.asking import Answered, Unauthorized, ask
from campaigns.record_systems.fhir_server.cannot_ask import CannotAsk, TooManyPages
from campaigns.record_systems.fhir_server.server import FhirServer
from campaigns.record_systems.fhir_server.sign_in import Clock, SignIn
from patients.readers.fhir.json_parts import Resource, many, text, typed

MOST_PAGES: Final = 200  # of one search
LONGEST_LINK: Final = 8_000
Parameters = Iterable[tuple[str, str]]

TOKEN_REFUSED: Final = gettext_noop("The record system doesn't take the token it gave us: ask its people which permissions the client has.")  # fmt: skip
NO_BUNDLE: Final = gettext_noop("The record system's answer isn't a FHIR R4 Bundle: check FHIR_URL.")
OUTSIDE: Final = gettext_noop("The record system's next page lies outside FHIR_URL, where our token isn't sent: ask its people for their public address.")  # fmt: skip
ENDLESS: Final = gettext_noop("The record system's pages don't end.")


@dataclass(frozen=True)
class Page:
    """`told`: the `self` link of the first page, in which a server says which parameters it used (search.html#conformance)."""

    number: int  # from 1
    bundle: Resource
    told: str

    def took(self, parameter: str) -> bool:
        return f"{parameter}=" in self.told


class Searching:
    """`first_told`: the server's clock at its first answer since it was last set to None."""

    def __init__(self, server: FhirServer, clock: Clock) -> None:
        self.server, self.clock = server, clock
        self.sign_in = SignIn(server, clock)
        self.first_told: datetime | None = None

    def pages(self, kind: str, parameters: Parameters) -> Iterator[Page]:
        """Raises CannotAsk."""
        url = f"{self.server.base}/{kind}?{urlencode(list(parameters))}"
        seen: set[str] = set()
        told = ""
        for number in range(1, MOST_PAGES + 1):
            seen.add(url)
            bundle = self.get(url)
            if text(bundle, "resourceType") != "Bundle":
                raise CannotAsk(NO_BUNDLE)
            told = told or link(bundle, "self")
            yield Page(number, bundle, told)
            following = link(bundle, "next")
            if not following:
                return
            url = self.inside(following)
            if url in seen:
                raise CannotAsk(ENDLESS)
        raise TooManyPages(ENDLESS)

    def one(self, kind: str, name: str) -> Resource:
        """One resource. Raises CannotAsk; NotThere when it isn't there."""
        return self.get(f"{self.server.base}/{quote(kind, safe='')}/{quote(name, safe='')}")

    def get(self, url: str) -> Resource:
        try:
            answer = self.with_token(url)
        except Unauthorized:
            self.sign_in.forget()  # it may have been taken back before its end: once more with a new one
            try:
                answer = self.with_token(url)
            except Unauthorized:
                self.sign_in.forget()
                raise CannotAsk(TOKEN_REFUSED) from None
        self.first_told = self.first_told or answer.at
        return answer.document

    def with_token(self, url: str) -> Answered:
        headers = {"Authorization": f"Bearer {self.sign_in.token()}", "Accept": "application/fhir+json"}
        return ask("GET", url, now=self.clock(), headers=headers)

    def inside(self, following: str) -> str:
        """The whole address of the next page. Raises CannotAsk for one that our token must not be sent to."""
        if len(following) > LONGEST_LINK or not (following.isascii() and following.isprintable()) or " " in following:
            raise CannotAsk(OUTSIDE)
        try:
            url = urljoin(f"{self.server.base}/", following)
            base, found = urlsplit(self.server.base), urlsplit(url)
            same = (found.scheme, found.hostname, found.port) == (base.scheme, base.hostname, base.port)
        except ValueError:
            raise CannotAsk(OUTSIDE) from None
        below = found.path == base.path or found.path.startswith(f"{base.path}/")
        steps = found.path.lower().replace("%2e", ".").replace("%2f", "/").split("/")
        if not same or "@" in found.netloc or not below or ".." in steps:
            raise CannotAsk(OUTSIDE)
        return url


def link(bundle: Resource, relation: str) -> str:
    return next((typed(one, "url") for one in many(bundle, "link") if text(one, "relation") == relation), "")

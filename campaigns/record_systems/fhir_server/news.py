"""All that a FHIR server is asked about one stretch of time, page by page.

| question | why |
|---|---|
| finished visits, with the diagnoses that name them | they start series |
| cancelled visits, and those entered in error | they end what they started |
| diagnoses that start a series here, then their visits | they are often written down, or taken back, after the visit |
| patients who died; patients whose record is no longer in use | their lessons end; a merged record is one of these |

Only the first must be answered. What a server doesn't offer of the rest is noted and told (`RecordFeed.lacks`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from campaigns.record_systems.fhir_server.cannot_ask import NotOffered
from campaigns.record_systems.fhir_server.searching import Page, Searching
from campaigns.record_systems.fhir_server.visits import Visits, is_new, placed_of, starting_codes
from campaigns.record_systems.fhir_server.windows import Window, oldest_visit
from patients.readers.fhir.encounter import SYSTEMS
from patients.readers.fhir.json_parts import one
from patients.readers.fhir.links import place_named
from patients.readers.fhir.patient import news_of
from patients.visits import Found

Asked = list[tuple[str, str]]
PAGE: Final = ("_count", "50")
WITH_DIAGNOSES: Final = ("_revinclude", "Condition:encounter")
TOGETHER: Final = 20  # visits asked for by their ids at once
CODES_TOGETHER: Final = 50


class News:
    """Of one window. `first`: when we began to ask this server. `lacks` fills while it is read."""

    def __init__(self, searching: Searching, window: Window, first: datetime) -> None:
        self.searching, self.window = searching, window
        self.lacks: set[str] = set()
        self.visits = Visits(searching, self.lacks, oldest_visit(window, first))

    def pages(self) -> Iterator[list[Found]]:
        """What each page tells. Raises CannotAsk."""
        when = self.window.parameters()
        yield from self.visits_with_diagnoses("visits", [("status", "finished"), *when])
        yield from self.unless_refused(
            "cancellations", self.of_visits("cancelled", [("status", "cancelled,entered-in-error"), *when, PAGE])
        )
        yield from self.unless_refused("late diagnoses", self.of_late_diagnoses(when))
        yield from self.unless_refused("deaths", self.of_patients("deaths", [("deceased", "true"), *when, PAGE]))
        yield from self.unless_refused("merges", self.of_patients("closed records", [("active", "false"), *when, PAGE]))

    def visits_with_diagnoses(self, name: str, asked: Asked, *, ids: set[str] | None = None) -> Iterator[list[Found]]:
        """A server that doesn't bring the diagnoses along is asked without them; then they are read one by one."""
        begun = False
        try:
            for found in self.of_visits(name, [*asked, WITH_DIAGNOSES, PAGE], ids=ids):
                begun = True
                yield found
        except NotOffered:
            if begun:
                raise
            yield from self.of_visits(name, [*asked, PAGE], ids=ids)

    def of_visits(self, name: str, asked: Asked, *, ids: set[str] | None = None) -> Iterator[list[Found]]:
        for page in self.searching.pages("Encounter", asked):
            yield self.visits.of_page(page, f"{name}, page {page.number}", ids or self.window.lower)

    def of_late_diagnoses(self, when: Asked) -> Iterator[list[Found]]:
        wanted: dict[str, None] = {}
        for some in pieces(tokens(), CODES_TOGETHER):
            for page in self.searching.pages("Condition", [("code", ",".join(some)), *when, PAGE]):
                wanted |= dict.fromkeys(self.visits_of_diagnoses(page))
        for some in pieces([name for name in wanted if name not in self.visits.seen], TOGETHER):
            yield from self.visits_with_diagnoses("visits of late diagnoses", [("_id", ",".join(some))], ids=set(some))

    def visits_of_diagnoses(self, page: Page) -> Iterator[str]:
        for each in placed_of(page, ""):
            if is_new(each, "Condition", page, self.window.lower):
                place = place_named(one(each.resource, "encounter"))
                if place and place[1] == "Encounter":
                    yield place[2]

    def of_patients(self, name: str, asked: Asked) -> Iterator[list[Found]]:
        for page in self.searching.pages("Patient", asked):
            title = f"{name}, page {page.number}"
            told = [
                (each.row, news_of(each.resource))
                for each in placed_of(page, title)
                if is_new(each, "Patient", page, self.window.lower)
            ]
            yield [Found(title, row, news) for row, news in told if news is not None]

    def unless_refused(self, lack: str, pages: Iterator[list[Found]]) -> Iterator[list[Found]]:
        try:
            yield from pages
        except NotOffered:
            self.lacks.add(lack)


def tokens() -> list[str]:
    """Each code that starts a series, as FHIR searches write it: system|code."""
    by_name: dict[str, str] = {}
    for address, name in SYSTEMS.items():
        by_name.setdefault(name, address)
    return [
        f"{by_name[system]}|{code}" for system, code in sorted(starting_codes()) if system in by_name and is_plain(code)
    ]


def pieces(whole: list[str], size: int) -> list[list[str]]:
    return [whole[start : start + size] for start in range(0, len(whole), size)]


def is_plain(code: str) -> bool:
    """A comma, a bar or a dollar sign means something else in a search (search.html#escaping)."""
    return not set(code) & set(",|$\\")

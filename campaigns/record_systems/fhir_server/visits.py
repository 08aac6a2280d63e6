"""The visits of one page with what belongs to them. A patient is read only when a visit may start a series here, or has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any, Final

from django.utils.translation import gettext_noop

from campaigns.models import Enrolment, PendingVisit, Series, StartCode
from campaigns.record_systems.fhir_server.cannot_ask import CannotAsk, NotOffered, NotThere
from campaigns.record_systems.fhir_server.searching import NO_BUNDLE, Page, Searching
from patients.of_age import is_minor
from patients.readers.fhir.encounter import CONSENT, codes, id_of, setting_of, visit_of
from patients.readers.fhir.files import NotFhir, placed_in
from patients.readers.fhir.json_parts import Resource, day, instant, many, one, text
from patients.readers.fhir.links import Links, Placed, place_named
from patients.readers.fhir.patient import born_by, guardian_email
from patients.visits import Code, Found, Ignored, Setting, Standing

MOST_DIAGNOSES: Final = 30  # read one by one for one visit
MOST_ALONG: Final = 5  # pages of what belongs to one visit or patient
Asked = datetime | set[str]
"""Changed since then, or of these ids."""
NO_TIME: Final = gettext_noop("The record system doesn't search by the time of the last change (_lastUpdated), so it can't be asked for what is new.")  # fmt: skip
NO_CODE: Final = "No code of this visit starts a series that is active."
NOT_OVER: Final = "This visit isn't one that ended, and nothing was started by it here."
TOO_OLD: Final = (
    "The visit ended long before this time, or before this server was first asked: poll_fhir --since DATE takes it in."
)
NOT_OUTPATIENT: Final = "It wasn't an outpatient visit, or nothing says that it was."


class Visits:
    """`lacks`: what the server doesn't let us ask, as words of `RecordFeed.Lack`. `oldest`: a visit that ended before starts nothing."""

    def __init__(self, searching: Searching, lacks: set[str], oldest: date) -> None:
        self.searching, self.lacks, self.oldest = searching, lacks, oldest
        self.rows = 0
        self.seen: set[str] = set()  # ids of visits: a server that passes over a parameter brings them again

    def of_page(self, page: Page, name: str, asked: Asked) -> list[Found]:
        """`asked`: only what we asked for is looked at, whatever the server brings. Raises CannotAsk."""
        placed = placed_of(page, name)
        encounters = [each for each in placed if self.was_asked_for(each, page, asked)]
        self.seen |= {text(each.resource, "id") for each in encounters}
        known = known_here(encounters)
        aside = {
            each.row: why
            for each in encounters
            if (why := why_aside(each.resource, self.oldest)) and id_of(each) not in known
        }
        looked_at = [each for each in encounters if each.row not in aside]
        along = [each for each in placed if text(each.resource, "resourceType") == "Condition"]
        along += self.diagnoses(page, looked_at, along)
        links = Links([*encounters, *along])
        starting = starting_codes()
        ours = [
            each for each in looked_at
            if id_of(each) in known or any(counts(code, starting) for code in codes(each, links))
        ]  # fmt: skip
        links = Links([*encounters, *along, *self.people(ours, links)])
        told = {each.row: Found(name, each.row, visit_of(each, links)) for each in ours}
        left = {each.row: Found(name, each.row, Ignored(aside.get(each.row, NO_CODE))) for each in encounters}
        return [found for _, found in sorted({**left, **told}.items())]

    def was_asked_for(self, each: Placed, page: Page, asked: Asked) -> bool:
        name = text(each.resource, "id")
        if text(each.resource, "resourceType") != "Encounter" or name in self.seen:
            return False
        return is_new(each, "Encounter", page, asked) if isinstance(asked, datetime) else name in asked

    def diagnoses(self, page: Page, encounters: list[Placed], along: list[Placed]) -> Iterator[Placed]:
        """Those the page lacks: named by the visit, and where the server brings none by itself, those that name it."""
        links = Links([*encounters, *along])
        for each in encounters:
            named = [one(part, "condition") for part in many(each.resource, "diagnosis")]
            for reference in [*named, *many(each.resource, "reasonReference")][:MOST_DIAGNOSES]:
                if links.target(each, reference) is None:
                    yield from self.pointed_to(each, reference, "Condition", "diagnoses")
            if not page.took("_revinclude") and not links.pointing_to(each, "Condition"):
                wanted = [("encounter", f"Encounter/{text(each.resource, 'id')}")]
                yield from self.search_along(each, "Condition", wanted, "diagnoses")

    def people(self, encounters: list[Placed], links: Links) -> Iterator[Placed]:
        """The patients of these visits, their word on lessons by email, and a minor's guardians."""
        read: dict[str, Placed] = {}
        for each in encounters:
            subject = one(each.resource, "subject")
            reference = text(subject, "reference")
            if reference in read or links.target(each, subject):
                continue
            for patient in self.pointed_to(each, subject, "Patient", "patients"):
                read[reference] = patient
                yield patient
                yield from self.of_patient(patient)

    def of_patient(self, patient: Placed) -> Iterator[Placed]:
        who = ("patient", f"Patient/{text(patient.resource, 'id')}")
        yield from self.search_along(patient, "Consent", [who, ("category", "|".join(CONSENT))], "consents")
        born, today = born_by(patient.resource), self.searching.clock().date()
        if is_minor(born, today) and not guardian_email(patient.resource, []):
            yield from self.search_along(patient, "RelatedPerson", [who], "guardians")

    def pointed_to(self, of: Placed, reference: object, kind: str, lack: str) -> Iterator[Placed]:
        place = place_named(reference)
        if place and place[1] == kind and place[0] in ("", of.base, self.searching.server.base):
            yield from self.unless_refused(lambda: [self.searching.one(kind, place[2])], of, kind, lack)

    def search_along(self, of: Placed, kind: str, parameters: list[tuple[str, str]], lack: str) -> Iterator[Placed]:
        def found() -> Iterable[Resource]:
            for page in islice(self.searching.pages(kind, parameters), MOST_ALONG):
                yield from (one(entry, "resource") for entry in many(page.bundle, "entry"))

        yield from self.unless_refused(found, of, kind, lack)

    def unless_refused(
        self, read: Callable[[], Iterable[Resource]], of: Placed, kind: str, lack: str
    ) -> Iterator[Placed]:
        """What was read, as if it stood in the page of `of`: on the same server, at a row of its own."""
        try:
            for resource in read():
                if text(resource, "resourceType") == kind and (name := text(resource, "id")):
                    self.rows -= 1  # entries of pages count upward from 1
                    url = f"{of.base}/{kind}/{name}" if of.base else ""
                    yield Placed(of.file, self.rows, url, resource, in_bundle=True)
        except NotThere:
            return
        except NotOffered:
            self.lacks.add(lack)


def placed_of(page: Page, name: str) -> list[Placed]:
    try:
        return placed_in(name, page.bundle)
    except NotFhir:
        raise CannotAsk(NO_BUNDLE) from None


def is_new(each: Placed, kind: str, page: Page, changed_since: datetime) -> bool:
    """A server that passes over `_lastUpdated` would bring years of visits. Raises CannotAsk when that can't be told."""
    if text(each.resource, "resourceType") != kind:
        return False
    changed = instant(text(one(each.resource, "meta"), "lastUpdated"))
    if changed is None and not page.took("_lastUpdated"):
        raise CannotAsk(NO_TIME)
    return changed is None or changed >= changed_since


def why_aside(encounter: Resource, oldest: date) -> str:
    """Why nothing more is read of a visit that isn't known here; empty when it may start something."""
    if text(encounter, "status") != "finished":
        return NOT_OVER
    period = one(encounter, "period")
    ended = day(text(period, "end")) or day(text(period, "start"))
    if ended and ended < oldest:
        return TOO_OLD
    return "" if setting_of(encounter) == Setting.OUTPATIENT else NOT_OUTPATIENT


def known_here(encounters: list[Placed]) -> set[str]:
    """The numbers of those that started a series here or wait for the desk."""
    asked: dict[str, Any] = {"visit_source": "fhir", "visit_id__in": {id_of(each) for each in encounters} - {""}}
    found = [
        model._default_manager.filter(**asked).values_list("visit_id", flat=True) for model in (Enrolment, PendingVisit)
    ]
    return {number for some in found for number in some}


def counts(code: Code, starting: set[tuple[str, str]]) -> bool:
    return code.standing == Standing.COUNTS and (code.system, code.code.strip().upper()) in starting


def starting_codes() -> set[tuple[str, str]]:
    return set(StartCode.objects.filter(series__state=Series.State.ACTIVE).values_list("system", "code"))

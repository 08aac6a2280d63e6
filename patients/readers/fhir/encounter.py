"""A FHIR R4 Encounter with its patient, its diagnoses and its consent, as one visit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from patients.readers.fhir.json_parts import Resource, codes_of, codings, day, many, one, text
from patients.readers.fhir.links import Links, Placed
from patients.readers.fhir.patient import born_by, guardian_email, identity_of, is_deceased, language_of, was_merged
from patients.visits import (
    ICD_10_CM,
    LONGEST_CODE,
    OTHER_ICD_10,
    SNOMED_CT,
    VISIT_TYPE,
    Code,
    Problem,
    Setting,
    Standing,
    Status,
    Visit,
)

LONGEST_ID: Final = 80  # FHIR ids have 64 characters at most; identifiers may be longer
STATUS: Final = {  # http://hl7.org/fhir/R4/valueset-encounter-status.html
    "finished": Status.FINISHED, "cancelled": Status.CANCELLED, "entered-in-error": Status.CANCELLED,
    "planned": Status.UNDER_WAY, "arrived": Status.UNDER_WAY, "triaged": Status.UNDER_WAY, "in-progress": Status.UNDER_WAY,
    "onleave": Status.UNDER_WAY, "unknown": Status.UNKNOWN,
}  # fmt: skip
OUTPATIENT: Final = {"AMB", "VR"}  # HL7 v3 ActCode: ambulatory, virtual
SYSTEMS: Final = {
    "http://hl7.org/fhir/sid/icd-10-cm": ICD_10_CM,
    "urn:oid:2.16.840.1.113883.6.90": ICD_10_CM,
    "http://hl7.org/fhir/sid/icd-10": OTHER_ICD_10,
    "urn:oid:2.16.840.1.113883.6.3": OTHER_ICD_10,
    "": OTHER_ICD_10,
    "http://snomed.info/sct": SNOMED_CT,
    "urn:oid:2.16.840.1.113883.6.96": SNOMED_CT,
}
CONSENT: Final = ("urn:aftervisit:consent", "lessons-by-email")
"""The category under which a record system tells us of a yes or a no to our lessons: a code of our own, set up with the clinic."""


def visit_of(placed: Placed, links: Links) -> Visit | Problem:
    encounter = placed.resource
    if of_another_version(encounter) or any(map(says_in_words, conditions(placed, links))):
        return Problem("This isn't FHIR R4: ask the sender for version 4.0.1.")
    patient = links.target(placed, one(encounter, "subject"))
    if patient is None or text(patient.resource, "resourceType") != "Patient":
        return Problem("The patient of this visit isn't in the files: bring the Patient resource together with it.")
    visit_id = id_of(placed)
    if not visit_id:
        return Problem("This visit has no id: without one it could start a series twice.")
    related = [each.resource for each in links.pointing_to(patient, "RelatedPerson")]
    agreed, how = consent_of([each.resource for each in links.pointing_to(patient, "Consent")])
    period = one(encounter, "period")
    return Visit(
        source="fhir", id=visit_id, patient_id=text(patient.resource, "id"), person=identity_of(patient.resource),
        status=STATUS.get(text(encounter, "status"), Status.UNKNOWN), setting=setting_of(encounter),
        ended_on=day(text(period, "end")) or day(text(period, "start")), codes=tuple(dict.fromkeys(codes(placed, links))),
        born_by=born_by(patient.resource),
        language=language_of(patient.resource), deceased=is_deceased(patient.resource),
        record_in_use=patient.resource.get("active") is not False and not was_merged(patient.resource),
        guardian_email=guardian_email(patient.resource, related), agreed=agreed, agreed_how=how,
    )  # fmt: skip


def of_another_version(encounter: Resource) -> bool:
    """R5 made `class` a list and renamed `finished`; DSTU2 wrote `class` as a word."""
    return isinstance(encounter.get("class"), list | str) or text(encounter, "status") in {"completed", "discharged"}


def says_in_words(condition: Placed) -> bool:
    """Up to STU3 these were words: read as R4, a refuted diagnosis would seem to have nothing said against it."""
    return any(isinstance(condition.resource.get(name), str) for name in ("clinicalStatus", "verificationStatus"))


def id_of(placed: Placed) -> str:
    """Its id on the server, else its own number; empty when nothing would be the same in a second export."""
    numbers = [text(each, "value") for each in many(placed.resource, "identifier")]
    found = text(placed.resource, "id") or next(filter(None, numbers), "")
    found = found or placed.full_url.removeprefix("urn:uuid:")
    return found if len(found) <= LONGEST_ID else ""


def setting_of(encounter: Resource) -> Setting:
    code = text(one(encounter, "class"), "code")
    if not code:
        return Setting.UNKNOWN
    return Setting.OUTPATIENT if code in OUTPATIENT else Setting.OTHER


def codes(placed: Placed, links: Links) -> Iterator[Code]:
    """Diagnoses, reasons and the type of this visit; problems of other visits aren't among them."""
    encounter = placed.resource
    for field in ("reasonCode", "type"):
        for system, code in codings(encounter, field):
            yield from known(system, code, Standing.COUNTS, visit_type=field == "type")
    for condition in conditions(placed, links):
        for system, code in codings(condition.resource, "code"):
            yield from known(system, code, standing_of(condition.resource))


def conditions(placed: Placed, links: Links) -> Iterator[Placed]:
    """Those that the visit names, and those that name the visit."""
    encounter = placed.resource
    named = [one(each, "condition") for each in many(encounter, "diagnosis")] + many(encounter, "reasonReference")
    found = [target for reference in named if (target := links.target(placed, reference))]
    for condition in [*found, *filter(of_this_visit, links.pointing_to(placed, "Condition"))]:
        if text(condition.resource, "resourceType") == "Condition":
            yield condition


def known(system: str, code: str, standing: Standing, *, visit_type: bool = False) -> Iterator[Code]:
    name = VISIT_TYPE if visit_type and SYSTEMS.get(system, OTHER_ICD_10) == OTHER_ICD_10 else SYSTEMS.get(system)
    if name and 0 < len(code) <= LONGEST_CODE:
        yield Code(name, code, standing)


def of_this_visit(condition: Placed) -> bool:
    """A problem that was only noted down during the visit isn't what the visit was for."""
    categories = codes_of(condition.resource, "category")
    return not categories or "encounter-diagnosis" in categories


def standing_of(condition: Resource) -> Standing:
    """http://hl7.org/fhir/R4/valueset-condition-ver-status.html and …-clinical.html"""
    verification, clinical = codes_of(condition, "verificationStatus"), codes_of(condition, "clinicalStatus")
    if "entered-in-error" in verification:
        return Standing.MISTAKE
    if "refuted" in verification:
        return Standing.REFUTED
    if verification and "confirmed" not in verification:
        return Standing.UNSURE
    return Standing.PAST if clinical & {"inactive", "remission", "resolved"} else Standing.COUNTS


def consent_of(found: list[Resource]) -> tuple[bool | None, str]:
    """The newest word on lessons by email, and how it was told; None when the record system says nothing."""
    ours = [each for each in found if CONSENT in set(codings(each, "category"))]
    said = sorted((text(each, "dateTime"), says_yes(each)) for each in ours if says_yes(each) is not None)
    if not said:
        return None, ""
    at, yes = said[-1]
    written = day(at)
    return yes, f"FHIR Consent{f' of {written.isoformat()}' if written else ''}"


def says_yes(consent: Resource) -> bool | None:
    """An active one permits unless it says "deny"; one that was withdrawn is a no; a draft says nothing."""
    status = text(consent, "status")
    if status in {"rejected", "inactive"}:
        return False
    if status != "active":
        return None
    return text(one(consent, "provision"), "type") != "deny"

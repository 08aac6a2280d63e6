"""The few fields of a FHIR R4 Patient that lessons need."""

from __future__ import annotations

from datetime import date
from typing import Final

from patients.languages import language_told
from patients.models.identity import Identity
from patients.names import MAX_MRN
from patients.readers.fhir.json_parts import Resource, codes_of, day, last_day, many, one, text, typed
from patients.visits import Death, Merge

NAMES: Final = ("usual", "official", "", "nickname", "temp")  # the name somebody goes by first; an old one never
GUARDIANS: Final = {"GUARD", "PRN", "PRNFOST", "PRNINLAW", "MTH", "FTH", "NMTH", "NFTH"}
"""HL7 v3 RoleCode: guardian, parent, mother, father, the natural ones, a foster parent and one by marriage."""


def identity_of(patient: Resource) -> Identity:
    """As written; not cleaned."""
    given, family = name_of(patient)
    return Identity(address_of(patient), given, family, day(text(patient, "birthDate")), record_number(patient))


def born_by(patient: Resource) -> date | None:
    """The last day of a birth date that may be a year or a month alone (FHIR R4, date)."""
    return last_day(text(patient, "birthDate"))


def name_of(patient: Resource) -> tuple[str, str]:
    """Given and family name in use; empty when there is none."""
    names = {text(name, "use"): name for name in reversed(many(patient, "name"))}
    found = next((names[use] for use in NAMES if use in names), {})
    given = found.get("given")
    first = given[0] if isinstance(given, list) and given and isinstance(given[0], str) else ""
    return first, typed(found, "family")


def address_of(person: Resource) -> str:
    """The email in use, by rank; empty when there is none."""
    found = [one for one in many(person, "telecom") if text(one, "system") == "email" and text(one, "use") != "old"]
    ranked = sorted(found, key=rank)
    return typed(ranked[0], "value") if ranked else ""


def rank(telecom: Resource) -> int:
    """1 is preferred (FHIR R4, ContactPoint.rank); without a rank after all that have one."""
    value = telecom.get("rank")
    return value if isinstance(value, int) and 0 < value < 1000 else 1000


def record_number(patient: Resource) -> str:
    """The identifier of the type MR (HL7 v2 table 0203); empty when none says that it is one."""
    for identifier in many(patient, "identifier"):
        if "MR" in codes_of(identifier, "type") and text(identifier, "use") != "old":
            return text(identifier, "value")[:MAX_MRN]
    return ""


def language_of(patient: Resource) -> str:
    """The preferred one, else the first; empty for one we don't know, so that the series' own language is used."""
    spoken = sorted(many(patient, "communication"), key=lambda each: each.get("preferred") is not True)
    told = (language_told(code) for each in spoken[:1] for code in sorted(codes_of(each, "language")))
    return next(filter(None, told), "")


def guardian_email(patient: Resource, related: list[Resource]) -> str:
    """Of a parent or guardian: among the patient's own contacts, or a RelatedPerson."""
    for person in [*many(patient, "contact"), *related]:
        if GUARDIANS & codes_of(person, "relationship") and (address := address_of(person)):
            return address
    return ""


def is_deceased(patient: Resource) -> bool:
    """Written as a word, or as a date that says only why it is absent, it counts as well: nobody writes to the dead."""
    said, on = patient.get("deceasedBoolean"), ("deceasedDateTime", "_deceasedDateTime")
    return said is True or (isinstance(said, str) and said.lower() == "true") or any(patient.get(name) for name in on)


def was_merged(patient: Resource) -> bool:
    return any(text(link, "type") == "replaced-by" and one(link, "other") for link in many(patient, "link"))


def news_of(patient: Resource) -> Death | Merge | None:
    if is_deceased(patient):
        return Death(identity_of(patient))
    return Merge(identity_of(patient)) if was_merged(patient) else None

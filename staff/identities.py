"""Who a patient is, opened on purpose for the rows of one page. A seal that can't be opened never breaks the page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from patients.keys import KeyMissing
from patients.models import Identity, Patient, PatientErased
from patients.of_age import GuardianIs
from patients.sealing import SealBroken
from staff.wording import language_name, long_date, place


def identity_of(patient: Patient) -> Identity | None:
    """None for an erased patient, and where the key is missing or the seal broken."""
    try:
        return patient.open_identity()
    except (PatientErased, KeyMissing, SealBroken):
        return None


def name_of(patient: Patient, identity: Identity | None) -> str:
    if identity is None:
        return _("Erased patient") if patient.erased_at else _("A patient whose name can’t be opened")
    return f"{identity.given_name} {identity.family_name}".strip() or _("A patient without a name")


def first_name(patient: Patient, identity: Identity | None) -> str:
    return (identity and identity.given_name) or name_of(patient, identity)


def facts_of(patient: Patient, identity: Identity | None) -> str:
    """born March 14, 1968 · MRN 00418823 · English · Phoenix."""
    born = _("born {day}").format(day=long_date(identity.birth_date)) if identity and identity.birth_date else ""
    record_number = _("MRN {number}").format(number=identity.mrn) if identity and identity.mrn else ""
    return " · ".join(
        filter(
            None,
            [born, guardian_of(identity), record_number, language_name(patient.language), place(patient.time_zone)],
        )
    )


def guardian_of(identity: Identity | None) -> str:
    """lessons go to Dana Brooks, parent; empty without one."""
    if identity is None or not identity.guardian_name:
        return ""
    what = GuardianIs(identity.guardian_is).label.lower()
    return _("lessons go to {name}, {what}").format(name=identity.guardian_name, what=what)

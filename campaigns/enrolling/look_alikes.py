"""Who here may be the person at the desk: asked about before a second record is made of one patient, or one of two."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from campaigns.enrolling.one_at_a_time import one_at_a_time
from campaigns.enrolling.one_patient import Enrolled, Request, enrol
from campaigns.enrolling.same_person import same_mailbox, same_person
from campaigns.enrolments.changing_patient import change_address
from patients.models import Identity, Patient


@dataclass(frozen=True, repr=False)
class LookAlike:
    """`mailbox`: has the same address, under another name. Otherwise: the same name and birth date, elsewhere."""

    patient: Patient
    identity: Identity
    mailbox: bool


def look_alikes(asked: Identity) -> list[LookAlike]:
    """Nobody when `enrol` itself knows the person. Raises ValidationError for what is no address."""
    at_home = same_mailbox(asked.email)
    if any(same_person(known, asked) for _, known in at_home):
        return []
    found = [LookAlike(patient, known, mailbox=True) for patient, known in at_home]
    return found + [LookAlike(patient, known, mailbox=False) for patient, known in same_name_and_birth(asked)]


def same_name_and_birth(asked: Identity) -> list[tuple[Patient, Identity]]:
    """Those with another address."""
    if not asked.birth_date or not any(map(str.isalnum, asked.family_name)):
        return []
    rows = Patient.objects.known().with_name_and_birth(asked.family_name, asked.birth_date)
    opened = [(one, one.open_identity()) for one in rows]
    return [
        (one, known)
        for one, known in opened
        if known.given_name.casefold() == asked.given_name.casefold() and not known.same_mailbox(asked)
    ]


def enrol_known(patient: Patient, request: Request, *, now: datetime, by: str) -> Enrolled:
    """The same person under another name or address: the name kept here stays, and a new address is asked to confirm.

    Raises Refusal or ValidationError, with nothing written.
    """
    with transaction.atomic():
        one_at_a_time()
        if not patient.open_identity().same_mailbox(request.identity):
            change_address(patient, request.email, now, by=by)
        kept = patient.open_identity()
        as_kept = replace(
            request, email=kept.email, given_name=kept.given_name, family_name=kept.family_name,
            birth_date=kept.birth_date or request.birth_date, mrn=kept.mrn or request.mrn,
        )  # fmt: skip
        return enrol(as_kept, now=now, by=by, known=patient)

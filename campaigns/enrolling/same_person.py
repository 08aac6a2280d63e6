"""Whether two records are one person: families share mailboxes, so an address alone says nothing."""

from __future__ import annotations

from patients.addresses import address_key
from patients.models import Identity, Patient
from patients.names import mrn_key


def same_mailbox(email: str) -> list[tuple[Patient, Identity]]:
    """Patients before contacts: a name typed into the sign-up form takes no place of a patient's."""
    found = sorted(Patient.objects.with_address(email), key=lambda one: one.contact)
    return [(patient, patient.open_identity()) for patient in found]


def same_person(known: Identity, asked: Identity) -> bool:
    """Families share mailboxes: the names must agree, and birth dates and record numbers where both are known."""
    names = [(one.given_name.casefold(), one.family_name.casefold()) for one in (known, asked)]
    given, family = zip(*names, strict=True)
    families_agree = family[0] == family[1] or not all(family)
    births = {known.birth_date, asked.birth_date} - {None}
    records = {mrn_key(one.mrn) for one in (known, asked) if one.mrn}
    return (
        given[0] == given[1]
        and families_agree
        and len(births) < 2
        and len(records) < 2
        and address_key(known.email) == address_key(asked.email)
    )


def record_number_taken(asked: Identity) -> bool:
    """True when another patient has this record number: a second row for one person would get every lesson twice."""
    known = Patient.objects.known().with_mrn(asked.mrn) if asked.mrn else ()
    return any(not same_person(one.open_identity(), asked) for one in known)


def address_in_use(asked: Identity) -> bool:
    """True when another patient uses this address: the desk is asked about it, then may go on. Raises ValidationError."""
    known = same_mailbox(asked.email)
    return bool(known) and not any(same_person(one, asked) for _, one in known)

"""Whose email it is: by the code in the address it answers to, else by the address it came from. Never by a guess."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from campaigns.emails.answering import message_of
from campaigns.models import Message
from mailer.inbound.mail import InboundMail
from patients.addresses import address_key
from patients.keys import KeyMissing
from patients.models import Patient, PatientErased
from patients.sealing import SealBroken


@dataclass(frozen=True)
class Whose:
    """`people`: who may have written. One is the writer; several share the mailbox; none: nobody we know.

    `about`: the email it answers. `elsewhere`: it came from another address than we have for this patient.
    """

    people: tuple[Patient, ...] = ()
    about: Message | None = None
    elsewhere: bool = False

    @property
    def writer(self) -> Patient | None:
        return self.people[0] if len(self.people) == 1 else None


def whose(mail: InboundMail) -> Whose:
    about = answered(mail)
    if about is not None:
        return Whose((about.patient,), about, not is_of(about.patient, mail.senders))
    if len(mail.senders) != 1:
        return Whose()
    found = people_at(mail.senders[0])
    patients = [one for one in found if not one.contact]
    return Whose(tuple(patients or found))


def answered(mail: InboundMail) -> Message | None:
    for address in mail.recipients:
        message = message_of(address.rpartition("@")[0])
        found = Message.objects.filter(pk=message, patient__erased_at=None).select_related("patient") if message else ()
        for one in found:
            return one
    return None


def people_at(address: str) -> list[Patient]:
    """Everybody with this mailbox, in any spelling of it; the first known first."""
    try:
        return list(Patient.objects.known().with_address(address).order_by("id"))
    except ValidationError:
        return []


def is_of(patient: Patient, senders: tuple[str, ...]) -> bool:
    try:
        return {address_key(one) for one in senders} == {address_key(patient.open_identity().email)}
    except (ValidationError, PatientErased, KeyMissing, SealBroken):
        return False

"""The patient, enrolment or message a page is about, from the id in its address. A made-up id is not found."""

from __future__ import annotations

from typing import NamedTuple

from django.http import Http404
from django.shortcuts import get_object_or_404

from campaigns.models import Enrolment, Message
from patients.models import Identity, Patient
from staff.identities import first_name, identity_of


class Known(NamedTuple):
    """Somebody who can be helped: not erased, and the seal opens."""

    patient: Patient
    identity: Identity

    @property
    def first_name(self) -> str:
        return first_name(self.patient, self.identity)


def known_patient(patient: str) -> Known:
    """Raises Http404, also for an erased patient and one whose seal can't be opened: the patient's page says so."""
    return opened(get_object_or_404(Patient.objects.known(), pk=patient))


def opened(one: Patient) -> Known:
    identity = identity_of(one)
    if identity is None:
        raise Http404
    return Known(one, identity)


def known_enrolment(enrolment: str) -> tuple[Enrolment, Known]:
    one = get_object_or_404(Enrolment.objects.select_related("patient", "series"), pk=enrolment)
    return one, opened(one.patient)


def known_message(message: str) -> tuple[Message, Known]:
    related = ("patient", "enrolment__series", "step__series", "step__lesson", "series", "revision", "review", "email")
    row = get_object_or_404(Message.objects.select_related(*related), pk=message)
    return row, opened(row.patient)

"""Asking a patient whose lessons wait for it to confirm the address they have now: once for each address."""

from __future__ import annotations

from datetime import datetime

from campaigns.consents.confirmation_pace import NEVER_ARRIVED, went_to
from campaigns.enrolments.beginning import welcome
from campaigns.models import Enrolment, Message, Series
from patients.models import Patient


def ask_to_confirm(patient: Patient, now: datetime) -> Message | None:
    """The email that asks. None when nothing waits for it, or when this address has been asked already."""
    waiting = Enrolment.objects.under_way().filter(patient=patient, waits_for=Enrolment.WaitsFor.CONFIRMATION)
    found = sorted(waiting.select_related("patient", "series"), key=is_held_up)
    if not found or asked(patient):
        return None
    return welcome(found[0], now, another=Message.objects.welcomes().filter(enrolment=found[0]).count())


def is_held_up(one: Enrolment) -> bool:
    """No email of a paused enrolment or a paused series leaves, so another one asks if there is one."""
    return one.state == Enrolment.State.PAUSED or one.series.state == Series.State.PAUSED


def asked(patient: Patient) -> bool:
    """Whether an email is on its way to, or has reached, the address the patient has now."""
    address = patient.open_identity().email
    for one in Message.objects.welcomes().filter(patient=patient).exclude(state__in=NEVER_ARRIVED):
        if went_to(one, address):
            return True
    return False

"""The card a patient takes home: whose emails to look for, what the first one says, where it may hide, how to stop."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.emails.making import clinic_context
from campaigns.enrolments.next_email import next_subject
from campaigns.models import Enrolment
from clinic.models import ClinicProfile
from content.words import direction, layout_words, words_language
from patients.models import Patient
from staff.desk import desk_page, record
from staff.patient.found import known_patient
from staff.permissions import May


@desk_page(May.SEE_PATIENTS)
@require_safe
def sender_card(request: HttpRequest, patient: str) -> HttpResponse:
    known, clinic = known_patient(patient), ClinicProfile.current()
    record(request, "patient.card.read", known.patient.pk)
    spoken = words_language(known.patient.language)
    context = {
        "words": layout_words(spoken),
        "lang": spoken,
        "direction": direction(spoken),
        "clinic": clinic_context(clinic, spoken),
        "sender": clinic.sender,
        **next_email(known.patient),
        "back_url": reverse("staff:patient", args=[known.patient.pk]),
    }
    return render(request, "staff/patient/card.html", context, using="jinja2")


def next_email(one: Patient) -> dict[str, Any]:
    """Of the series begun last."""
    newest = Enrolment.objects.under_way().newest_first().filter(patient=one).first()
    if newest is None:
        return {"subject": "", "is_first": True}
    return {"subject": next_subject(newest, timezone.now()), "is_first": newest.position == 0}

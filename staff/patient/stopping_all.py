"""Stop all emails to one patient."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns import stopping
from campaigns.models import Enrolment, Message
from patients.models import Consent
from staff.desk import desk_page, record_read, show, who
from staff.patient.asking import Context, question
from staff.patient.found import Known, known_patient
from staff.permissions import May
from staff.wording import counted


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_all(request: HttpRequest, patient: str) -> HttpResponse:
    known = known_patient(patient)
    if request.method != "POST":
        record_read(request, [known.patient.pk])
    if request.method == "POST":
        ended = stopping.stop_all(known.patient, timezone.now(), by=who(request))
        messages.info(request, f"Stopped. {counted(ended, 'series', 'series')} ended; nothing more leaves.")
        return redirect("staff:patient", known.patient.pk)
    return show(request, "confirm", asked(known))


def asked(known: Known) -> Context:
    one = known.patient
    series = Enrolment.objects.under_way().filter(patient=one).count()
    planned = Message.objects.filter(patient=one, state=Message.State.PLANNED).count()
    consents = Consent.objects.filter(patient=one, withdrawn_at=None).count()
    rows = [
        (series, "series ends" if series == 1 else "series end"),
        (planned, f"planned {'email is' if planned == 1 else 'emails are'} cancelled now"),
        (consents, f"{'consent ends' if consents == 1 else 'consents end'}; each can be given again"),
        (0, "appointments or other letters change"),
    ]
    url = reverse("staff:stop_all", args=[one.pk])
    title = f"Stop all emails to {known.first_name}?"
    return question(one, title, "Stop all emails", url, rows, "Stop all emails", "Keep them", danger=True)

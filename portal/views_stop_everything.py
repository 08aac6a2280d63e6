"""One press that ends every email of ours to one patient, and the undo. In a shared mailbox the others' go on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns.models import Enrolment
from campaigns.stopping import everything
from patients.models import Consent, Patient
from portal.page import page
from portal.patient_page import ANYTHING, patient_page


@patient_page(fields=ANYTHING)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_everything(request: HttpRequest, token: str) -> HttpResponse:
    """`token`: of any stop link of theirs, of a series or of the newsletters."""
    patient = patient_of(token)
    if request.method == "POST":
        everything.stop_everything(patient, timezone.now(), by="patient")
    elif everything.gets(patient):
        url = reverse("portal:stop_everything", args=[token])
        return page("stop", patient.language, everything=True, stop_url=url, others=[])
    return stopped(patient, token)


@patient_page
@require_http_methods(["GET", "HEAD", "POST"])
def undo_everything(request: HttpRequest, token: str) -> HttpResponse:
    patient = patient_of(token)
    if request.method != "POST":
        return redirect("portal:stop_everything", token)
    if not everything.undo(patient, timezone.now(), by="patient") and not everything.gets(patient):
        return stopped(patient, token)
    return page("started", patient.language, next_date="", everything=True)


def patient_of(token: str) -> Patient:
    """Raises Http404."""
    of_series = Enrolment.objects.stopped_by(token).first()
    return of_series.patient if of_series else get_object_or_404(Consent.objects.stopped_by(token)).patient


def stopped(patient: Patient, token: str) -> HttpResponse:
    undo = reverse("portal:undo_everything", args=[token]) if everything.can_undo(patient) else None
    return page("stopped", patient.language, everything=True, undo_url=undo, next_position=None, others=[])

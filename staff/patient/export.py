"""Everything kept of one patient, as a file: JSON for machines, HTML for people. Each export is recorded."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns.models import Message
from campaigns.patient_export import everything_of
from patients.models import Consent, Note
from staff.desk import desk_page, record, record_read, show
from staff.patient.asking import question
from staff.patient.found import Known, known_patient
from staff.permissions import May

TYPES = {"json": "application/json", "html": "text/html; charset=utf-8"}


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS, fields=("form",))
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, patient: str) -> HttpResponse:
    known = known_patient(patient)
    if request.method != "POST":
        record_read(request, [known.patient.pk])
    form = request.POST.get("form", "")
    if request.method != "POST" or form not in TYPES:
        return show(request, "patient/export", asked(known))
    data = everything_of(known.patient, timezone.now())
    record(request, "patient.export", known.patient.pk, form=form, emails=len(data["emails"]))
    answer = HttpResponse(written(data, form), content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="patient-{known.patient.pk.hex[-6:]}.{form}"'
    return answer


def written(data: dict[str, Any], form: str) -> str:
    if form == "json":
        return json.dumps(data, ensure_ascii=False, indent=2)
    return render_to_string("staff/patient/exported.html", {"data": data}, using="jinja2")


def asked(known: Known) -> dict[str, Any]:
    one = known.patient
    emails, consents, notes = (model.objects.filter(patient=one).count() for model in (Message, Consent, Note))
    rows = [
        (emails, f"{'email' if emails == 1 else 'emails'}, with the exact text received"),
        (consents, f"{'consent' if consents == 1 else 'consents'}, given or withdrawn"),
        (notes, f"{'note' if notes == 1 else 'notes'} by staff, without their names"),
        (1, "note is kept in the audit trail: who took the file, and when"),
    ]
    url = reverse("staff:export_patient", args=[one.pk])
    return question(one, f"Take out all that is kept of {known.first_name}?", "Export", url, rows, "", "Back")

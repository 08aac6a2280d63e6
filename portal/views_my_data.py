"""What we keep about you: take it along as a file, or ask us to erase it. Always behind the door: it is more than any email showed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from campaigns.emails.values import weekday_and_date
from campaigns.keeping.export_file import TYPES, export_file
from campaigns.models import Message, PatientRequest
from campaigns.requests.from_the_portal import ask_to_be_erased, open_request
from clinic.models import AuditEntry
from content.words import words_language
from portal.lesson_page import READ, lesson_page
from portal.page import page

ERASE = "erase"


@lesson_page(methods=(*READ, "POST"), fields=("form",))
def my_data(request: HttpRequest, message: Message, now: datetime) -> HttpResponse:
    """POST `form`: "json" or "html" is the file, "erase" the request to the desk."""
    patient, form = message.patient, request.POST.get("form", "")
    spoken = words_language(patient.language)
    if form in TYPES:
        answer, emails = export_file(patient, form, now, language=spoken)
        AuditEntry.objects.record(
            "patient.export", actor="patient", now=now, subject=patient.pk, form=form, emails=emails
        )  # fmt: skip
        return answer
    if form == ERASE:
        ask_to_be_erased(message, now)
    waits = open_request(patient, PatientRequest.Kind.ERASE)
    asked_on = weekday_and_date(waits.received_at.astimezone(patient.zone).date(), spoken) if waits else ""
    urls: dict[str, Any] = {
        f"{name}_url": reverse(f"portal:{name}", args=[message.token]) for name in ("my_data", "lesson")
    }
    return page("my_data", spoken, asked_on=asked_on, **urls)

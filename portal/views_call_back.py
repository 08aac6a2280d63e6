"""Ask us to call you back: the hours and the emergency numbers come first, then one button. It goes to the desk's queue."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from campaigns.emails.values import weekday_and_date
from campaigns.models import Message, PatientRequest
from campaigns.requests.asking import MOST_WORDS
from campaigns.requests.from_the_portal import ask_to_be_called, open_request
from content.words import words_language
from portal.lesson_page import READ, lesson_page
from portal.page import page


@lesson_page(methods=(*READ, "POST"), fields=("about",))
def call_back(request: HttpRequest, message: Message, now: datetime) -> HttpResponse:
    patient = message.patient
    if request.method == "POST":
        waits: PatientRequest | None = ask_to_be_called(message, request.POST.get("about", ""), now)
    else:
        waits = open_request(patient, PatientRequest.Kind.CALL_BACK)
    spoken = words_language(patient.language)
    asked_on = weekday_and_date(waits.received_at.astimezone(patient.zone).date(), spoken) if waits else ""
    urls: dict[str, Any] = {
        f"{name}_url": reverse(f"portal:{name}", args=[message.token]) for name in ("call_back", "lesson")
    }
    return page("call_back", spoken, asked_on=asked_on, most=MOST_WORDS, **urls)

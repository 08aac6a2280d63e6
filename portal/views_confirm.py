"""The welcome email's link: "is this your address?". Opening it changes nothing, the button starts the lessons."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns.consents import confirming
from campaigns.emails.values import weekday_and_date
from campaigns.enrolments.coming import coming
from campaigns.models import Enrolment, Message
from content.words import words_language
from portal.page import page
from portal.patient_page import patient_page


@patient_page
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    enrolment, now = enrolment_of(token), timezone.now()
    waits = enrolment.waits_for == Enrolment.WaitsFor.CONFIRMATION
    if waits and request.method == "POST":
        confirming.confirm(enrolment.patient, now)
        enrolment.refresh_from_db()
    elif waits:
        return page("confirm", enrolment.patient.language, confirm_url=reverse("portal:confirm", args=[token]))
    return page("confirmed", enrolment.patient.language, first_date=first_date(enrolment, now))


def enrolment_of(token: str) -> Enrolment:
    """Raises Http404, also for lessons that were stopped and for an earlier address: an old email must not agree to new ones."""
    welcome = get_object_or_404(Message.objects.welcomes().opened_by(token))
    enrolment = welcome.enrolment
    if enrolment is None or enrolment.state == Enrolment.State.ENDED:
        raise Http404
    if not confirming.asks_for_the_present_address(welcome):
        raise Http404
    return enrolment


def first_date(enrolment: Enrolment, now: datetime) -> str:
    day = next(iter(coming(enrolment, now).values()), None) if enrolment.position == 0 else None
    return weekday_and_date(day, words_language(enrolment.patient.language)) if day else ""

"""Stopping the newsletters, from the link in every one of them, and the undo. Opening a page changes nothing; a button does."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns.newsletters import stopping
from patients.models import Consent
from portal.page import page
from portal.patient_page import ANYTHING, patient_page
from portal.ways_to_stop import beside_the_news


@patient_page(fields=ANYTHING)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_news(request: HttpRequest, token: str) -> HttpResponse:
    """POST is the button, and a mail program's one-click (RFC 8058: no session, no cookie, no redirect)."""
    consent = consent_of(token)
    if request.method == "POST":
        stopping.stop_news(consent, timezone.now(), by="patient")
    if request.method == "POST" or stopping.is_stopped(consent):
        return stopped(consent)
    others = beside_the_news(consent.patient, token, running=True)
    stop_url = reverse("portal:stop_news", args=[token])
    return page("stop", consent.patient.language, news=True, stop_url=stop_url, others=others)


@patient_page
@require_http_methods(["GET", "HEAD", "POST"])
def undo_stop_news(request: HttpRequest, token: str) -> HttpResponse:
    consent = consent_of(token)
    if request.method != "POST":
        return redirect("portal:stop_news", token)
    stopping.undo_stop_news(consent, timezone.now(), by="patient")
    if stopping.is_stopped(consent):
        return stopped(consent)
    return page("started", consent.patient.language, next_date="", news=True)


def consent_of(token: str) -> Consent:
    return get_object_or_404(Consent.objects.stopped_by(token), stream=stopping.NEWS)


def stopped(consent: Consent) -> HttpResponse:
    undo = reverse("portal:undo_stop_news", args=[consent.stop_token]) if stopping.can_undo(consent) else None
    others = beside_the_news(consent.patient, consent.stop_token, running=False)
    return page("stopped", consent.patient.language, news=True, undo_url=undo, next_position=None, others=others)

"""After a link that is too old: one press asks for the lesson again by email. Every press is answered alike."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns.enrolments.fresh_link import send_fresh_link
from portal.lesson_page import lesson_of
from portal.old_links import is_old
from portal.page import page
from portal.patient_page import patient_page


@patient_page
@require_http_methods(["GET", "HEAD", "POST"])
def fresh_link(request: HttpRequest, token: str) -> HttpResponse:
    message, now = lesson_of(token), timezone.now()
    if request.method != "POST" or not is_old(message, now):
        return redirect("portal:lesson", token)
    send_fresh_link(message, now)
    return page("fresh_link", message.patient.language)

"""The page behind the answer to a STOP by email: it has worked, and the undo, for all or for everybody but the writer.

Opening it changes nothing; a button does. A mail program's one click (RFC 8058) stops all again.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns.inbound import stopping
from campaigns.models import Message, StopByEmail
from portal.page import page
from portal.patient_page import ANYTHING, patient_page

UNDO, ONLY_ME = "undo", "only-me"


@patient_page(fields=ANYTHING)
@require_http_methods(["GET", "HEAD", "POST"])
def stopped(request: HttpRequest, token: str) -> HttpResponse:
    message = get_object_or_404(Message.objects.answers_to_stop().opened_by(token))
    row = get_object_or_404(StopByEmail.objects.select_related("message__patient"), pk=message.pk)
    if request.method != "POST":
        return show(row, token)
    choice, now = request.POST.get("choice", ""), timezone.now()
    if choice == UNDO:
        stopping.start_again(row, now, others_only=False)
    elif choice == ONLY_ME and stopping.has_others(row):
        stopping.start_again(row, now, others_only=True)
    else:
        stopping.stop_again(row, now)
        choice = ""
    return show(row, token, choice)


def show(row: StopByEmail, token: str, done: str = "") -> HttpResponse:
    return page(
        "stopped_all", row.message.patient.language, here=reverse("portal:stopped", args=[token]), done=done,
        has_others=stopping.has_others(row),
    )  # fmt: skip

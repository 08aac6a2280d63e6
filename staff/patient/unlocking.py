"""Unlock the door before a patient's private messages, after too many wrong birth dates or PINs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.models import DoorTries
from staff.desk import desk_page, record, record_read, show
from staff.patient.asking import question
from staff.patient.found import known_patient
from staff.permissions import May


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest, patient: str) -> HttpResponse:
    known, now = known_patient(patient), timezone.now()
    if request.method != "POST":
        record_read(request, [known.patient.pk])
    if request.method == "POST":
        DoorTries.objects.forget(known.patient)
        record(request, "door unlocked", known.patient.pk)
        messages.info(request, _("Unlocked. {number} tries are open again.").format(number=DoorTries.MOST))
        return redirect("staff:patient", known.patient.pk)
    left = DoorTries.objects.left(known.patient, now)
    rows = [
        (
            left,
            ngettext("of {most} tries is left today", "of {most} tries are left today", left).format(
                most=DoorTries.MOST
            ),
        ),
        (DoorTries.MOST, _("tries are open again at once")),
        (0, _("emails are sent; the birth date and the PIN stay as they are")),
    ]
    url = reverse("staff:unlock", args=[known.patient.pk])
    warning = _("Be sure that you speak with the patient: ask for something the email doesn’t say.")
    title = _("Unlock {name}’s messages?").format(name=known.first_name)
    return show(
        request, "confirm",
        question(known.patient, title, _("Unlock"), url, rows, _("Unlock the messages"), _("Leave them locked"), warning=warning),
    )  # fmt: skip

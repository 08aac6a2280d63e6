"""Stop all emails to one patient."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.models import Enrolment, Message
from campaigns.stopping import lessons as stopping
from patients.models import Consent
from staff.desk import desk_page, record_read, show, who
from staff.patient.asking import Context, question
from staff.patient.found import Known, known_patient
from staff.permissions import May


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_all(request: HttpRequest, patient: str) -> HttpResponse:
    known = known_patient(patient)
    if request.method != "POST":
        record_read(request, [known.patient.pk])
    if request.method == "POST":
        ended = stopping.stop_all(known.patient, timezone.now(), by=who(request))
        messages.info(request, said_of(ended))
        return redirect("staff:patient", known.patient.pk)
    return show(request, "confirm", asked(known))


def said_of(ended: int) -> str:
    """`ended`: how many series."""
    return ngettext(
        "Stopped. {n} series ended; nothing more leaves.", "Stopped. {n} series ended; nothing more leaves.", ended
    ).format(n=ended)


def asked(known: Known) -> Context:
    one = known.patient
    series = Enrolment.objects.under_way().filter(patient=one).count()
    planned = Message.objects.filter(patient=one, state=Message.State.PLANNED).count()
    consents = Consent.objects.filter(patient=one, withdrawn_at=None).count()
    rows = [
        (series, ngettext("series ends", "series end", series)),
        (planned, ngettext("planned email is cancelled now", "planned emails are cancelled now", planned)),
        (
            consents,
            ngettext("consent ends; each can be given again", "consents end; each can be given again", consents),
        ),
        (0, _("appointments or other letters change")),
    ]
    url = reverse("staff:stop_all", args=[one.pk])
    title = _("Stop all emails to {name}?").format(name=known.first_name)
    return question(one, title, _("Stop all emails"), url, rows, _("Stop all emails"), _("Keep them"), danger=True)

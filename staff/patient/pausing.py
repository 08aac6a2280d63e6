"""Pause one patient's series: the place is kept until somebody goes on with it (staff/going_on.py)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.enrolments.pausing_one import pause_lessons
from campaigns.models import Enrolment, Message
from campaigns.steps.place import to_come
from staff.desk import desk_page, record_read, show, who
from staff.patient.asking import Context, question
from staff.patient.found import Known, known_enrolment
from staff.permissions import May
from staff.wording import counted


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def pause_enrolment(request: HttpRequest, enrolment: str) -> HttpResponse:
    one, known = known_enrolment(enrolment)
    if request.method != "POST":
        record_read(request, [known.patient.pk])
    if request.method == "POST":
        if pause_lessons(one, timezone.now(), by=who(request)):
            messages.info(request, _("Paused. The place is kept until you go on."))
        return redirect("staff:patient", one.patient_id)
    if one.state != Enrolment.State.ACTIVE:
        return redirect("staff:patient", one.patient_id)
    return show(request, "confirm", asked(one, known))


def asked(one: Enrolment, known: Known) -> Context:
    left = len(to_come(list(one.series.way()), one.place))
    planned = Message.objects.filter(enrolment=one, state=Message.State.PLANNED).count()
    rows = [
        (left, ngettext("lesson waits until you go on", "lessons wait until you go on", left)),
        (planned, ngettext("planned email stays planned", "planned emails stay planned", planned)),
        (0, _("lessons are lost: the place and the consent are kept")),
    ]
    url = reverse("staff:pause_enrolment", args=[one.pk])
    title = _("Pause “{series}” for {name}?").format(series=one.series.title, name=known.first_name)
    return question(
        known.patient, title, _("Pause a series"), url, rows, _("Pause {lessons}").format(lessons=counted(left, "lesson", "lessons")), _("Keep it running"), danger=True
    )  # fmt: skip

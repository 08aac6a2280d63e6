"""Go on with one patient's lessons that were paused for a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.enrolments.resuming import go_on as go_on_with
from campaigns.models import Enrolment
from clinic.refusal import Refusal
from staff.desk import desk_page, who
from staff.permissions import May
from staff.status_codes import plain
from staff.stopping import found
from staff.wording import when


@desk_page(change=May.HELP_PATIENTS)
@require_POST
def go_on(request: HttpRequest, enrolment: str) -> HttpResponse:
    one, now = found(enrolment), timezone.now()
    try:
        go_on_with(one, now, by=who(request))
    except Refusal as refusal:
        messages.error(request, plain(str(refusal)))
        return redirect("staff:patient", one.patient_id)
    if one.state == Enrolment.State.FINISHED:
        messages.info(request, _("That was the last lesson: the series is finished."))
    elif one.next_due_at:
        messages.info(request, _("Goes on. The next lesson is due: {when}.").format(when=when(one.next_due_at, now)))
    elif one.waits_for:
        messages.info(request, _("Goes on. It waits for {what}.").format(what=one.get_waits_for_display()))
    else:
        messages.info(request, _("Goes on."))
    return redirect("staff:patient", one.patient_id)

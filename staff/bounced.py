"""Patients whose address bounced, until somebody has asked for another one. Opening it is recorded."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.models import BouncedAddress
from patients.models import Patient
from staff.desk import desk_page, record, record_read, show, who
from staff.identities import facts_of, identity_of, name_of
from staff.permissions import May
from staff.wording import age

PAGE = 50


@desk_page(May.SEE_PATIENTS)
@require_safe
def bounced(request: HttpRequest) -> HttpResponse:
    now, here = timezone.now(), reverse("staff:bounced")
    found = behind(request.GET.get("after", ""))
    rows = found[:PAGE]
    record_read(request, [one.patient_id for one in rows])
    context = {
        "rows": [line(one.patient, age(one.since, now)) for one in rows],
        "all": BouncedAddress.objects.open().count(),
        "next_url": f"{here}?after={rows[-1].pk}" if len(found) > PAGE else None,
        "first_url": here if "after" in request.GET else None,
    }
    return show(request, "bounced", context)


def behind(asked: str) -> list[BouncedAddress]:
    """A page and one more."""
    rows = BouncedAddress.objects.open().select_related("patient")
    try:
        last = BouncedAddress.objects.filter(pk=UUID(asked)).first()
    except ValueError:
        last = None
    if last:
        rows = rows.filter(Q(since__gt=last.since) | Q(since=last.since, patient__gt=last.pk))
    return list(rows[: PAGE + 1])


def line(one: Patient, since: str) -> dict[str, object]:
    identity = identity_of(one)
    return {"id": one.pk, "name": name_of(one, identity), "facts": facts_of(one, identity), "age": since}


@desk_page(change=May.HELP_PATIENTS)
@require_POST
def handled(request: HttpRequest, patient: UUID) -> HttpResponse:
    """Somebody has asked the patient, or there is nothing to ask. The address stays unmailed."""
    if BouncedAddress.objects.filter(pk=patient, handled_at=None).update(
        handled_at=timezone.now(), handled_by=who(request)
    ):
        record(request, "bounce.handled", patient)
    messages.info(request, _("Handled. Nothing is mailed there until the address is changed."))
    return redirect("staff:bounced")

"""Patients who wait: for their own yes, for a signature, for their language. Opening it is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from campaigns.consents.reminding_to_confirm import still_silent
from campaigns.models import Enrolment
from patients.models import Consent
from staff.desk import desk_page, record_read, show
from staff.identities import identity_of, name_of
from staff.permissions import May
from staff.waiting_rows import SILENT
from staff.wording import age

PAGE = 50
WaitsFor = Enrolment.WaitsFor
TABS = {
    WaitsFor.CONFIRMATION: gettext_lazy("For the patient"),
    SILENT: gettext_lazy("Answered neither email"),
    WaitsFor.REVIEW: gettext_lazy("For a signature"),
    WaitsFor.LANGUAGE: gettext_lazy("For their language"),
}


@desk_page(May.SEE_PATIENTS)
@require_safe
def not_started(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("why", "")
    now = timezone.now()
    why = asked if asked in TABS else WaitsFor.CONFIRMATION.value
    found = after(why, request.GET.get("after", ""), now)
    rows = found[:PAGE]
    record_read(request, {one.patient_id for one in rows})
    here, agreed = reverse("staff:not_started") + f"?why={why}", who_agreed(rows)
    context = {
        "tabs": [
            {"label": label, "url": reverse("staff:not_started") + f"?why={one}", "current": one == why}
            for one, label in TABS.items()
        ],
        "rows": [
            {
                "patient_id": one.patient_id, "name": name_of(one.patient, identity_of(one.patient)),
                "series": one.series.title, "why": reason(one, why, agreed), "age": age(one.enrolled_at, now),
            }
            for one in rows
        ],
        "next_url": f"{here}&after={rows[-1].pk}" if len(found) > PAGE else None,
        "first_url": here if "after" in request.GET else None,
    }  # fmt: skip
    return show(request, "not_started", context)


def after(why: str, last: str, now: datetime) -> list[Enrolment]:
    """A page and one more, the oldest first: ids are made in order of time."""
    waiting = still_silent(now) if why == SILENT else Enrolment.objects.waiting(why)
    rows = waiting.select_related("patient", "series").order_by("id")
    try:
        return list(rows.filter(id__gt=UUID(last))[: PAGE + 1])
    except ValueError:
        return list(rows[: PAGE + 1])


def who_agreed(rows: Sequence[Enrolment]) -> set[UUID]:
    standing = Consent.objects.standing(Consent.Stream.LESSONS).filter(patient__in=[one.patient_id for one in rows])
    return set(standing.values_list("patient_id", flat=True))


def reason(one: Enrolment, why: str, agreed: set[UUID]) -> str:
    if why not in (WaitsFor.CONFIRMATION, SILENT):
        return _("Waits for {what}.").format(what=one.get_waits_for_display())
    if one.patient_id not in agreed:
        return _("Hasn’t agreed to lessons yet.")
    return _("Hasn’t confirmed the address yet.")

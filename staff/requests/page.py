"""The queue of what patients asked for: the oldest first, with its age and owner. Opening it is recorded."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.models import PatientRequest
from campaigns.requests.business_time import working_days
from campaigns.requests.queue import page_after
from clinic.models import ClinicProfile
from clinic.told_settings import still_here
from staff.desk import desk_page, record_read, show, who
from staff.message_history import names_of
from staff.permissions import May
from staff.requests.words import line
from staff.wording import place


@desk_page(May.SEE_PATIENTS)
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    now, clinic = timezone.now(), ClinicProfile.current()
    rows, more = page_after(behind(request.GET.get("after", "")))
    record_read(request, {row.patient_id for row in rows})
    names = names_of([*{row.owner for row in rows}, *{row.backup_told for row in rows}])
    days, backup = working_days(clinic), still_here(clinic)[0]
    here = reverse("staff:requests")
    context = {
        "rows": [line(row, names, who(request), now, days) for row in rows],
        "all": PatientRequest.objects.waiting().count(),
        "next_url": f"{here}?after={rows[-1].pk}" if more else None,
        "first_url": here if "after" in request.GET else None,
        "backup": (backup.get_full_name() or backup.username) if backup else "",
        "place": place(clinic.time_zone),
    }
    return show(request, "requests/queue", context)


def behind(asked: str) -> PatientRequest | None:
    try:
        return PatientRequest.objects.filter(pk=UUID(asked)).first()
    except ValueError:
        return None

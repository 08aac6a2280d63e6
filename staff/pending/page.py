"""Who waits for a yes: four letters read aloud open a slip; below, visits whose patient nobody has asked yet. Opening it is recorded."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.models import PendingVisit
from staff.desk import desk_page, record_read, show
from staff.identities import facts_of, identity_of, name_of
from staff.pending.letters import LettersForm
from staff.permissions import May
from staff.tabs import address
from staff.wording import age, long_date

PAGE = 50


@desk_page(May.SEE_PATIENTS, change=May.HELP_PATIENTS, fields=LettersForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def pending(request: HttpRequest) -> HttpResponse:
    form = LettersForm(request.POST) if request.method == "POST" else LettersForm()
    if form.is_bound and form.is_valid():
        return redirect(address(reverse("staff:enrol"), slip=str(form.cleaned_data["letters"].pk)))
    now, here = timezone.now(), reverse("staff:pending")
    found = after(request.GET.get("after", ""))
    rows = found[:PAGE]
    record_read(request, {row.patient_id for row in rows})
    context = {
        "form": form,
        "rows": [line(row, now) for row in rows],
        "all": PendingVisit.objects.filter(state=PendingVisit.State.WAITING).count(),
        "next_url": f"{here}?after={rows[-1].pk}" if len(found) > PAGE else None,
        "first_url": here if "after" in request.GET else None,
    }
    return show(request, "pending/list", context)


def after(last: str) -> list[PendingVisit]:
    """A page and one more."""
    rows = PendingVisit.objects.waiting()
    try:
        return list(rows.filter(id__gt=UUID(last))[: PAGE + 1])
    except ValueError:
        return list(rows[: PAGE + 1])


def line(row: PendingVisit, now: datetime) -> dict[str, Any]:
    identity = identity_of(row.patient)
    return {
        "id": row.pk,
        "patient_id": row.patient_id,
        "name": name_of(row.patient, identity),
        "born": facts_of(row.patient, identity),
        "series": row.series.title,
        "visit": _("Visit of {day}").format(day=long_date(row.visited_on)) if row.visited_on else _("Visit without a date"),
        "source": row.visit_source.upper(),
        "age": age(row.came_at, now),
    }  # fmt: skip

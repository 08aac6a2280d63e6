"""Activity: every message and where it is. Patients go by a short id here; a message's own page names them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.models import Message
from campaigns.reports import by_state
from clinic.models import ClinicProfile
from staff.desk import desk_page, show
from staff.message_titles import title_of
from staff.permissions import May
from staff.status_codes import plain
from staff.tabs import PAGE, address, page_number, pages
from staff.wording import place


@desk_page(May.SEE_ACTIVITY)
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    state, number = wanted_state(request), page_number(request.GET.get("page", ""))
    counts, url = by_state(Message.objects.all()), reverse("staff:messages")
    rows = Message.objects.newest_first(state)[(number - 1) * PAGE : number * PAGE]
    total = counts.get(state, 0) if state else sum(counts.values())
    context = {
        "filters": filters(counts, state, url),
        "state": state,
        "rows": [line(row) for row in rows],
        "page": pages(url, number, total, state=state),
        "place": place(ClinicProfile.current().time_zone),
    }
    return show(request, "messages", context)


def wanted_state(request: HttpRequest) -> str:
    state = request.GET.get("state", "")
    return state if state in Message.State.values else ""


def filters(counts: dict[str, int], state: str, url: str) -> list[dict[str, Any]]:
    """All, then the states that have some, in the order a message goes through them."""
    shown = [(one.value, one.label) for one in Message.State if counts.get(one.value) or one.value == state]
    every = {"label": "All", "url": url, "current": not state, "count": sum(counts.values())}
    return [every, *({"label": label, "url": address(url, state=value), "current": value == state, "count": counts.get(value, 0)}
                     for value, label in shown)]  # fmt: skip


def line(row: Message) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": title_of(row),
        "series": row.enrolment.series.title if row.enrolment else "",
        "who": short_id(row.patient_id),
        "state": row.state,
        "why": plain(row.reason),
        "when": row.settled_at or row.claimed_at or row.due_at,
    }


def short_id(patient: UUID) -> str:
    """The end of the id: its start is the time, which many share."""
    return f"…{patient.hex[-6:]}"

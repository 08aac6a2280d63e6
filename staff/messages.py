"""Activity: every message and where it is, by filters or by its id. Patients go by a short id here; a message's own page names them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.models import Message, Tally
from campaigns.reporting.activity import Found, look
from clinic.models import ClinicProfile
from staff.activity_filters import ActivityFilters
from staff.desk import desk_page, show
from staff.message_titles import title_of
from staff.permissions import May
from staff.status_codes import plain
from staff.tabs import PAGE, address
from staff.way_names import at_the_start, name_of_way
from staff.wording import day_and_time, place


@desk_page(May.SEE_ACTIVITY)
@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    sought = request.GET.get("id", "").strip()[:60]
    if sought and (known := its_id(sought)):
        return redirect("staff:message", known)
    form, clinic, url = ActivityFilters(request.GET), ClinicProfile.current(), reverse("staff:messages")
    after = parsed(request.GET.get("after", ""))
    query, wanted = form.query(), form.wanted()
    counts = Tally.objects.by_state()
    none = bool(wanted.state) and not counts.get(wanted.state)  # known without looking
    found = Found([], None, 0) if none else look(wanted, clinic.zone, PAGE, after)
    context = {
        "form": form,
        "sought": sought,
        "filtered": bool(query),
        "clear_url": url,
        "total": sum(counts.values()),
        "in_state": counts.get(wanted.state, 0) if list(query) == ["state"] else None,
        "rows": [line(row) for row in found.rows],
        "page": following(found, url, query, further=after is not None),
        "place": place(clinic.time_zone),
    }
    return show(request, "messages", context)


def its_id(text: str) -> UUID | None:
    """The id of a message there is, or None."""
    key = parsed(text)
    return key if key and Message.objects.filter(pk=key).exists() else None


def parsed(text: str) -> UUID | None:
    try:
        return UUID(text) if text.isascii() else None
    except ValueError:
        return None


def following(found: Found, url: str, query: dict[str, str], *, further: bool) -> dict[str, Any]:
    """Pages go by where the last one ended: the next costs the same however far back it is."""
    cut_short = found.older is not None and len(found.rows) < PAGE
    back_to = found.rows[-1].planned_at if found.rows else None
    if cut_short and found.older:
        back_to = Message.objects.values_list("planned_at", flat=True).get(pk=found.older)
    return {
        "newest_url": address(url, **query) if further else None,
        "older_url": address(url, **query, after=str(found.older)) if found.older else None,
        "looked": found.looked if cut_short else 0,
        "back_to": day_and_time(back_to) if back_to else "",
    }


def line(row: Message) -> dict[str, Any]:
    practice = _("to the local inbox") if row.practice else ""
    return {
        "id": row.id,
        "title": title_of(row),
        "series": row.series.title if row.series else "",
        "who": short_id(row.patient_id),
        "state": row.state,
        "why": plain(row.reason),
        "way": practice or (at_the_start(name_of_way(row.attempt.transport)) if row.attempt else ""),
        "when": row.settled_at or row.claimed_at or row.due_at,
    }


def short_id(patient: UUID) -> str:
    """The end of the id: its start is the time, which many share."""
    return f"…{patient.hex[-6:]}"

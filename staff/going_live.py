"""Go live: what would leave, why it can't yet, who practised and who of them starts."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns.going_live import Prospect, practised, prospect
from campaigns.going_live import go_live as make_live
from campaigns.models import Enrolment, Message, Newsletter
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from staff.desk import desk_page, record_read, show, who
from staff.identities import identity_of, name_of
from staff.permissions import May
from staff.wording import counted


@desk_page(May.SET_UP, change=May.SET_UP, fields=("choice-*",))
@require_http_methods(["GET", "HEAD", "POST"])
def go_live(request: HttpRequest) -> HttpResponse:
    form_error = ""
    if request.method == "POST":
        try:
            make_live(timezone.now(), by=who(request), starting=starting(request))
            messages.info(request, "Live. Emails go to real people from now on.")
            return redirect("staff:today")
        except Refusal as refusal:
            form_error = str(refusal)
    found = prospect(timezone.now())
    record_read(request, practised().values_list("patient_id", flat=True))
    context = {
        "blockers": [blocker(text) for text in found.obstacles],
        "leaving": leaving(found),
        "practised": people(request),
        "form_error": form_error,
    }
    return show(request, "go_live", context, said=("practice", "clinic"))


def starting(request: HttpRequest) -> set[UUID]:
    """The enrolments whose radio says start, among those that practised."""
    return {one for one in practised().values_list("pk", flat=True) if request.POST.get(f"choice-{one}") == "start"}


def blocker(text: str) -> dict[str, Any]:
    ours = text.startswith("The clinic")
    label = {"action_label": "Fill it in", "action_url": reverse("staff:clinic")}
    said = text.partition(":")[0] + "." if ours else text  # the rest is about commands
    return {"text": said, **(label if ours else {"action_label": None, "action_url": None})}


def leaving(found: Prospect) -> list[dict[str, Any]]:
    rows = [
        {
            "number": found.would_leave,
            "text": f"{'email leaves' if found.would_leave == 1 else 'emails leave'} at once",
        },
        {"number": len(found.practised), "text": "practised: you choose who of them starts"},
    ]
    if found.unsigned:
        rows.append(
            {
                "number": len(found.unsigned),
                "text": "series wait for a clinician’s signature: nothing of them leaves before",
            }
        )
    return [*rows, *later()]


def later() -> list[dict[str, Any]]:
    """What a yes starts that doesn't leave at once, and what it doesn't do."""
    planned = Newsletter.objects.to_come().count()
    rows: list[dict[str, Any]] = [
        {"number": planned, "text": f"planned {'newsletter leaves at its time' if planned == 1 else 'newsletters leave at their time'}, once approved"},
        {"number": 0, "text": "emails of the local inbox are sent again: what practised stays here"},
    ]  # fmt: skip
    if most := ClinicProfile.current().per_day:
        rows.append({"number": f"{most:,}", "text": "emails a day are the most; the rest leaves the day after"})
    if not settings.PROVIDER_CARRIES_PHI:
        rows.append({"number": 0, "text": "words of a lesson go through the provider: emails carry a link instead"})
    return rows


def people(request: HttpRequest) -> list[dict[str, Any]]:
    rows = list(practised().select_related("patient", "series"))
    had = Counter(Message.objects.filter(practice=True, enrolment__in=practised()).values_list("enrolment", flat=True))
    return [person(row, had[row.pk], request.POST.get(f"choice-{row.pk}", "skip")) for row in rows]


def person(row: Enrolment, had: int, choice: str) -> dict[str, Any]:
    return {
        "id": row.id, "name": name_of(row.patient, identity_of(row.patient)), "series": row.series.title,
        "had": f"{counted(had, 'email', 'emails')} in the local inbox", "choice": "start" if choice == "start" else "skip",
    }  # fmt: skip

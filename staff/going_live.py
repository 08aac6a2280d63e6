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
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_http_methods

from campaigns.live.going_live import Prospect, practised, prospect
from campaigns.live.going_live import go_live as make_live
from campaigns.models import Enrolment, Message, Newsletter
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from staff.desk import desk_page, record_read, show, who
from staff.identities import identity_of, name_of
from staff.permissions import May
from staff.stored_words import stored
from staff.wording import counted

OURS = (
    gettext_noop("The clinic's details are made up for practising."),
    gettext_noop("The clinic's details aren't complete."),
)


@desk_page(May.SET_UP, change=May.SET_UP, fields=("choice-*",))
@require_http_methods(["GET", "HEAD", "POST"])
def go_live(request: HttpRequest) -> HttpResponse:
    form_error = ""
    if request.method == "POST":
        try:
            made = make_live(timezone.now(), by=who(request), starting=starting(request))
            already = _("It was live already: nothing was changed.")
            messages.info(request, already if made.already else _("Live. Emails go to real people from now on."))
            return redirect("staff:today")
        except Refusal as refusal:
            form_error = " ".join(stored(one) for one in prospect(timezone.now()).obstacles) or str(refusal)
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
    """`text`: one of campaigns/sending/way.py's obstacles, in English."""
    ours = next((said for said in OURS if text.startswith(said.removesuffix("."))), "")  # the rest is about commands
    if ours:
        return {"text": _(ours), "action_label": _("Fill it in"), "action_url": reverse("staff:clinic")}
    return {"text": stored(text), "action_label": None, "action_url": None}


def leaving(found: Prospect) -> list[dict[str, Any]]:
    rows = [
        {
            "number": found.would_leave,
            "text": ngettext("email leaves at once", "emails leave at once", found.would_leave),
        },
        {
            "number": len(found.practised),
            "text": ngettext(
                "practised: you choose who of them starts",
                "practised: you choose who of them starts",
                len(found.practised),
            ),
        },
    ]
    if found.unknown:
        doubtful = found.unknown.messages + found.unknown.lessons
        rows.append(
            {
                "number": doubtful,
                "text": ngettext(
                    "was due since the backup this copy came from: nobody knows here whether it left, so it isn’t sent again by itself",
                    "were due since the backup this copy came from: nobody knows here whether they left, so none is sent again by itself",
                    doubtful,
                ),
            }
        )
    if found.unsigned:
        rows.append(
            {
                "number": len(found.unsigned),
                "text": ngettext(
                    "series wait for a clinician’s signature: nothing of them leaves before",
                    "series wait for a clinician’s signature: nothing of them leaves before",
                    len(found.unsigned),
                ),
            }
        )
    return [*rows, *later()]


def later() -> list[dict[str, Any]]:
    """What a yes starts that doesn't leave at once, and what it doesn't do."""
    planned = Newsletter.objects.to_come().count()
    rows: list[dict[str, Any]] = [
        {
            "number": planned,
            "text": ngettext(
                "planned newsletter leaves at its time, once approved",
                "planned newsletters leave at their time, once approved",
                planned,
            ),
        },
        {"number": 0, "text": _("emails of the local inbox are sent again: what practised stays here")},
    ]  # fmt: skip
    if most := ClinicProfile.current().per_day:
        rows.append(
            {
                "number": f"{most:,}",
                "text": ngettext(
                    "emails a day are the most; the rest leaves the day after",
                    "emails a day are the most; the rest leaves the day after",
                    most,
                ),
            }
        )
    if not settings.PROVIDER_CARRIES_PHI:
        rows.append({"number": 0, "text": _("words of a lesson go through the provider: emails carry a link instead")})
    return rows


def people(request: HttpRequest) -> list[dict[str, Any]]:
    rows = list(practised().select_related("patient", "series"))
    had = Counter(Message.objects.filter(practice=True, enrolment__in=practised()).values_list("enrolment", flat=True))
    return [person(row, had[row.pk], request.POST.get(f"choice-{row.pk}", "skip")) for row in rows]


def person(row: Enrolment, had: int, choice: str) -> dict[str, Any]:
    return {
        "id": row.id, "name": name_of(row.patient, identity_of(row.patient)), "series": row.series.title,
        "had": _("{emails} in the local inbox").format(emails=counted(had, "email", "emails")), "choice": "start" if choice == "start" else "skip",
    }  # fmt: skip

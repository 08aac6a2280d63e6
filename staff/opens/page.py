"""The switch for opens and clicks: why it is off, what changes, and who switched it when."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaigns.models import Newsletter
from campaigns.opens.switch import count_looks, obstacle_now, stop_counting_looks
from clinic.models import AuditEntry, ClinicProfile
from clinic.refusal import Refusal
from staff.desk import desk_page, show, who
from staff.permissions import May
from staff.review_words import names_of
from staff.wording import day_and_time, place

SWITCHED = {"looks.on": gettext_lazy("Switched on"), "looks.off": gettext_lazy("Switched off")}
MOST_SHOWN = 10


@desk_page(May.SEE_SETTINGS, change=May.SET_UP, fields=("count",))
@require_http_methods(["GET", "HEAD", "POST"])
def opens_and_clicks(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return page(request)
    now, wanted = timezone.now(), request.POST.get("count")
    try:
        if wanted == "on":
            count_looks(now, by=who(request))
            messages.info(request, _("Opens and clicks are counted from the next newsletter that begins."))
        elif wanted == "off":
            stop_counting_looks(now, by=who(request))
            messages.info(request, _("Nothing more is counted. What was counted so far stays in the reports."))
    except Refusal as refusal:
        return page(request, refused=str(refusal))
    return redirect("staff:opens_and_clicks")


def page(request: HttpRequest, refused: str = "") -> HttpResponse:
    clinic = ClinicProfile.current()
    context = {
        "since": day_and_time(clinic.looks_counted_since) if clinic.looks_counted_since else "",
        "obstacle": obstacle_now(),
        "refused": refused,
        "to_come": Newsletter.objects.to_come().count(),
        "leaving": Newsletter.objects.leaving().filter(counts_looks=clinic.looks_counted_since is not None).count(),
        "switched": switched(),
        "place": place(clinic.time_zone),
    }
    return show(request, "opens/page", context)


def switched() -> list[dict[str, Any]]:
    """The newest first. Served by audit_of_one_action."""
    rows = list(AuditEntry.objects.filter(action__in=SWITCHED).order_by("-id")[:MOST_SHOWN])
    names = names_of([row.actor for row in rows])
    return [
        {"name": str(SWITCHED[row.action]), "text": f"{day_and_time(row.at)}, {names.get(row.actor, row.actor)}"}
        for row in rows
    ]

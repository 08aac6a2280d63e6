"""One month on a page to print, for whoever answers for the clinic."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from campaigns.reporting.one_month import Idea, month_after, month_before, one_month
from campaigns.reporting.questions import ENOUGH
from clinic.models import ClinicProfile
from staff.desk import desk_page, show
from staff.opens.words import since_in_words
from staff.permissions import May
from staff.reports.words import month_name
from staff.wording import local_date, place

OLDEST = date(2020, 1, 1)  # before there was anything to report


@desk_page(May.SEE_REPORTS)
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """The last whole month, or the one asked for."""
    clinic, this = ClinicProfile.current(), local_date(timezone.now()).replace(day=1)
    first = asked_for(request.GET.get("month", ""), this)
    found = one_month(first, clinic.zone, timezone.now())
    context = {
        "title": name_of(first),
        "running": first == this,
        "found": found,
        "idea": idea_line(found.idea),
        "enough": ENOUGH,
        "looks_since": since_in_words(),
        "place": place(clinic.time_zone),
        "before": way(month_before(first)) if first > OLDEST else None,
        "after": way(month_after(first)) if first < this else None,
    }
    return show(request, "reports/month", context)


def asked_for(typed: str, this: date) -> date:
    try:
        first = date.fromisoformat(f"{typed}-01")
    except ValueError:
        return month_before(this)
    return min(max(first, OLDEST), this)


def way(first: date) -> dict[str, str]:
    return {"name": name_of(first), "url": f"{reverse('staff:month')}?month={first:%Y-%m}"}


def name_of(first: date) -> str:
    """November 2026: it begins a title, so in a capital letter whatever the language."""
    said = month_name(first)
    return f"{said[:1].upper()}{said[1:]}"


def idea_line(idea: Idea | None) -> dict[str, Any] | None:
    if idea is None:
        return None
    lesson = idea.step.lesson.slug
    return {
        "lesson": _("Lesson {number} of {series}").format(number=idea.step.position, series=idea.step.series.title),
        "text": ngettext(
            "{right} of {all} first answers were right.",
            "{right} of {all} first answers were right.",
            idea.right_at_once,
        ).format(right=f"{idea.right_at_once:,}", all=f"{idea.answered:,}"),
        "url": reverse("staff:lesson", args=[idea.step.series.slug, lesson]),
    }

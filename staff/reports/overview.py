"""Reports: what left in each month, and the way to the report of each series."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.enrolments.progress import Progress, progress_of_all
from campaigns.models import Enrolment, Series, Tally
from campaigns.reporting.months import Months, in_all, months_of
from clinic.models import ClinicProfile
from staff.desk import desk_page, show
from staff.opens.words import since_in_words
from staff.permissions import May
from staff.reports.month_chart import bars, months_back
from staff.reports.newsletters import newest
from staff.reports.words import states_of
from staff.spreadsheet import Cell, download
from staff.wording import local_date, place

SHOWN = 13  # months: this one, and a whole year before it


@desk_page(May.SEE_REPORTS)
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    today, counts = local_date(timezone.now()), progress_of_all()
    months = months_of(Tally.objects.filter(day__range=(months_back(today, SHOWN - 1), today)))
    newsletters = newest()
    context = {
        "months": bars(months, today, SHOWN),
        "any": bool(months),
        "series": [line(one, counts.get(one.pk)) for one in Series.objects.only("slug", "title", "state")],
        "newsletters": newsletters,
        "any_looks": any(one["counted"] for one in newsletters),
        "looks_since": since_in_words(),
        "place": place(ClinicProfile.current().time_zone),
    }
    return show(request, "reports/overview", context)


def line(one: Series, progress: Progress | None) -> dict[str, Any]:
    return {
        "slug": one.slug, "title": one.title, "state": one.state,
        "enrolled": progress.all if progress else 0,
        "finished": progress.in_state(Enrolment.State.FINISHED) if progress else 0,
        "ended": progress.in_state(Enrolment.State.ENDED) if progress else 0,
    }  # fmt: skip


@desk_page(May.SEE_REPORTS)
@require_safe
def months_csv(request: HttpRequest) -> HttpResponse:
    """All months there are: a line a month, a column a state."""
    return download("months", month_rows(months_of(Tally.objects.all())))


def month_rows(months: Months) -> list[list[Cell]]:
    shown = states_of(in_all(months))
    head: list[Cell] = [_("Month"), *(str(state.label) for state in shown)]
    lines: list[list[Cell]] = [[f"{month:%Y-%m}", *(states[state] for state in shown)] for month, states in months]
    return [head, *lines]

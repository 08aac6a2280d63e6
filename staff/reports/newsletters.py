"""Newsletters in the reports: whom each was for, and what became of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.models import Newsletter, Tally
from campaigns.models.state_table import State
from campaigns.newsletters.audience import LeftOut
from campaigns.newsletters.finishing import Figures
from staff.desk import desk_page
from staff.newsletters.place import tag_of
from staff.newsletters.reasons import SAID
from staff.opens.words import HEAD, cells, looks_of, opened
from staff.permissions import May
from staff.spreadsheet import Cell, download
from staff.wording import local_date, short_day

NEWEST = 12


def newest() -> list[dict[str, Any]]:
    """The last few that have begun, with three queries."""
    rows = list(begun()[:NEWEST])
    found, looks = figures_of(rows), looks_of(rows)
    return [
        {
            "id": one.pk, "name": one.name, "state": tag_of(one), "word": str(one.get_state_display()),
            "on": short_day(local_date(one.began_at)) if one.began_at else "", "people": found[n].people,
            "sent": found[n].sent, "delivered": found[n].states.get(State.DELIVERED, 0),
            "counted": one.counts_looks, "opened": opened(looks[one.pk]),
        }
        for n, one in enumerate(rows)
    ]  # fmt: skip


def begun() -> Any:
    return Newsletter.objects.exclude(began_at=None).order_by("-began_at")


def figures_of(rows: list[Newsletter]) -> list[Figures]:
    states = Tally.objects.of_each([one.pk for one in rows])
    return [Figures(one.people, states.get(one.pk, {}), one.left_out) for one in rows]


@desk_page(May.SEE_REPORTS)
@require_safe
def newsletters_csv(request: HttpRequest) -> HttpResponse:
    """A line a newsletter: when it began, whom the rules chose, each state of its emails, each reason to be left out, opens and clicks where counted."""
    rows = list(begun())
    looks = looks_of(rows)
    head: list[Cell] = [
        _("Newsletter"),
        _("Began"),
        _("State"),
        _("People"),
        *(str(one.label) for one in State),
        *(str(SAID[why]) for why in LeftOut),
        *(_(str(one)) for one in HEAD),
    ]
    lines: list[list[Cell]] = [
        [
            one.name, timezone.localtime(one.began_at).date().isoformat() if one.began_at else "", str(one.get_state_display()),
            found.people, *(found.states.get(state, 0) for state in State), *(found.left_out.get(why, 0) for why in LeftOut),
            *cells(looks[one.pk]),
        ]
        for one, found in zip(rows, figures_of(rows), strict=True)
    ]  # fmt: skip
    return download("newsletters", [head, *lines])

"""What became of it: whom the rules chose, what left, what arrived, and everybody left out with the reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from campaigns.models import Newsletter
from campaigns.models.state_table import State
from campaigns.newsletters.audience import LeftOut
from campaigns.newsletters.finishing import Figures, figures
from staff.desk import desk_page, show
from staff.newsletters.place import frame, newsletter_of
from staff.newsletters.reasons import SAID
from staff.opens.words import facts, looks_of
from staff.permissions import May


@desk_page(May.SEE_PLANS)
@require_safe
def report(request: HttpRequest, newsletter: UUID) -> HttpResponse:
    row = newsletter_of(newsletter)
    found = figures(row)
    ended = row.state in (Newsletter.State.FINISHED, Newsletter.State.STOPPED)
    context = {
        **frame(request, row, "report"),
        "begun": row.began_at is not None,
        "figures": numbers(found),
        "states": [
            {"state": state.value, "count": found.states.get(state, 0)} for state in State if found.states.get(state)
        ],
        "left_out": [{"said": SAID[LeftOut(why)], "count": count} for why, count in found.left_out.items()],
        "planning": row.began_at is not None and row.planned_at is None and not ended,
        "unaccounted": found.unaccounted if row.planned_at else 0,
        "not_reached": found.not_reached if ended else 0,
        "looks": facts(looks_of([row])[row.pk]),
        "again_url": reverse("staff:newsletter_again", args=[row.pk]),
        "resends": [{"id": one.pk, "name": one.name} for one in row.resends.all()],
    }
    return show(request, "newsletters/report", context)


def numbers(found: Figures) -> list[dict[str, Any]]:
    return [
        {"number": f"{found.people:,}", "label": _("chosen by the rules")},
        {"number": f"{found.sent:,}", "label": pgettext("emails", "sent")},
        {"number": f"{found.states.get(State.DELIVERED, 0):,}", "label": pgettext("emails", "delivered")},
        {"number": f"{found.to_come:,}", "label": _("to come")},
    ]

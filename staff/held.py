"""Emails that may not have arrived: those a person decides on, call by call, then those that may still be proven."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.evidence import Evidence
from campaigns.models import Attempt, Message
from campaigns.models.state_table import State
from campaigns.reporting.attention import evidence_of, in_doubt
from campaigns.sending.settling import HELD_AFTER
from clinic.models import ClinicProfile
from staff.deciding import may_send_again
from staff.desk import desk_page, record, show
from staff.evidence_words import answer, fact, others, told
from staff.held_filters import HeldFilters
from staff.identities import identity_of, name_of
from staff.message_titles import title_of
from staff.permissions import May
from staff.tabs import page_number, pages
from staff.way_names import name_of_way
from staff.wording import age, ago, counted, day_and_time, place, when

SIZE = 50  # emails on a page, and of those that wait
FOLDED = 3  # more of one call than these are folded away: one decision serves for all


@desk_page(May.SEE_PATIENTS)
@require_safe
def held(request: HttpRequest) -> HttpResponse:
    now, form = timezone.now(), HeldFilters(request.GET)
    held, uncertain = (in_doubt(state).filter(**form.conditions()) for state in (State.HELD, State.UNCERTAIN))
    to_decide, still = held.count(), uncertain.count()
    number = min(page_number(request.GET.get("page", "")), max(1, -(-to_decide // SIZE)))
    rows = [*held[(number - 1) * SIZE : number * SIZE], *uncertain[:SIZE]]
    if rows:
        record(request, "held.read", "", patients=sorted({str(row.patient_id) for row in rows}))
    known = evidence_of(rows)
    context = {
        "form": form if form.of_use or form.chosen() else None,
        "narrowed": bool(form.chosen()),
        "to_decide": to_decide,
        "calls": calls([row for row in rows if row.state == State.HELD], known, now),
        "page": pages(reverse("staff:held"), number, to_decide, SIZE, **form.chosen()),
        "still": still,
        "waiting": calls([row for row in rows if row.state == State.UNCERTAIN], known, now),
        "more_waiting": max(0, still - SIZE),
        "place": place(ClinicProfile.current().time_zone),
    }
    return show(request, "held", context)


def calls(rows: Sequence[Message], known: Mapping[UUID, Evidence], now: datetime) -> list[dict[str, Any]]:
    """The messages of one call stand together: what speaks for one of them speaks for all."""
    grouped = groupby(rows, key=lambda row: row.attempt_id)
    return [call(list(group), known, now) for _call, group in grouped]


def call(rows: Sequence[Message], known: Mapping[UUID, Evidence], now: datetime) -> dict[str, Any]:
    first = rows[0]
    attempt, evidence = first.attempt, known[first.pk]
    these = 1 + evidence.others.get(first.state, 0)
    made: dict[str, Any] = {
        "rows": [line(row, known[row.pk], now) for row in rows],
        "these": these,
        "folded": len(rows) > FOLDED,
        "title": _("Handed over"),
        "until": until(first, now),
    }
    if attempt is None:
        return {**made, "id": None, "facts": [], "speaks_for_it": False}
    found = others(attempt, {state: count for state, count in evidence.others.items() if state != first.state}, these)
    return {
        **made,
        "id": attempt.id,
        "title": title(attempt, these),
        "when": day_and_time(attempt.claimed_at),
        "ago": ago(attempt.claimed_at, now),
        "facts": [fact(_("The answer"), answer(attempt, first.state)), fact(_("The others"), found.text)],
        "speaks_for_it": found.speaks_for_it,
    }


def title(attempt: Attempt, these: int) -> str:
    """2 of 60 emails handed to SendGrid."""
    way, emails = name_of_way(attempt.transport), counted(attempt.size, "email", "emails")
    if these < attempt.size:
        return _("{n} of {emails} handed to {way} at once").format(n=f"{these:,}", emails=emails, way=way)
    if these == 2:
        return _("Both emails handed to {way} at once").format(way=way)
    if these > 1:
        return _("All {emails} handed to {way} at once").format(emails=emails, way=way)
    return _("One email handed to {way}").format(way=way)


def until(row: Message, now: datetime) -> str:
    """How long proof is waited for, while it is."""
    return when(row.settled_at + HELD_AFTER, now) if row.state == State.UNCERTAIN and row.settled_at else ""


def line(row: Message, known: Evidence, now: datetime) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": title_of(row),
        "series": row.enrolment.series.title if row.enrolment else "",
        "patient_id": row.patient_id,
        "name": name_of(row.patient, identity_of(row.patient)),
        "age": age(row.claimed_at, now) if row.claimed_at else "",
        "told": told(known) if known.events else "",
        "may_send_again": may_send_again(row),
    }

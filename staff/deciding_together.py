"""One decision for all the held emails of one call: a provider that had the call had all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns.attention import in_doubt
from campaigns.models import Message
from campaigns.models.state_table import State
from clinic.refusal import Refusal
from staff.deciding import AGAIN, AN_EMAIL_LEAVES, SENT, Choice, left_to_decide, may_send_again
from staff.desk import desk_page, show, who
from staff.permissions import May
from staff.status_codes import plain
from staff.wording import counted


@desk_page(May.DECIDE, change=May.DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def all_were_sent(request: HttpRequest, attempt: UUID) -> HttpResponse:
    return decide_all(request, attempt, SENT)


@desk_page(May.DECIDE, change=May.DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def send_all_again(request: HttpRequest, attempt: UUID) -> HttpResponse:
    return decide_all(request, attempt, AGAIN)


def decide_all(request: HttpRequest, attempt: UUID, choice: Choice) -> HttpResponse:
    rows = list(in_doubt(State.HELD).filter(attempt=attempt))
    if request.method != "POST":
        return show(request, "confirm", question(rows, attempt, choice)) if rows else redirect("staff:held")
    refused = carry_out(rows, choice, who(request))
    if not rows:
        messages.error(request, "These emails aren’t held any more: nothing was changed.")
        return redirect("staff:held")
    done = len(rows) - refused.total()
    emails = counted(done, "email", "emails")
    was = f"Recorded: {emails} {'was' if done == 1 else 'were'} sent."
    leave = f"{emails} {'leaves' if done == 1 else 'leave'} again, within the clinic’s hours."
    messages.info(request, f"{was if choice is SENT else leave} {left_to_decide()}")
    for why, number in refused.items():
        messages.warning(request, f"{counted(number, 'email', 'emails')} of them stayed held. {why}")
    return redirect("staff:held")


def carry_out(rows: Sequence[Message], choice: Choice, by: str) -> Counter[str]:
    """How many were refused, by the reason."""
    refused: Counter[str] = Counter()
    with transaction.atomic():
        for row in rows:
            try:
                choice.act(row, timezone.now(), by=by)
            except Refusal as refusal:
                refused[plain(str(refusal))] += 1
    return refused


def question(rows: Sequence[Message], attempt: UUID, choice: Choice) -> dict[str, Any]:
    number, again = len(rows), sum(map(may_send_again, rows))
    ended = number - again
    if choice is SENT:
        title, label = f"Were all {number} sent?", f"All {number} were sent"
        found = [(0, f"emails leave now: all {number} count as accepted")]
    else:
        title, label = f"Send {again} again?", f"Send {again} again"
        found = [(again, AN_EMAIL_LEAVES if again == 1 else AN_EMAIL_LEAVES.replace("email leaves", "emails leave"))]
        found += [(ended, "held for a series that has ended: nothing is sent any more")] if ended else []
    found.append((number, "notes are kept: your name, the time, and what you decided"))
    return {
        "title": title, "tab_title": choice.tab, "nav": "held", "why": None,
        "warning": "" if choice is SENT else "Whoever got the first one after all gets it twice.",
        "consequences_of": [{"number": count, "text": text} for count, text in found],
        "button_label": label, "danger": False, "back_label": "One by one",
        "action_url": reverse(f"staff:{'all_were_sent' if choice is SENT else 'send_all_again'}", args=[attempt]),
        "back_url": reverse("staff:held"),
    }  # fmt: skip

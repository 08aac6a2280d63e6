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
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.models import Message
from campaigns.models.state_table import State
from campaigns.reporting.attention import in_doubt
from clinic.refusal import Refusal
from staff.deciding import AGAIN, SENT, Choice, emails_leave_again, left_to_decide, may_send_again
from staff.desk import desk_page, show, who
from staff.permissions import May
from staff.status_codes import plain


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
        messages.error(request, _("These emails aren’t held any more: nothing was changed."))
        return redirect("staff:held")
    done = len(rows) - refused.total()
    was = ngettext("Recorded: {n} email was sent.", "Recorded: {n} emails were sent.", done)
    leave = ngettext(
        "{n} email leaves again, within the clinic’s hours.", "{n} emails leave again, within the clinic’s hours.", done
    )
    messages.info(request, f"{(was if choice is SENT else leave).format(n=f'{done:,}')} {left_to_decide()}")
    for why, number in refused.items():
        messages.warning(request, stayed_held(number, why))
    return redirect("staff:held")


def stayed_held(number: int, why: str) -> str:
    said = ngettext("{n} email of them stayed held. {why}", "{n} emails of them stayed held. {why}", number)
    return said.format(n=f"{number:,}", why=why)


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
        title, label = _("Were all {n} sent?").format(n=number), _("All {n} were sent").format(n=number)
        found = [(0, _("emails leave now: all {n} count as accepted").format(n=number))]
    else:
        title, label = _("Send {n} again?").format(n=again), _("Send {n} again").format(n=again)
        found = [(again, emails_leave_again(again))]
        found += [(ended, _("held for a series that has ended: nothing is sent any more"))] if ended else []
    found.append((number, _("notes are kept: your name, the time, and what you decided")))
    return {
        "title": title, "tab_title": choice.tab, "nav": "held", "why": None,
        "warning": "" if choice is SENT else _("Whoever got the first one after all gets it twice."),
        "consequences_of": [{"number": count, "text": text} for count, text in found],
        "button_label": label, "danger": False, "back_label": _("One by one"),
        "action_url": reverse(f"staff:{'all_were_sent' if choice is SENT else 'send_all_again'}", args=[attempt]),
        "back_url": reverse("staff:held"),
    }  # fmt: skip

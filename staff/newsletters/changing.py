"""Taking a newsletter back, stopping the rest, deleting a draft, sending again to those missed: each a question with its numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods

from campaigns.models import Newsletter
from campaigns.newsletters.audience import count
from campaigns.newsletters.finishing import figures, send_to_those_missed
from campaigns.newsletters.scheduling import stop_the_rest, unschedule
from campaigns.newsletters.writing import delete
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from staff.desk import desk_page, show, who
from staff.newsletters.place import newsletter_of
from staff.permissions import May
from staff.wording import counted

Rows = Sequence[tuple[Any, str]]


@desk_page(May.PLAN, change=May.PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def unschedule_newsletter(request: HttpRequest, newsletter: UUID) -> HttpResponse:
    row = newsletter_of(newsletter)
    number = count(row, ClinicProfile.current().zone).gets_it
    rows = [
        (number, _("emails don’t leave")),
        (0, _("people have had it")),
        (0, _("words are lost: it becomes a draft")),
    ]

    def act() -> str:
        unschedule(row, timezone.now(), by=who(request))
        return _("Taken back. It is a draft again.")

    return ask(
        request,
        row,
        "unschedule",
        _("Take back “{name}”?").format(name=row.name),
        pgettext("newsletter", "Take it back"),
        rows,
        act,
    )


@desk_page(May.PLAN, change=May.PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_newsletter(request: HttpRequest, newsletter: UUID) -> HttpResponse:
    row = newsletter_of(newsletter)
    found = figures(row)
    rows = [(found.sent, _("emails have left: they stay as they are")), (found.to_come, _("emails don’t leave"))]

    def act() -> str:
        stopped = stop_the_rest(row, timezone.now(), by=who(request))
        return ngettext("Stopped. {n} email didn’t leave.", "Stopped. {n} emails didn’t leave.", stopped).format(
            n=f"{stopped:,}"
        )

    label = _("Stop {emails}").format(emails=counted(found.to_come, "email", "emails"))
    return ask(
        request, row, "stop", _("Stop the rest of “{name}”?").format(name=row.name), label, rows, act, danger=True
    )


@desk_page(May.PLAN, change=May.PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def delete_newsletter(request: HttpRequest, newsletter: UUID) -> HttpResponse:
    row = newsletter_of(newsletter)
    rows = [(1, _("draft is gone, with its words in every language")), (0, _("emails of it have left"))]

    def act() -> str:
        delete(row, timezone.now(), by=who(request))
        return _("“{name}” is deleted.").format(name=row.name)

    return ask(
        request,
        row,
        "delete",
        _("Delete “{name}”?").format(name=row.name),
        _("Delete 1 draft"),
        rows,
        act,
        danger=True,
        then="newsletters",
    )


@desk_page(May.PLAN, change=May.PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def send_again_newsletter(request: HttpRequest, newsletter: UUID) -> HttpResponse:
    row = newsletter_of(newsletter)
    found = figures(row)
    rows = [
        (found.not_reached, _("people it didn’t reach are the audience of a new draft with the same words")),
        (found.sent, _("people who had it, or may have, don’t get it again")),
        (0, _("emails leave now: you approve and plan the draft first")),
    ]
    made: list[Newsletter] = []

    def act() -> str:
        made.append(send_to_those_missed(row, timezone.now(), by=who(request)))
        return _("Here is the draft for those it didn’t reach.")

    answer = ask(request, row, "again", _("Send it to those it didn’t reach?"), _("Make a draft for {people}").format(people=counted(found.not_reached, "person", "people")), rows, act)  # fmt: skip
    return redirect("staff:newsletter_audience", made[0].pk) if made else answer


def ask(
    request: HttpRequest, row: Newsletter, name: str, title: str, button: str, rows: Rows, act: Callable[[], str], *,
    danger: bool = False, then: str = "",
) -> HttpResponse:  # fmt: skip
    """GET shows the question; POST does it, or says why not."""
    refused = ""
    if request.method == "POST":
        try:
            messages.info(request, act())
            return redirect("staff:newsletters") if then else redirect("staff:newsletter_report", row.pk)
        except Refusal as refusal:
            refused = str(refusal)
    context = {
        "title": title, "tab_title": _("Newsletter"), "nav": "newsletters", "why": None, "refused": refused,
        "consequences_of": [{"number": f"{number:,}", "text": text} for number, text in rows],
        "button_label": button, "danger": danger, "back_label": _("Leave it as it is"),
        "action_url": reverse(f"staff:newsletter_{name}", args=[row.pk]),
        "back_url": reverse("staff:newsletter_write", args=[row.pk]),
    }  # fmt: skip
    return show(request, "confirm", context)

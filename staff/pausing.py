"""Pause and resume all sending, each a question with its consequences in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from campaigns.live import pausing
from campaigns.models import Enrolment, Message
from staff.desk import desk_page, show, who
from staff.permissions import May
from staff.wording import counted


@desk_page(May.PAUSE, change=May.PAUSE)
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        pausing.pause(timezone.now(), by=who(request))
        messages.info(request, _("Paused. Nothing leaves until you resume."))
        return redirect("staff:today")
    under_way = Enrolment.objects.count_under_way()
    rows = [
        (under_way, ngettext("patient waits until you resume", "patients wait until you resume", under_way)),
        (due_now(), _("emails that are due now stay")),
        (0, _("patients lose their place")),
    ]
    button = _("Pause for {patients}").format(patients=counted(under_way, "patient", "patients"))
    return show(
        request, "confirm", question(_("Pause all emails?"), "pause", rows, button, _("Keep them running"), danger=True)
    )


@desk_page(May.RESUME, change=May.RESUME)
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        pausing.resume(timezone.now(), by=who(request))
        messages.info(request, _("Sending goes on at the next tick of the clock."))
        return redirect("staff:today")
    due = due_now()
    rows = [
        (
            due,
            ngettext(
                "email is due: each leaves within the clinic’s hours",
                "emails are due: each leaves within the clinic’s hours",
                due,
            ),
        ),
        (0, _("lessons are sent twice, or dropped for being late")),
    ]
    button = _("Resume, with {emails} due").format(emails=counted(due, "email", "emails"))
    context = question(_("Resume sending?"), "resume", rows, button, _("Not yet"), danger=False)
    return show(request, "confirm", context, said=("paused",))


def due_now() -> int:
    now = timezone.now()
    return Message.objects.due(now).count() + Enrolment.objects.due(now).count()


def question(
    title: str, name: str, rows: Sequence[tuple[int, str]], button: str, back: str, *, danger: bool
) -> dict[str, Any]:
    return {
        "title": title, "tab_title": _("Pause") if name == "pause" else _("Resume"), "nav": "today", "why": None,
        "consequences_of": [{"number": number, "text": text} for number, text in rows],
        "button_label": button, "danger": danger, "back_label": back,
        "action_url": reverse(f"staff:{name}"), "back_url": reverse("staff:today"),
    }  # fmt: skip

"""Pause and resume all sending, each a question with its consequences in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns import pausing
from campaigns.models import Enrolment, Message
from staff.desk import desk_page, show, who
from staff.permissions import May
from staff.wording import counted


@desk_page(May.PAUSE, change=May.PAUSE)
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        pausing.pause(timezone.now(), by=who(request))
        messages.info(request, "Paused. Nothing leaves until you resume.")
        return redirect("staff:today")
    under_way = Enrolment.objects.count_under_way()
    rows = [
        (under_way, f"{'patient waits' if under_way == 1 else 'patients wait'} until you resume"),
        (due_now(), "emails that are due now stay"),
        (0, "patients lose their place"),
    ]
    button = f"Pause for {counted(under_way, 'patient', 'patients')}"
    return show(
        request, "confirm", question("Pause all emails?", "pause", rows, button, "Keep them running", danger=True)
    )


@desk_page(May.RESUME, change=May.RESUME)
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        pausing.resume(timezone.now(), by=who(request))
        messages.info(request, "Sending goes on at the next tick of the clock.")
        return redirect("staff:today")
    due = due_now()
    rows = [
        (due, f"{'email is' if due == 1 else 'emails are'} due: each leaves within the clinic’s hours"),
        (0, "lessons are sent twice, or dropped for being late"),
    ]
    button = f"Resume, with {counted(due, 'email', 'emails')} due"
    return show(request, "confirm", question("Resume sending?", "resume", rows, button, "Not yet", danger=False))


def due_now() -> int:
    now = timezone.now()
    return Message.objects.due(now).count() + Enrolment.objects.due(now).count()


def question(
    title: str, name: str, rows: Sequence[tuple[int, str]], button: str, back: str, *, danger: bool
) -> dict[str, Any]:
    return {
        "title": title, "tab_title": name.capitalize(), "nav": "today", "why": None,
        "consequences_of": [{"number": number, "text": text} for number, text in rows],
        "button_label": button, "danger": danger, "back_label": back,
        "action_url": reverse(f"staff:{name}"), "back_url": reverse("staff:today"),
    }  # fmt: skip

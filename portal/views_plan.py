"""The one-page plan to take to the next visit. It is read and printed; nothing on it is stored."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from campaigns.models import Message
from portal.lesson_page import lesson_page
from portal.letter import Letter
from portal.page import page
from portal.plan import plan_of


@lesson_page()
def plan(request: HttpRequest, message: Message, now: datetime) -> HttpResponse:
    spoken = Letter(message, now).language
    return page(
        "plan", spoken, lang=spoken, plan=plan_of(message), lesson_url=reverse("portal:lesson", args=[message.token])
    )

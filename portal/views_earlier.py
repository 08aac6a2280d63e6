"""All lessons of a series on one page: those that came, to read again, and those to come, with their dates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from campaigns.models import Message
from portal.lesson_page import lesson_page
from portal.letter import Letter
from portal.page import page
from portal.your_lessons import your_lessons


@lesson_page()
def earlier(request: HttpRequest, message: Message, now: datetime) -> HttpResponse:
    letter = Letter(message, now)
    urls: dict[str, Any] = {
        f"{name}_url": reverse(f"portal:{name}", args=[message.token]) for name in ("lesson", "plan")
    }
    return page("earlier", letter.language, lang=letter.language, lessons=your_lessons(letter), **urls)

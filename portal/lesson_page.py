"""What every page behind a lesson's link has in common: the message is found by its token, an old link offers a fresh one, and the door."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaigns.models import Message
from portal import door
from portal.old_links import is_old
from portal.page import page
from portal.patient_page import patient_page
from portal.views_door import show_door

READ = ("GET", "HEAD")


def lesson_page(*, methods: Collection[str] = READ, fields: Collection[str] = ()) -> Callable[..., Any]:
    """The view gets (request, message, now) and what else its address holds. `fields`: as in patient_page."""

    def of_lesson(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @patient_page(fields=fields)
        @require_http_methods([*methods])
        @wraps(view)
        def opened(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
            message, now = lesson_of(token), timezone.now()
            if is_old(message, now):
                return show_old(message)
            to = (request.resolver_match and request.resolver_match.url_name) or ""
            if door.is_shut(request, message, now, to=to):
                return show_door(message, now, to=to)
            return view(request, message, now, **more)

        return opened

    return of_lesson


def lesson_of(token: str) -> Message:
    """Raises Http404."""
    return get_object_or_404(Message.objects.lessons().opened_by(token))


def show_old(message: Message) -> HttpResponse:
    """Nothing of the lesson: whoever found the old email isn't asked for a birth date either."""
    fresh_url = reverse("portal:fresh_link", args=[message.token])
    return page("old_link", message.patient.language, status=410, fresh_url=fresh_url)

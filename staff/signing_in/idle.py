"""Whoever leaves the desk alone for the clinic's idle minutes is signed out at the next click."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.models import ClinicProfile

SEEN = "seen_at"
NOTED_EVERY = timedelta(minutes=1)  # a row is written at most so often
ASKS_BY_ITSELF = ("/write/here/", "/preview/stamp")  # an open page asks there, whether somebody sits before it or not


class SignOutTheIdle:
    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/staff/"):
            return self.answer(request)  # patients and machines have no session, and none is looked for
        if SESSION_KEY in request.session:
            look(request, timezone.now())
        answer = self.answer(request)
        if SESSION_KEY in request.session and SEEN not in request.session:  # just signed in
            request.session[SEEN] = timezone.now().isoformat()
        return answer


def look(request: HttpRequest, now: datetime) -> None:
    """Sign out, or note that somebody is there."""
    seen, minutes = seen_at(request), ClinicProfile.current().idle_minutes
    if seen and now - seen > timedelta(minutes=minutes):
        left = request.session[SESSION_KEY]
        logout(request)
        messages.info(
            request,
            _("You were signed out, because nothing happened here for {minutes} minutes.").format(minutes=minutes),
        )
        request.left_idle = left  # type: ignore[attr-defined]
    elif not request.path.endswith(ASKS_BY_ITSELF) and (seen is None or now - seen > NOTED_EVERY):
        request.session[SEEN] = now.isoformat()
        UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now)


def seen_at(request: HttpRequest) -> datetime | None:
    written = request.session.get(SEEN)
    return datetime.fromisoformat(written) if written else None

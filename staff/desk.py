"""What every page of the desk shares: who may come in, the clinic's time zone, and the frame around the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.contrib.auth.views import redirect_to_login
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from campaigns.attention import look_around
from campaigns.sending.way import way_now
from clinic.models import AuditEntry, ClinicProfile, Installation, Person
from staff.errors import forbidden
from staff.needs import needs
from staff.notes import notes
from staff.review_waiting import number_waiting

View = Callable[..., HttpResponse]


def desk_page(view: View) -> View:
    """For signed-in staff only, in the clinic's time zone, kept by no cache."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_staff:
            return forbidden(request)
        with timezone.override(ClinicProfile.current().zone):
            response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return page


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, said: tuple[str, ...] = ()
) -> HttpResponse:
    """Draw templates/staff/`template`.html. `said`: what the page itself says, so that no note repeats it."""
    frame = {"desk": desk(request, said), "messages": get_messages(request)}
    return render(request, f"staff/{template}.html", {**frame, **context}, using="jinja2")


def desk(request: HttpRequest, said: tuple[str, ...]) -> dict[str, Any]:
    now = timezone.now()
    clinic, installation, way = ClinicProfile.current(), Installation.current(), way_now(now)
    attention = look_around(now)
    return {
        "clinic_name": clinic.name,
        "mail_name": clinic.mail_name,
        "live": not way.practising,
        "paused": installation.paused,
        "needs": len(needs(attention, now)),
        "reviews": number_waiting(member(request.user), now),
        "held": attention.doubtful.get("held", 0),
        "person": person(request.user),
        "notes": notes(installation, way, now, said),
    }


def person(user: AbstractBaseUser | AnonymousUser) -> dict[str, str]:
    assert isinstance(user, User)
    name = user.get_full_name() or user.username
    initials = "".join(word[0] for word in name.split()[:2]).upper()
    of_staff = member(user)
    role = of_staff.get_role_display() if of_staff else "Admin" if user.is_superuser else "Staff"
    return {"name": name, "initials": initials, "role": role}


def member(user: AbstractBaseUser | AnonymousUser) -> Person | None:
    """What this user does here; looked up once a request. None for somebody nobody has given a role."""
    return getattr(user, "person", None)


def user_of(request: HttpRequest) -> User:
    """Who is signed in: on a page of the desk it is always somebody."""
    assert isinstance(request.user, User)
    return request.user


def who(request: HttpRequest) -> str:
    """The actor of an audit entry: the user's id."""
    return str(request.user.pk)


def record(request: HttpRequest, action: str, subject: object, **detail: Any) -> None:
    """Note who looked or did what. Ids and counts only."""
    AuditEntry.objects.record(action, actor=who(request), now=timezone.now(), subject=subject, **detail)

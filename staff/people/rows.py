"""The people who work here as lines of a page: role, second factor, last seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.models import Invitation
from staff.permissions import role_of
from staff.wording import ago


def everybody(now: datetime) -> QuerySet[User]:
    """Those who work here first, by name; those who left last. One query for all that is shown of them."""
    return (
        User.objects.filter(is_staff=True)
        .select_related("person")
        .annotate(
            second_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"))),
            waits=Exists(Invitation.objects.open(now).filter(user=OuterRef("pk"))),
            seen_at=Max("usersession__last_seen_at"),
        )
        .order_by("-is_active", "first_name", "last_name", "username")
    )


def line(user: User, now: datetime) -> dict[str, Any]:
    role, person = role_of(user) or getattr(getattr(user, "person", None), "role", None), getattr(user, "person", None)
    seen = user.seen_at or user.last_login  # type: ignore[attr-defined]
    return {
        "id": user.pk,
        "name": user.get_full_name() or user.get_username(),
        "sign_in": user.get_username(),
        "email": user.email,
        "role": role_name(user),
        "role_value": role or "",
        "credential": person.credential if person else "",
        "practice": bool(person and person.practice),
        "active": user.is_active,
        "second_factor": user.second_factor,  # type: ignore[attr-defined]
        "invited": user.waits and not user.has_usable_password(),  # type: ignore[attr-defined]
        "seen": ago(seen, now) if seen else _("not yet"),
        "url": reverse("staff:person", args=[user.pk]),
    }


def role_name(user: User) -> str:
    person = getattr(user, "person", None)
    if user.is_superuser:
        if person and person.role != person.Role.ADMIN:
            return _("{role} and admin").format(role=person.get_role_display())
        return _("Admin")
    return person.get_role_display() if person else _("No role yet")


def open_sign_ins(user: User) -> int:
    return len(UserSession.objects.purge_and_list(user))


def sign_out_everywhere(user: User) -> None:
    for one in UserSession.objects.filter(user=user):
        one.end()

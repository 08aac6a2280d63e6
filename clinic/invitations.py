"""Making and using the one-time links with which people choose their password."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clinic.models import Invitation
from clinic.refusal import Refusal

DAYS = 7
GONE = gettext_noop(
    "This link has been used, has run out, or was replaced by a newer one. Ask an admin for a new link."
)


def invite(user: User, *, now: datetime, by: str) -> str:
    """The token of a new link, shown once. Older links of this person stop working."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        Invitation.objects.open(now).filter(user=user).update(ends_at=now)
        Invitation.objects.create(
            user=user, token_hash=hashed(token), made_at=now, made_by=by, ends_at=now + timedelta(days=DAYS)
        )
    return token


def invited(token: str, now: datetime) -> User:
    """Whose link this is. Raises Refusal."""
    found = Invitation.objects.open(now).filter(token_hash=hashed(token), user__is_active=True).select_related("user")
    if one := found.first():
        return one.user
    raise Refusal(_(GONE))


def accept(token: str, password: str, *, now: datetime) -> User:
    """Set the password and use the link up: of two at the same time one gets it. Raises Refusal."""
    with transaction.atomic():
        user = invited(token, now)
        used = Invitation.objects.open(now).filter(token_hash=hashed(token)).update(used_at=now)
        if not used:
            raise Refusal(_(GONE))
        user.set_password(password)
        user.save(update_fields=["password"])
    return user


def hashed(token: str) -> str:
    """A token of 256 random bits needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()

"""Making, finding and revoking the tokens with which other systems call the API."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.models import ApiToken, AuditEntry
from clinic.refusal import Refusal

BEGINS = "av_"  # whoever finds one in a file or a log knows what it is
SHOWN = len(BEGINS) + 6
SECRET = re.compile(r"av_[A-Za-z0-9_-]{43}")
NAME = re.compile(r"[a-z0-9][a-z0-9 ._-]{0,35}")
DAYS = 365
MOST_DAYS = 730


@dataclass(frozen=True)
class Made:
    """`secret` is kept nowhere: whoever made it passes it on, once."""

    token: ApiToken
    secret: str


def make(name: str, scopes: Collection[str], *, days: int = DAYS, now: datetime, by: str) -> Made:
    """A token of the system `name`, which is kept in small letters. Raises Refusal."""
    name = " ".join(name.lower().split())
    if not NAME.fullmatch(name):
        raise Refusal(_("Name the system in 1 to 36 letters without accents, digits, blanks, dots, hyphens."))
    if not scopes or set(scopes) - set(ApiToken.Scope.values):
        raise Refusal(
            _("Say what the token may do: one or more of {scopes}.").format(scopes=", ".join(ApiToken.Scope.values))
        )
    if not 1 <= days <= MOST_DAYS:
        raise Refusal(_("A token lasts 1 to {most} days.").format(most=MOST_DAYS))
    secret = BEGINS + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            name=name, shown=secret[:SHOWN], digest=digest_of(secret), scopes=sorted(set(scopes)), made_by=by, made_at=now,
            expires_at=now + timedelta(days=days), counted_since=now,
        )  # fmt: skip
        AuditEntry.objects.record("token.add", actor=by, now=now, subject=token.pk, scopes=token.scopes, days=days)
    return Made(token, secret)


def revoke(token: ApiToken, now: datetime, *, by: str) -> bool:
    """From the next call on it opens nothing. False where that was so before."""
    with transaction.atomic():
        revoked = ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
        if revoked:
            AuditEntry.objects.record("token.revoke", actor=by, now=now, subject=token.pk)
        return bool(revoked)


def token_of(secret: str, now: datetime) -> ApiToken | None:
    """The token with this secret, while it holds. What we can't have made never reaches the database."""
    if not SECRET.fullmatch(secret):
        return None
    return ApiToken.objects.valid(now).filter(digest=digest_of(secret)).first()


def digest_of(secret: str) -> str:
    """256 random bits need no salt, and looking a digest up tells nothing by its timing about the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()

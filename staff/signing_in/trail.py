"""Coming and going in the audit trail: who signed in and how, who left, what was refused, which second factor changed.

Nothing that was typed is kept, and no address: a person by id, and a name that nobody has as `STRANGER`. A flood of refused tries fills no disk:
config/signing_in.py lets five a quarter of an hour through for a name, and five codes for a person; a lock-out is one entry, and so is a
quarter of an hour of tries at a closed sign-in; of strangers' tries, by a name or a sign-in service, one a minute is noted, whoever makes how many.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import user_logged_in
from allauth.mfa import signals as second_factor
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractBaseUser, User
from django.contrib.auth.signals import user_logged_out
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from clinic.models import AuditEntry

STRANGER: Final = "nobody here"  # actor of a try under a name that no sign-in has
STRANGERS_NOTED_EVERY: Final = timedelta(minutes=1)
LOCKED_FOR: Final = timedelta(minutes=15)  # as ACCOUNT_RATE_LIMITS has it


def listen() -> None:
    """Called once, when the program starts."""
    for signal, noted in (
        (user_logged_in, signed_in), (user_logged_out, signed_out), (second_factor.authentication_failed, code_refused),
        (second_factor.authenticator_added, factor_added), (second_factor.authenticator_removed, factor_removed),
        (second_factor.authenticator_reset, factor_renewed),
    ):  # fmt: skip
        signal.connect(noted, dispatch_uid="staff.signing_in.trail")


def signed_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    note("sign-in", user, how=sorted({str(one["method"]) for one in get_authentication_records(request, user)}))


def signed_out(*, user: User | None, **_: Any) -> None:
    if user is not None:  # None: the session had ended before
        note("sign-out", user)


def refused(name: str) -> None:
    """Name and password don't belong together."""
    user = of_this_name(name)
    if user is not None:
        note("sign-in.refused", user, why="password")
    else:
        stranger("name")


def stranger(why: str) -> None:
    """`why`: a name that nobody has; or of what a sign-in service says, an address nobody was invited under ("address"), or no "proof" at all."""
    if cache.add("stranger-noted", "", STRANGERS_NOTED_EVERY.total_seconds()):
        AuditEntry.objects.record("sign-in.refused", actor=STRANGER, now=timezone.now(), why=why)


def locked_out(name: str) -> None:
    """Too many wrong tries, for this name or from one address. Of somebody who has this name only."""
    user = of_this_name(name)
    if user is not None and once("locked", user):
        note("sign-in.locked", user)


def closed(user: AbstractBaseUser) -> None:
    """The password was right, and an admin has closed this sign-in."""
    if once("closed", user):
        note("sign-in.refused", user, why="closed")


def of_this_name(name: str) -> User | None:
    return User.objects.filter(username__iexact=name).first() if "\0" not in name else None


def once(what: str, user: AbstractBaseUser) -> bool:
    """While a lock-out lasts."""
    return bool(cache.add(f"{what}-noted-{user.pk}", "", LOCKED_FOR.total_seconds()))


def code_refused(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    note("sign-in.refused", user, why="second factor", kind=str(authenticator.type))


def factor_added(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    note("second-factor.add", user, kind=str(authenticator.type))


def factor_removed(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    note("second-factor.remove", user, kind=str(authenticator.type))


def factor_renewed(*, user: User, authenticator: Authenticator, **_: Any) -> None:
    note("second-factor.renew", user, kind=str(authenticator.type))


def note(action: str, user: AbstractBaseUser, **detail: object) -> None:
    AuditEntry.objects.record(action, actor=str(user.pk), now=timezone.now(), subject=user.pk, **detail)

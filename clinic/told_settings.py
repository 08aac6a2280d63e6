"""Who of the staff is told by email: the backup for requests that are late, and the readers of the Monday email."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext_noop

from clinic.models import ClinicProfile
from clinic.setting import Setting, this


def user_named(setting: str, name: str) -> User:
    """By the name they sign in with. Raises Refusal for somebody who couldn't be told."""
    found = User.objects.filter(username=name, is_active=True, person__isnull=False).first()
    if found is None:
        sentence = gettext_noop("This names {name}: write the sign-in name of somebody who works here.")
        raise this(setting, sentence, name=repr(name))
    if not found.email:
        sentence = gettext_noop("This names {name}, who has no email address: add one first.")
        raise this(setting, sentence, name=repr(name))
    return found


def read_backup(text: str) -> dict[str, Any]:
    name = text.strip()
    return {"backup": str(user_named("backup", name).pk) if name else ""}


def read_digest(text: str) -> dict[str, Any]:
    names = list(dict.fromkeys(filter(None, re.split(r"[\s,]+", text))))
    return {"digest_to": [str(user_named("digest", name).pk) for name in names]}


def sign_in_names(ids: list[str]) -> str:
    names = {str(user.pk): user.username for user in User.objects.filter(pk__in=ids)} if ids else {}
    return ",".join(names[one] for one in ids if one in names)


TOLD = {
    "backup": Setting(read_backup, lambda profile: sign_in_names([profile.backup] if profile.backup else [])),
    "digest": Setting(read_digest, lambda profile: sign_in_names(profile.digest_to)),
}


def who_can_be_told() -> list[User]:
    """Staff with an address, by name."""
    people = User.objects.filter(is_active=True, person__isnull=False).exclude(email="")
    return list(people.order_by("first_name", "last_name", "username"))


def still_here(profile: ClinicProfile) -> tuple[User | None, list[User]]:
    """The backup and the readers of the digest, without those who have left."""
    known = {str(user.pk): user for user in who_can_be_told()}
    return known.get(profile.backup), [known[one] for one in profile.digest_to if one in known]

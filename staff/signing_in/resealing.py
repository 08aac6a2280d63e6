"""Second factors of staff under the current field key: their secrets are sealed with it (staff/signing_in/adapters.py)."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from campaigns.rows import locked
from patients.sealed_text import is_current, open_text, seal_text
from patients.sealing import SealBroken
from staff.signing_in.adapters import TOTP_LABEL

SEALED = ("secret", "seed", "migrated_codes")  # where django-allauth keeps what its adapter encrypts


def second_factors(*, only_count: bool = False) -> int:
    """How many were sealed again; with `only_count` how many need it. One that no key opens is counted and stays."""
    older = [one.pk for one in Authenticator.objects.all() if needs_older_key(one.data)]
    if only_count:
        return len(older)
    return sum(map(seal_again, older))


def seal_again(pk: int) -> bool:
    with transaction.atomic():
        one = locked(Authenticator.objects.filter(pk=pk)).first()
        if one is None:
            return False
        try:
            one.data = {name: turned(value) if name in SEALED else value for name, value in one.data.items()}
        except SealBroken:
            return False
        one.save(update_fields=["data"])
    return True


def turned(value: Any) -> Any:
    if isinstance(value, list):
        return [turned(one) for one in value]
    return seal_text(TOTP_LABEL, open_text(TOTP_LABEL, value))


def needs_older_key(data: dict[str, Any]) -> bool:
    sealed = [data[name] for name in SEALED if name in data]
    texts = [text for one in sealed for text in (one if isinstance(one, list) else [one])]
    return not all(is_current(TOTP_LABEL, text) for text in texts)

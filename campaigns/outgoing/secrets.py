"""The secret that signs what a receiver hears: shown once, kept sealed, and for a week after a change the old one signs as well."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from campaigns.models import Receiver
from campaigns.rows import locked
from patients.sealed_text import is_current, open_text, seal_text
from patients.sealing import SealBroken

LABEL: Final = "campaigns.webhook-secret.v1"  # frozen: part of what is sealed
BEGINS: Final = "whsec_"
BYTES: Final = 32  # Standard Webhooks asks for 24 to 64
OLD_SIGNS_FOR: Final = timedelta(days=7)


def new_secret() -> str:
    return BEGINS + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def sealed(secret: str) -> str:
    return seal_text(LABEL, secret)


def secrets_of(receiver: Receiver, now: datetime) -> list[str]:
    """Those that sign now, the new one first. Raises SealBroken."""
    old = bool(receiver.old_secret and receiver.old_until and now < receiver.old_until)
    return [open_text(LABEL, one) for one in (receiver.secret, *([receiver.old_secret] if old else []))]


def seal_again(*, only_count: bool = False) -> int:
    """Under the current field key. How many; with `only_count` how many need it. One that no key opens is counted and stays."""
    older = [one.pk for one in Receiver.objects.all() if not all(is_current(LABEL, text) for text in texts_of(one))]
    return len(older) if only_count else sum(map(sealed_again, older))


def sealed_again(pk: UUID) -> bool:
    with transaction.atomic():
        one = locked(Receiver.objects.filter(pk=pk)).first()
        if one is None:
            return False
        try:
            one.secret, one.old_secret = turned(one.secret), turned(one.old_secret)
        except SealBroken:
            return False
        one.save(update_fields=["secret", "old_secret"])
    return True


def texts_of(receiver: Receiver) -> list[str]:
    return [text for text in (receiver.secret, receiver.old_secret) if text]


def turned(text: str) -> str:
    return sealed(open_text(LABEL, text)) if text else ""

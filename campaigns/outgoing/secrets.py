"""The secret that signs what a receiver hears: shown once, kept sealed, and for a week after a change the old one signs as well.

Changed twice within a week, all that are younger sign: nobody knows which of them the receiver has by now.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Receiver
from campaigns.rows import locked
from clinic.refusal import Refusal
from patients.sealed_text import is_current, open_text, seal_text
from patients.sealing import SealBroken

LABEL: Final = "campaigns.webhook-secret.v1"  # frozen: part of what is sealed
BEGINS: Final = "whsec_"
BYTES: Final = 32  # Standard Webhooks asks for 24 to 64
OLD_SIGNS_FOR: Final = timedelta(days=7)
MOST_OLD: Final = 9  # their signatures are a header, and receivers take no endless one


def new_secret() -> str:
    return BEGINS + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def sealed(secret: str) -> str:
    return seal_text(LABEL, secret)


def secrets_of(receiver: Receiver, now: datetime) -> list[str]:
    """Those that sign now, the newest first. Raises SealBroken."""
    return [open_text(LABEL, one) for one in (receiver.secret, *(text for _until, text in old_ones(receiver, now)))]


def old_ones(receiver: Receiver, now: datetime) -> list[tuple[datetime, str]]:
    """Until when each signs, and its sealed text; the newest first."""
    found = [(until or receiver.old_until, text) for until, text in written(receiver)]
    return [(until, text) for until, text in found if until and now < until]


def written(receiver: Receiver) -> list[tuple[datetime | None, str]]:
    """A line each in `old_secret`: a moment and a sealed text. One that stands alone, as once written, signs until `old_until`."""
    parted = [line.rpartition(" ") for line in receiver.old_secret.splitlines()]
    return [(datetime.fromisoformat(until) if until else None, text) for until, _blank, text in parted]


def as_old(receiver: Receiver, now: datetime) -> str:
    """What `old_secret` holds once another takes the present one's place. Raises Refusal."""
    old = [(now + OLD_SIGNS_FOR, receiver.secret), *old_ones(receiver, now)]
    if len(old) > MOST_OLD:
        raise Refusal(_("{most} older secrets still sign, and there can’t be more: wait a few days, or remove the receiver and add it again.").format(most=MOST_OLD))  # fmt: skip
    return in_lines(old)


def in_lines(old: Sequence[tuple[datetime | None, str]]) -> str:
    return "\n".join(f"{until.isoformat()} {text}" if until else text for until, text in old)


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
            one.secret = turned(one.secret)
            one.old_secret = in_lines([(until, turned(text)) for until, text in written(one)])
        except SealBroken:
            return False
        one.save(update_fields=["secret", "old_secret"])
    return True


def texts_of(receiver: Receiver) -> list[str]:
    return [receiver.secret, *(text for _until, text in written(receiver))]


def turned(text: str) -> str:
    return sealed(open_text(LABEL, text))

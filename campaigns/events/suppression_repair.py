"""Repair after events were lost: what the provider's lists hold and ours don't has its consequences now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction

from campaigns.events.consequences import GIVES_UP, give_up
from campaigns.rows import in_parts
from clinic.refusal import Refusal
from mailer.events.base import ProviderEvent
from mailer.suppression_lists.base import Listed, SuppressionLists
from patients.models import Suppression

AT_ONCE = 500


@dataclass(frozen=True)
class Difference:
    """`listed`: addresses on the provider's lists. `missing`: those we would still mail. `ours_only`: how many only we suppress."""

    listed: int
    missing: list[Listed] = field(repr=False)
    ours_only: int


def lists_by_settings(clock: Callable[[], datetime]) -> SuppressionLists:
    """Raises Refusal when the way out keeps no lists."""
    if settings.TRANSPORT == "sendgrid":
        from mailer.suppression_lists.sendgrid import SendGridLists

        return SendGridLists(settings.SENDGRID_API_KEY, host=settings.SENDGRID_HOST)
    if settings.TRANSPORT == "ses":
        from mailer.suppression_lists.ses import SesLists

        return SesLists(
            settings.AWS_ACCESS_KEY_ID, settings.AWS_SECRET_ACCESS_KEY, session_token=settings.AWS_SESSION_TOKEN, host=settings.SES_HOST,
            region=settings.SES_REGION, clock=clock,
        )  # fmt: skip
    raise Refusal(f"The transport {settings.TRANSPORT} keeps no lists of its own: there is nothing to compare.")


def compare(lists: SuppressionLists) -> Difference:
    """Raises mailer.suppression_lists.base.ListsUnreadable. Changes nothing."""
    try:
        by_address = {one.address: one for one in sorted(lists.listed(), key=weight)}
    finally:
        lists.close()
    covered = set(covered_of(list(by_address)))
    missing = [one for address, one in by_address.items() if address not in covered]
    return Difference(len(by_address), missing, max(0, Suppression.objects.stopping(news=False).count() - len(covered)))


def weight(one: Listed) -> bool:
    """An address may be on several lists: the person's own word counts more, so it comes last."""
    return GIVES_UP[one.happened][0] in Suppression.OWN_WORD


def covered_of(addresses: list[str]) -> Iterator[str]:
    for part in in_parts(addresses, AT_ONCE):
        yield from Suppression.objects.covering(part)


def repair(difference: Difference, now: datetime, *, provider: str) -> int:
    """Suppress what is missing, each with its consequences, as if its event had come. How many."""
    for one in difference.missing:
        event = ProviderEvent(id="", happened=one.happened, at=now, address=one.address)
        with transaction.atomic():
            give_up(provider, event, None, *GIVES_UP[one.happened], now)
    return len(difference.missing)

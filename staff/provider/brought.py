"""What the provider must be given so that it brings us what patients write, and what it brought lately."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.inbound.door import secret_of_the_door
from campaigns.models import InboundEmail
from clinic.models import ClinicProfile
from staff.wording import ago, clock_time, dated, local_date, place

SETTING = "SENDGRID_INBOUND_KEY"


def what_to_enter_for_answers(*, may_see_secret: bool) -> dict[str, Any] | None:
    """None while inbound mail is off. Whoever knows the address may bring emails, so only those who set up see it."""
    host = ClinicProfile.current().inbound
    if not host:
        return None
    signed = (
        _("set: calls must be signed")
        if settings.SENDGRID_INBOUND_KEY
        else _("not set: the secret address alone lets calls in")
    )
    address = f"{settings.PUBLIC_URL}{reverse('api:inbound', args=[secret_of_the_door()])}"
    return {
        "host": host,
        "url": address if may_see_secret else "",
        "facts": [
            {"name": SETTING, "text": signed},
            {"name": _("Last email brought"), "text": last_email()},
            *[{"name": str(InboundEmail.Outcome(outcome).label), "text": str(count)} for outcome, count in lately()],
        ],
    }


def lately() -> list[tuple[str, int]]:
    """How many emails came to what, of those still remembered: 30 days."""
    rows = InboundEmail.objects.exclude(outcome="").values("outcome").annotate(count=Count("pk")).order_by("outcome")
    return list(rows.values_list("outcome", "count"))


def last_email() -> str:
    latest = InboundEmail.objects.order_by("-received_at").values_list("received_at", flat=True).first()
    if latest is None:
        return _("none yet")
    where = place(ClinicProfile.current().time_zone)
    return _("{ago}: {day}, {time}, {place} time").format(
        ago=ago(latest, timezone.now()), day=dated(local_date(latest)), time=clock_time(latest), place=where
    )

"""What the provider must be given so that it tells us of bounces and complaints, and when it last did."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Event
from clinic.models import ClinicProfile
from staff.wording import ago, clock_time, dated, local_date, place

DOORS = {"sendgrid": "api:events_sendgrid", "ses": "api:events_ses"}
SILENT = {
    "inbox": gettext_lazy(
        "The local inbox has nothing to tell. Once a provider is set up, the address to enter there stands here."
    ),
    "smtp": gettext_lazy(
        "SMTP tells us nothing later. Bounces come to the mailbox your mail server names, and somebody has to read it."
    ),
}


def what_to_enter() -> dict[str, Any] | None:
    """None for a transport that tells us nothing later."""
    if settings.TRANSPORT not in DOORS:
        return None
    name, known = (
        ("SENDGRID_WEBHOOK_KEY", settings.SENDGRID_WEBHOOK_KEY)
        if settings.TRANSPORT == "sendgrid"
        else ("SES_EVENTS_TOPIC", settings.SES_EVENTS_TOPIC)
    )
    return {
        "url": f"{settings.PUBLIC_URL}{reverse(DOORS[settings.TRANSPORT])}",
        "facts": [
            {"name": name, "text": _("set") if known else _("not set: everything the provider tells us is refused")},
            {"name": _("Last event received"), "text": last_event()},
        ],
        "can_check": bool(known),
        "setting": name,
    }


def last_event() -> str:
    """Ids are made in order of time, so the primary key serves, however many there are."""
    latest = Event.objects.order_by("-pk").values_list("received_at", flat=True).first()
    if latest is None:
        return _("none yet")
    where = place(ClinicProfile.current().time_zone)
    return _("{ago}: {day}, {time}, {place} time").format(
        ago=ago(latest, timezone.now()), day=dated(local_date(latest)), time=clock_time(latest), place=where
    )

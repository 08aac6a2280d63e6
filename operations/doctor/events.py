"""Can the provider tell us of bounces and complaints, and when did it last?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from campaigns.events.live_check import check
from campaigns.models import Message
from clinic.models import Installation
from operations.doctor.finding import Found, Look, error, ok, unknown, warning
from operations.metrics.lately import first_id_at, last_event

DOORS = {
    "sendgrid": ("api:events_sendgrid", "SENDGRID_WEBHOOK_KEY"),
    "ses": ("api:events_ses", "SES_EVENTS_TOPIC"),
}
LONG = timedelta(days=2)


def events(look: Look) -> Iterator[Found]:
    if settings.TRANSPORT not in DOORS:
        yield (
            unknown(f"{settings.TRANSPORT} tells nothing later, so bounces aren't seen here.")
            if settings.TRANSPORT == "smtp"
            else ok("The local inbox has nothing to tell.")
        )
        return
    door, name = DOORS[settings.TRANSPORT]
    if not getattr(settings, name):
        yield error(
            f"{name} isn't set: all that the provider tells is refused, bounces and complaints too.",
            f"Set {name}; docs say where it stands at the provider.",
        )
    else:
        for one in check(settings.TRANSPORT, reverse(door), look.now):
            yield (
                ok(one.text)
                if one.passed
                else error(one.text, f"Set {name} anew, then press Check on the Provider page.")
            )
        yield unknown(
            "That the provider signs with the matching key is proven by an event that came in, and by nothing else."
        )
    yield from heard(look)


def heard(look: Look) -> Iterator[Found]:
    last = last_event()
    if last is not None:
        yield ok(f"The last event came in {int((look.now - last) / timedelta(hours=1))} hours ago.")
    fix = "At the provider, look whether it knows the address on the Provider page, and what it was answered."
    before = first_id_at(look.now - LONG)
    left = Message.objects.filter(pk__gte=before, practice=False).left()[:1]
    if Installation.objects.exclude(live_mark="").exists() and left and (last is None or look.now - last > LONG):
        yield warning("Emails left in the last two days, and no event came in.", fix)

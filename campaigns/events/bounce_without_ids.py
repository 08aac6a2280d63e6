"""An asynchronous bounce carries no ids of ours: its message is found by the address, when only one can be meant."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError

from campaigns.models import Event, Message
from campaigns.models.state_table import State
from campaigns.sending.settling import leave
from mailer.events.base import ProviderEvent
from patients.models import Patient

LONG_AGO = timedelta(days=7)  # a mail server that gives up later than this would be a rare one
MAY_BOUNCE = (State.SENDING, State.UNCERTAIN, State.HELD, State.ACCEPTED, State.DELIVERED)


def find_its_message(provider: str, event: ProviderEvent, now: datetime) -> None:
    """Mark it bounced if exactly one email went to that mailbox lately. Else nobody can tell which, and none is blamed."""
    try:
        patients = list(Patient.objects.with_address(event.address))
    except ValidationError:  # not an address
        return
    lately = Message.objects.filter(
        patient__in=patients, state__in=MAY_BOUNCE, claimed_at__gt=event.at - LONG_AGO, claimed_at__lte=event.at
    )
    found = list(lately.values_list("pk", flat=True)[:2])
    if len(found) == 1:
        code = f" ({event.code})" if event.code else ""
        leave(Message.objects.filter(pk__in=found), State.BOUNCED, f"The mailbox refused it later{code}.", now)
        Event.objects.filter(provider=provider, provider_event_id=event.id, message=None).update(message=found[0])

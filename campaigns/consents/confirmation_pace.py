"""One email a day that asks "is this your address?", however many people are enrolled or signed up at it: nobody is flooded through us."""

from __future__ import annotations

from datetime import datetime, timedelta

from campaigns.emails.received import sealed_values
from campaigns.models import Message
from patients.addresses import address_key
from patients.models import Patient

BETWEEN = timedelta(days=1)
State = Message.State
ASKING = (*Message.TO_CONFIRM, Message.Kind.SIGNUP)  # before lessons, and before newsletters
NEVER_ARRIVED = (State.CANCELLED, State.SUPPRESSED, State.REJECTED, State.BOUNCED, State.DROPPED)


def when_to_ask(patient: Patient, now: datetime) -> datetime:
    """Now, or a day after the last of them to this mailbox. Raises what `open_identity` raises."""
    address = patient.open_identity().email
    recent = Message.objects.filter(
        kind__in=ASKING, patient__in=Patient.objects.known().with_address(address), due_at__gt=now - BETWEEN
    )
    asked = [
        one.due_at for one in recent.exclude(state__in=NEVER_ARRIVED).select_related("patient") if went_to(one, address)
    ]
    return max([now, *(at + BETWEEN for at in asked)])


def went_to(message: Message, address: str) -> bool:
    """Or will: what isn't handed over yet goes to the address its patient has then."""
    values = sealed_values(message)
    return values is None or address_key(values["to"]) == address_key(address)

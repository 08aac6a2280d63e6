"""What one patient received, shown exactly: the kept email filled with the values that were sealed with the message."""

from __future__ import annotations

from campaigns.models import Message
from campaigns.sending.claiming import SEALED_AS
from mailer.filling import FilledEmail, fill
from mailer.mime import message_id_for, mime
from patients.keys import KeyMissing
from patients.models import PatientErased
from patients.sealing import SealBroken


def received(message: Message) -> FilledEmail | None:
    """Subject, HTML, text and headers as they were handed over; None before the claim, or when the seal can't be opened."""
    values = sealed_values(message)
    return fill(message.email.compiled, values) if message.email and values else None


def received_eml(message: Message) -> bytes | None:
    """The whole email as a file: for the local inbox and SMTP byte for byte, for a provider the same parts and headers."""
    values = sealed_values(message)
    if message.email is None or values is None or message.claimed_at is None:
        return None
    email = message.email.compiled
    message_id = message_id_for(email, str(message.id))
    return mime(email, values, to=values["to"], message_id=message_id, date=message.claimed_at)


def sealed_values(message: Message) -> dict[str, str] | None:
    """The merge values and, as "to", the address; None when nothing is sealed or nobody can open it any more."""
    if message.values is None:
        return None
    try:
        return message.patient.open_seal(SEALED_AS, message.id, message.values)
    except (PatientErased, SealBroken, KeyMissing):
        return None

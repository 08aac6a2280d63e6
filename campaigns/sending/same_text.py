"""Messages that share one email: they are claimed together, and set aside together when that email is at fault."""

from __future__ import annotations

from datetime import timedelta

from campaigns.models import Message
from campaigns.models.message import Messages

ASIDE = timedelta(hours=1)  # how long a faulty email waits before it is tried again


def same_text(message: Message) -> Messages:
    """All messages that share this one's email."""
    language: dict[str, str] = {} if message.revision_id else {"patient__language": message.patient.language}
    found: Messages = Message.objects.filter(
        kind=message.kind,
        step=message.step_id,
        revision=message.revision_id,
        review=message.review_id,
        batch_limit=message.batch_limit,
        **language,
    )
    return found

"""How long the link in an email opens a lesson."""

from __future__ import annotations

from datetime import datetime, timedelta

from campaigns.models import Message

LINK_LASTS = timedelta(days=400)
"""A lesson may be read again at the visit a year later. After that the link in an old mailbox opens nothing by itself."""


def is_old(message: Message, now: datetime) -> bool:
    return (message.claimed_at or message.planned_at) + LINK_LASTS <= now

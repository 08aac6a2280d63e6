"""Pausing and resuming all sending, with the trail of who did it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from campaigns.models import WayOut
from clinic.models import AuditEntry, Installation

BRAKE_STAYS_OFF = timedelta(days=1)  # a person's yes to the brake counts for one day


def pause(now: datetime, *, by: str) -> None:
    """Stop all sending at the next claim. Nothing is lost."""
    with transaction.atomic():
        Installation.current().pause(now)
        AuditEntry.objects.record("installation.pause", actor=by, now=now)


def resume(now: datetime, *, by: str) -> bool:
    """Send again after a pause, a pulled brake, or a provider that refused us and was mended. True if the brake was on."""
    with transaction.atomic():
        installation = Installation.current()
        was_braked = installation.braked_at is not None
        installation.resume(now, brake_for=now + BRAKE_STAYS_OFF if was_braked else None)
        reopened = WayOut.reopen()
        AuditEntry.objects.record("installation.resume", actor=by, now=now, braked=was_braked, reopened=reopened)
        return was_braked

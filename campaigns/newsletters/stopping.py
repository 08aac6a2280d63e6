"""The way out of every newsletter: at once, for this reader only, by a link that never expires, and the undo."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from campaigns.models import Message
from campaigns.stopping.reasons import ALL_BY_PATIENT, UNDONE
from clinic.models import AuditEntry
from patients.models import Consent

NEWS = Consent.Stream.NEWSLETTER
BY_READER = gettext_noop("The reader stopped the newsletters.")


def stop_news(consent: Consent, now: datetime, *, by: str, reason: str = BY_READER) -> bool:
    """End this reader's newsletters, whichever consent the link came from, and cancel what is planned. True if there were any."""
    with transaction.atomic():
        ended = Consent.objects.withdraw(consent.patient, NEWS, how=reason, now=now)
        of_reader = Message.objects.filter(patient=consent.patient, kind__in=Message.FOR_READERS)
        planned = of_reader.filter(state=Message.State.PLANNED)
        planned.move(Message.State.CANCELLED, reason=reason, settled_at=now)
        if ended:
            AuditEntry.objects.record("stop news", actor=by, now=now, subject=consent.patient_id)
        return ended


def is_stopped(consent: Consent) -> bool:
    return not Consent.objects.standing(NEWS).filter(patient=consent.patient).exists()


def can_undo(consent: Consent) -> bool:
    """What the reader stopped, the reader can start again; what staff or a complaint ended stays ended."""
    last = Consent.objects.last_of(consent.patient, NEWS)
    return last is not None and ended_by_reader(last) and consent.patient.erased_at is None


def ended_by_reader(consent: Consent) -> bool:
    return consent.withdrawn_at is not None and consent.withdrawn_how in (BY_READER, ALL_BY_PATIENT)


def undo_stop_news(consent: Consent, now: datetime, *, by: str) -> bool:
    """Agree again, in the words agreed to before. False when it wasn't stopped by the reader."""
    with transaction.atomic():
        if not can_undo(consent):
            return False
        Consent.objects.give(consent.patient, NEWS, how=UNDONE, wording=consent.wording, recorded_by=by, now=now)
        AuditEntry.objects.record("undo stop news", actor=by, now=now, subject=consent.patient_id)
        return True

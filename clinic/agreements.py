"""Recording the agreement with the email provider, and whether one is lacking."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from clinic.models import Agreement, AuditEntry
from clinic.refusal import Refusal

LONGEST = {"party": 120, "note": 300}


def record_agreement(party: str, signed_on: date, note: str, now: datetime, *, today: date, by: str) -> Agreement:
    """`today` is the clinic's date: an agreement that isn't signed yet can't be recorded. Raises Refusal."""
    party, note = party.strip(), note.strip()
    if not party:
        raise Refusal(_("Write with whom the agreement is."))
    if len(party) > LONGEST["party"] or len(note) > LONGEST["note"]:
        raise Refusal(_("Shorten it: {party} characters for whom, {note} for the note.").format(**LONGEST))
    if signed_on > today:
        said = _("{day} lies in the future: write the day on which it was signed.")
        raise Refusal(said.format(day=signed_on.isoformat()))
    with transaction.atomic():
        row = Agreement.objects.create(party=party, signed_on=signed_on, note=note, recorded_at=now, recorded_by=by)
        AuditEntry.objects.record("agreement.record", actor=by, now=now, subject=row.pk)
        return row


def agreement_lacking() -> bool:
    """The settings say that the provider may carry health information, and nobody has recorded an agreement."""
    return bool(settings.PROVIDER_CARRIES_PHI) and not Agreement.objects.exists()

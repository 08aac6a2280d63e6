"""People the desk still has to ask: kept sealed and apart from patients, told once, enrolled or forgotten by a person.

`pending` is the door for every source; what it keeps is what `enrol` would have been asked.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from campaigns.enrolling import Request
from campaigns.models import PendingPatient, Series
from campaigns.models.join_code import new_letters
from campaigns.models.pending_patient import PENDING_LABEL
from campaigns.same_person import same_person
from clinic.models import AuditEntry
from patients.addresses import address_key
from patients.blind_index import Purpose, index_of, indexes_of
from patients.data_keys import new_data_key, wrap
from patients.dates import aware
from patients.sealing import seal

KEPT = ("email", "given_name", "family_name", "mrn", "language", "time_zone", "private_mail")
"""And the dates. Nothing else of what a file or a form said."""
TRIES = 20


def pending(
    request: Request, source: PendingPatient.Source, *, now: datetime, wording: str = ""
) -> PendingPatient | None:
    """Keep somebody for the desk to ask; None where the same person or visit waits already.

    `wording`: the version of the words they have said yes to themselves. Raises ValidationError for what is no address.
    """
    series = Series.objects.named(request.series)
    with transaction.atomic():
        if source == PendingPatient.Source.FILE and waits_already(request, series):
            return None
        row = PendingPatient(source=source, series=series, wording=wording, asked_at=aware(now))
        row.visit_id = request.visit_id
        key = new_data_key()
        row.wrapped_key, row.sealed = wrap(key, row.id), seal(key, PENDING_LABEL, row.id, as_kept(request))
        row.email_index = index_of(Purpose.EMAIL, address_key(request.email))
        return with_letters(row) if source == PendingPatient.Source.SLIP else stored(row)


def as_kept(request: Request) -> dict[str, Any]:
    dates = {
        name: getattr(request, name) and getattr(request, name).isoformat() for name in ("birth_date", "visit_date")
    }
    return {name: value for name, value in asdict(request).items() if name in KEPT} | dates


def waits_already(request: Request, series: Series) -> bool:
    rows = PendingPatient.objects.filter(series=series, source=PendingPatient.Source.FILE)
    if request.visit_id and rows.filter(visit_id=request.visit_id).exists():
        return True
    known = rows.filter(email_index__in=indexes_of(Purpose.EMAIL, address_key(request.email)).values())
    return any(one.declined_at or same_person(request_of(one).identity, request.identity) for one in known)


def with_letters(row: PendingPatient) -> PendingPatient:
    """With four letters that no other slip has at the moment."""
    for _ in range(TRIES):
        row.letters = new_letters()
        try:
            with transaction.atomic():
                return stored(row)
        except IntegrityError:
            continue
    raise RuntimeError("No four letters are free: forget the slips that are too old.")


def stored(row: PendingPatient) -> PendingPatient:
    row.save(force_insert=True)
    return row


def request_of(row: PendingPatient) -> Request:
    """What `enrol` is asked once they have said yes. Raises KeyMissing, SealBroken."""
    kept = row.opened()
    born, visited = (kept.pop(name) for name in ("birth_date", "visit_date"))
    return Request(
        series=row.series.slug, visit_id=row.visit_id, visit_source=row.source, **kept,
        birth_date=born and date.fromisoformat(born), visit_date=visited and date.fromisoformat(visited),
    )  # fmt: skip


def decline(row: PendingPatient, now: datetime, *, by: str) -> None:
    """They said no: who they are is forgotten, and the same file doesn't bring them back."""
    with transaction.atomic():
        AuditEntry.objects.record("pending.declined", actor=by, now=now, subject=row.pk, source=row.source)
        row.wrapped_key, row.sealed, row.letters, row.declined_at = b"", b"", "", aware(now)
        row.save(update_fields=["wrapped_key", "sealed", "letters", "declined_at"])


def forget(pk: UUID) -> None:
    """Enrolled: what was kept of them is in their own row now."""
    PendingPatient.objects.filter(pk=pk).delete()


def forget_old(now: datetime) -> None:
    """A slip nobody brought to the desk for two weeks; a row of a file that nobody asked about for two months."""
    PendingPatient.objects.too_old(now).delete()

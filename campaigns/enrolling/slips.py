"""Slips that patients filled in: kept sealed and apart from patients, opened by four letters, gone once they are enrolled."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.db import IntegrityError, transaction

from campaigns.enrolling.one_patient import Request
from campaigns.models import Series, Slip
from campaigns.models.join_code import new_letters
from campaigns.models.slip import SLIP_LABEL
from patients.data_keys import new_data_key, wrap
from patients.dates import aware
from patients.sealing import seal

KEPT = ("email", "given_name", "family_name", "language", "private_mail")
"""And the birth date. Nothing else of what the form said."""
TRIES = 20


def keep(request: Request, wording: str, now: datetime) -> Slip:
    """`wording`: the version of the words they said yes to. Raises Refusal for a series that isn't there."""
    slip, key = (
        Slip(series=Series.objects.named(request.series), wording=wording, filled_in_at=aware(now)),
        new_data_key(),
    )
    born = request.birth_date.isoformat() if request.birth_date else None
    said = {name: value for name, value in asdict(request).items() if name in KEPT} | {"birth_date": born}
    slip.wrapped_key, slip.sealed = wrap(key, slip.id), seal(key, SLIP_LABEL, slip.id, said)
    return with_letters(slip)


def with_letters(slip: Slip) -> Slip:
    """With four letters that no other slip has at the moment."""
    for _ in range(TRIES):
        slip.letters = new_letters()
        try:
            with transaction.atomic():
                slip.save(force_insert=True)
                return slip
        except IntegrityError:
            continue
    raise RuntimeError("No four letters are free: forget the slips that are too old.")


def request_of(slip: Slip) -> Request:
    """What `enrol` is asked once the desk has seen who it is. Raises KeyMissing, SealBroken."""
    said = slip.opened()
    born = said.pop("birth_date")
    return Request(
        series=slip.series.slug, visit_source="slip", birth_date=date.fromisoformat(born) if born else None, **said
    )


def forget_old(now: datetime) -> None:
    """Those that nobody brought to the desk for two weeks."""
    Slip.objects.too_old(now).delete()

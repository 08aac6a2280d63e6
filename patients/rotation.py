"""Turning to a new field key: every row that needs an older one is written again, mailbox by mailbox.

Nothing but the rows themselves remembers how far it got, so it may be killed anywhere and begun again.
"""

from __future__ import annotations

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count

from patients.addresses import address_key
from patients.blind_index import Purpose, indexes_of
from patients.keys import KeyMissing, KeyRing
from patients.models import Patient, PatientErased, SoftBounces, Suppression
from patients.sealing import SealBroken

AT_ONCE = 200  # mailboxes in one transaction: a fraction of a second in which nobody else writes


class Turned(NamedTuple):
    """One batch. `after`: the last index looked at, from where to go on; empty when there is no more."""

    patients: int
    unreadable: int
    after: str


def turn_some(after: str = "", most: int = AT_ONCE) -> Turned:
    """Write again the next patients, in the order of their mailboxes, with the suppressions of their addresses.

    People who share a mailbox turn together, because lessons to one address are counted by its index.
    """
    older = Patient.objects.under_older_keys()
    with transaction.atomic():
        mailboxes = sorted(
            set(
                older.filter(email_index__gt=after).order_by("email_index").values_list("email_index", flat=True)[:most]
            )
        )
        done = [turn(one) for one in older.filter(email_index__in=mailboxes)]
    return Turned(sum(done), len(done) - sum(done), mailboxes[-1] if mailboxes else "")


def turn(patient: Patient) -> bool:
    """False for a seal that can't be opened, and for a row that changed meanwhile: the next run meets it again."""
    try:
        address = patient.open_identity().email
        turned = patient.rekey()
    except (SealBroken, KeyMissing, PatientErased):
        return False
    turn_address(address)
    return turned


def turn_address(address: str) -> None:
    """Move what is kept of this mailbox alone under the current key."""
    try:
        indexes = indexes_of(Purpose.EMAIL, address_key(address))
    except ValidationError:  # stored by an older rule; no suppression can name it
        return
    current = KeyRing.from_settings().current.id
    new = indexes.pop(current)
    for row in Suppression.objects.filter(email_index__in=indexes.values()):
        if Suppression.objects.filter(email_index=new, only_news=row.only_news).exists():
            row.delete()
        else:
            row.email_index, row.index_key = new, current
            row.save(update_fields=["email_index", "index_key"])
    older = SoftBounces.objects.filter(email_index__in=indexes.values())
    counted = older.order_by("-in_a_row").first()
    older.delete()  # the index is the row's key
    if counted is not None and not SoftBounces.objects.filter(email_index=new).exists():
        SoftBounces.objects.create(
            email_index=new, index_key=current, in_a_row=counted.in_a_row, last_at=counted.last_at
        )


def indexed_with_older() -> dict[str, int]:
    """Key id → how many rows can be found by its index only: addresses that no patient holds any more."""
    current = KeyRing.from_settings().current.id
    found: dict[str, int] = {}
    for model in (Suppression, SoftBounces):
        for key_id, rows in counted_by_key(model).items():
            if key_id != current:
                found[key_id] = found.get(key_id, 0) + rows
    return found


def counted_by_key(model: type[models.Model]) -> dict[str, int]:
    rows = model._default_manager.order_by().values_list("index_key").annotate(rows=Count("pk"))
    return dict(rows)

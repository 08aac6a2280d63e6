"""Rows with a data key of their own, besides patients: files being brought, and slips. A new field key wraps them again."""

from __future__ import annotations

from campaigns.models import PatientImport, Slip
from patients.data_keys import is_under_current, unwrap, wrap
from patients.keys import KeyMissing
from patients.sealing import SealBroken


def wrap_again(*, only_count: bool = False) -> int:
    """How many were wrapped again; with `only_count` how many need it. One that no key opens is counted and stays."""
    older = [row for row in (*PatientImport.objects.all(), *Slip.objects.all()) if needs_it(row)]
    return len(older) if only_count else sum(wrapped(row) for row in older)


def needs_it(row: PatientImport | Slip) -> bool:
    """A file that was read to its end has no key any more."""
    return bool(row.wrapped_key) and not is_under_current(row.wrapped_key)


def wrapped(row: PatientImport | Slip) -> bool:
    """False, too, for a row that changed meanwhile: the next run meets it again."""
    unchanged = type(row)._default_manager.filter(pk=row.pk, wrapped_key=row.wrapped_key)
    try:
        return bool(unchanged.update(wrapped_key=wrap(unwrap(row.wrapped_key, row.pk), row.pk)))
    except (SealBroken, KeyMissing):
        return False

"""A new field key in three steps: make it, write every row again under it, drop the old one. Each step may be repeated.

Between the first two all programs start again, because one that doesn't hold the new key can't see what others seal with it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from campaigns.intake.made_numbers import found_with
from clinic.audit_key import keep_audit_key, needs_older_key
from clinic.models import AuditEntry, Installation
from clinic.refusal import Refusal
from patients.keys import MASTER_KEY_BYTES, FieldKey, KeyRing
from patients.keys_file import keep_only, put_in_front
from patients.models import Patient
from patients.rotation import indexed_with_older, turn_some


@dataclass(frozen=True)
class Needed:
    """What can't be read without an older key. `found_only`: rows found by its index, which alone may be kept."""

    patients: int
    others: int
    found_only: int

    @property
    def nothing(self) -> bool:
        return not (self.patients or self.others)


def older_keys() -> tuple[FieldKey, ...]:
    return KeyRing.from_settings().all[1:]


def needed(now: datetime) -> Needed:
    others = sum(import_string(path)(only_count=True) for path in settings.SEALED_WITH_FIELD_KEYS) + needs_older_key()
    wanted = found_with_older(now)
    found_only = sum(wanted.get(key.id, 0) for key in older_keys())
    return Needed(Patient.objects.under_older_keys().count(), others, found_only)


def found_with_older(now: datetime) -> dict[str, int]:
    """Key id → how many rows can be found by its index only: suppressions of nobody here, and visits without a number of their own."""
    found = indexed_with_older()
    for key in KeyRing.from_settings().finding[1:]:
        if visits := found_with(key.id, now):
            found[key.id] = found.get(key.id, 0) + visits
    return found


def make_key(now: datetime, *, by: str) -> str:
    """A new field key in front of the one there is; it counts from the next start of each program. Its id. Raises Refusal."""
    if not settings.FIELD_KEYS_IN_HOME:
        raise Refusal(
            "FIELD_ENCRYPTION_KEYS is set from outside: put a new key in front there (`openssl rand -base64 32 | tr '+/' '-_'`), "
            "start every program again, and run this again."
        )
    if older_keys():
        raise Refusal("Two keys are held already: write the rows again first, then drop the older key.")
    master = secrets.token_bytes(MASTER_KEY_BYTES)
    put_in_front(keys_file(), master)
    made = FieldKey.derived_from(master).id
    AuditEntry.objects.record("keys.make", actor=by, now=now, key=made)
    return made


def write_again(now: datetime, *, by: str, told: Callable[[int], None] = lambda done: None) -> int:
    """Every row that needs an older key, in small batches. `told` after each: how many so far. How many patients in all."""
    done, after = 0, ""
    while True:
        batch = turn_some(after)
        done, after = done + batch.patients, batch.after
        if not after:
            break
        told(done)
    for path in settings.SEALED_WITH_FIELD_KEYS:
        import_string(path)()
    if needs_older_key():
        keep_audit_key()
    AuditEntry.objects.record("keys.write", actor=by, now=now, key=KeyRing.from_settings().current.id, patients=done)
    return done


def drop_older(now: datetime, *, by: str) -> list[str]:
    """Forget every key but the current one; of those that still find a suppression or a visit, the half that finds. Their ids.

    Raises Refusal while anything needs one of them.
    """
    ring, still = KeyRing.from_settings(), needed(now)
    dropped = [key.id for key in older_keys()]
    if not dropped:
        raise Refusal("Only one key is held: there is none to drop.")
    if not still.nothing:
        raise Refusal(
            f"The older key is still needed by {still.patients:,} patients and {still.others:,} other secrets: run rotate_keys until none is left."
        )
    if not settings.FIELD_KEYS_IN_HOME and still.found_only:
        raise Refusal(
            f"{still.found_only:,} suppressions of people who aren't kept here any more, and visits without a number, are found by the older key only: "
            "leave it at the end of FIELD_ENCRYPTION_KEYS."
        )
    # The row first: after a crash in between both keys are still held, and this can be run again.
    Installation.objects.filter(pk=Installation.current().pk).update(key_ids=[ring.current.id])
    if settings.FIELD_KEYS_IN_HOME:
        wanted = found_with_older(now)
        remains = [(key.id, key.index) for key in ring.finding[1:] if key.id in wanted]
        keep_only(keys_file(), settings.FIELD_ENCRYPTION_KEYS[0], remains)
    AuditEntry.objects.record("keys.drop", actor=by, now=now, keys=dropped)
    return dropped


def keys_file() -> Path:
    return Path(settings.HOME) / "keys.json"

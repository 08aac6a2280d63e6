"""A chain over the audit trail that shows an edited, removed or slipped-in entry, and a tail that was cut off.

Entries aren't chained one by one: that would put every transaction that records something in one queue. The clock seals what
came since its last look instead. The newest seal stands in the home too, where a hand in the database doesn't reach.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from clinic.audit_key import audit_key
from clinic.models import AuditEntry, AuditSeal

FILE = "audit.seal"
START = ""  # stands for the seal before the first
MOST = 50_000  # entries under one seal


def seal_new(now: datetime) -> AuditSeal | None:
    """Seal the entries since the last seal; None when there are none. Call it from one place only, the clock or a command."""
    with transaction.atomic():
        let_writers_finish()
        before = AuditSeal.objects.order_by("-last").first()
        first = before.last + 1 if before else 1
        entries = list(AuditEntry.objects.filter(pk__gte=first).order_by("pk")[:MOST])
        if not entries:
            return None
        made = AuditSeal.objects.create(
            at=now,
            first=first,
            last=entries[-1].pk,
            entries=len(entries),
            digest=digest(before.digest if before else START, entries),
        )
    note_in_home(made)
    return made


def let_writers_finish() -> None:
    """PostgreSQL gives out ids before rows are visible: without this an entry could appear behind a seal."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE clinic_auditentry IN SHARE MODE")


def faults() -> list[str]:
    """What isn't as it was sealed, as sentences; empty when all is. Reads the whole trail."""
    found, before, end = [], START, 0
    for one in AuditSeal.objects.order_by("last").iterator():
        entries = list(AuditEntry.objects.filter(pk__range=(one.first, one.last)).order_by("pk"))
        if one.first != end + 1:
            found.append(f"A seal is missing before entry {one.first}: the trail was changed by hand.")
        if len(entries) != one.entries:
            found.append(
                f"Of entries {one.first} to {one.last} there are {len(entries)}, and {one.entries} were sealed."
            )
        elif not hmac.compare_digest(digest(before, entries), one.digest):
            found.append(f"Something in entries {one.first} to {one.last} was changed since it was sealed.")
        before, end = one.digest, one.last
    noted = noted_in_home()
    if noted and not AuditSeal.objects.filter(last=noted[0], digest=noted[1]).exists():
        found.append(
            f"The home knows a seal up to entry {noted[0]} that the database has lost: its end was cut off, or an older copy was restored."
        )
    return found


def unsealed() -> int:
    """How many entries came since the last seal."""
    last = AuditSeal.objects.aggregate(last=Max("last"))["last"] or 0
    since: int = AuditEntry.objects.filter(pk__gt=last).count()
    return since


def digest(before: str, entries: Iterable[AuditEntry]) -> str:
    made = hmac.new(audit_key(), before.encode(), hashlib.sha256)
    for one in entries:
        made.update(line(one))
    return made.hexdigest()


def line(one: AuditEntry) -> bytes:
    """Frozen: a seal made today must be understood in ten years."""
    at = one.at.astimezone(UTC).isoformat(timespec="microseconds")
    told = [one.pk, at, one.actor, one.action, one.subject, one.detail]
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def in_home() -> Path:
    return Path(settings.HOME) / FILE


def note_in_home(seal: AuditSeal) -> None:
    in_home().write_text(json.dumps({"last": seal.last, "digest": seal.digest}))


def noted_in_home() -> tuple[int, str] | None:
    """The end and the digest of the newest seal, as the home knows it."""
    try:
        noted = json.loads(in_home().read_text())
        return int(noted["last"]), str(noted["digest"])
    except (OSError, ValueError, KeyError, TypeError):
        return None

"""What came of one look at a record system, for the trail: counts, never whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from campaigns.intake.taking import Result
from clinic.models import AuditEntry

BROUGHT = "visits.brought"


def note(results: Collection[Result], now: datetime, *, by: str) -> int:
    """One line in the trail if anything changed or went wrong; how many rows went wrong. The same visits again are no news."""
    counts = Counter(result.outcome for result in results)
    told = {
        "enrolled": counts["enrolled"],
        "pending": sum(result.pending for result in results),
        "stopped": sum(result.stopped for result in results),
        "errors": counts["error"],
    }
    if any(told.values()):
        AuditEntry.objects.record(BROUGHT, actor=by, now=now, rows=len(results), **told)
    return counts["error"]

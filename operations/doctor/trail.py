"""Has anybody changed the audit trail? The same question as `audit check`."""

from __future__ import annotations

from collections.abc import Iterator

from clinic import audit_seals
from operations.doctor.finding import Found, Look, error, ok, warning

MANY = 100_000  # the clock seals each hour


def trail(look: Look) -> Iterator[Found]:
    faults, unsealed = audit_seals.faults(), audit_seals.unsealed()
    for fault in faults:
        yield error(fault, "Compare with a backup, and find out who could write to this database.")
    if not faults:
        yield ok(f"The audit trail is as it was sealed; {unsealed:,} entries came since.")
    if unsealed > MANY:
        yield warning(
            f"{unsealed:,} entries aren't sealed.", "Is the timer running? `python manage.py audit seal` does it now."
        )

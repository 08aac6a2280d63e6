"""What may not happen in a soak: anything the kill suite's verdict names, a page that fails, and growth without end."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from tests.soak.life import Measured

MOST_MEMORY = 40.0  # megabytes that the web process may take more at the end than at the beginning
MOST_FILES = 8  # open files likewise
MOST_LOG = 64.0  # megabytes: SQLite empties its log at 4, unless a reader never ends
ENOUGH = 6  # days: of fewer nothing can be said


def growth(measured: Sequence[Measured]) -> list[str]:
    """Sentences. The second third is compared with the last: in the first the caches fill."""
    if len(measured) < ENOUGH:
        return []
    third = len(measured) // 3
    first, last = measured[third : 2 * third], measured[-third:]
    found = []
    memory = median(one.memory for one in last) - median(one.memory for one in first)
    if memory > MOST_MEMORY:
        found.append(f"the web process grew by {memory:.0f} MB")
    files = median(one.files for one in last) - median(one.files for one in first)
    if files > MOST_FILES:
        found.append(f"{files:.0f} more files are open")
    if (log := max(one.log for one in measured)) > MOST_LOG:
        found.append(f"the write-ahead log was {log:.0f} MB")
    return found


def table(measured: Sequence[Measured], rows: int = 12) -> str:
    """Markdown: so many days of all, evenly spread, and the last."""
    step = max(1, len(measured) // rows)
    shown = [*measured[:-1:step], *measured[-1:]]
    head = "| day | emails | pages | web process, MB | open files | database, MB | log, MB |\n|---|---|---|---|---|---|---|"
    lines = [
        f"| {one.day} | {one.messages:,} | {one.pages:,} | {one.memory:.0f} | {one.files} | {one.database:.1f} | {one.log:.1f} |"
        for one in shown
    ]
    return "\n".join([head, *lines])

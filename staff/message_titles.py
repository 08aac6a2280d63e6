"""What a message is called on the pages of the desk."""

from __future__ import annotations

from campaigns.models import Message


def title_of(row: Message) -> str:
    """4 · Moving a little each day."""
    if row.edition is not None:
        return f"{row.get_kind_display()} · {row.edition.title}"
    if row.step is None or row.revision is None:
        return row.get_kind_display()
    again = ", sent again" if row.kind == Message.Kind.RESEND else ""
    return f"{row.step.position} · {row.revision.title}{again}"

"""What a message is called on the pages of the desk."""

from __future__ import annotations

from django.utils.translation import gettext as _

from campaigns.models import Message


def title_of(row: Message) -> str:
    """4 · Moving a little each day."""
    if row.edition is not None:
        return f"{row.get_kind_display()} · {row.edition.title}"
    if row.step is None or row.revision is None:
        return row.get_kind_display()
    title = f"{row.step.position} · {row.revision.title}"
    return _("{title}, sent again").format(title=title) if row.kind == Message.Kind.RESEND else title

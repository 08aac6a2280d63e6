"""What the tests ask of the tables, in words."""

from __future__ import annotations

from campaigns.models import Enrolment, Message


def only_message() -> Message:
    return Message.objects.get()


def states() -> list[str]:
    return list(Message.objects.order_by("planned_at", "id").values_list("state", flat=True))


def reread(row):
    row.refresh_from_db()
    return row


def unaccounted() -> int:
    return Enrolment.objects.unaccounted().count()

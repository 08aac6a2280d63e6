"""Who has the words of a lesson in one language, in whichever revision they stand, and for whom they are planned."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from campaigns.models import Message
from campaigns.models.message import Messages
from content.models import Lesson, Revision

COUNTED_TO = 10_000  # emails that went out are history: past this many nobody needs the exact number


class Words(NamedTuple):
    lesson: Lesson
    language: str
    content_hash: str

    @property
    def revisions(self) -> QuerySet[Revision]:
        return Revision.objects.filter(lesson=self.lesson, language=self.language, content_hash=self.content_hash)


def gone_out(words: Words) -> Messages:
    """The emails with these words that were handed over, whatever became of them."""
    # What it says of claimed_at is true of all of them, and lets SQLite use message_of_revision.
    return Message.objects.filter(
        revision__in=words.revisions.values("pk"), state__in=Message.GONE_OUT, claimed_at__isnull=False
    )


def count_gone_out(words: Words) -> int:
    """Exact up to COUNTED_TO; one more than that stands for any larger number."""
    return gone_out(words)[: COUNTED_TO + 1].count()


def received(words: Words, size: int, after: UUID | None = None) -> list[Message]:
    """The newest `size` of `gone_out`, from the one after `after` on. An `after` that is gone begins at the top.

    Revision by revision: a database sorts all the rows of several, but reads those of one in the order of its index.
    """
    rows = Message.objects.filter(state__in=Message.GONE_OUT, claimed_at__isnull=False)
    last = Message.objects.filter(pk=after).values_list("claimed_at", "pk").first() if after else None
    if last and last[0]:
        rows = rows.filter(claimed_at__lte=last[0]).exclude(claimed_at=last[0], pk__gte=last[1])
    listed = rows.only("patient", "state", "claimed_at").order_by("-claimed_at", "-id")
    found = [row for pk in words.revisions.values_list("pk", flat=True) for row in listed.filter(revision=pk)[:size]]
    return sorted(found, key=lambda row: (row.claimed_at, row.pk), reverse=True)[:size]


def still_to_come(words: Words) -> int:
    """How many emails are planned with these words and haven't left: exact, as few are planned at any time."""
    planned = Message.objects.filter(state=Message.State.PLANNED, due_at__isnull=False)  # so that message_due serves
    return planned.filter(revision__in=words.revisions.values("pk")).count()

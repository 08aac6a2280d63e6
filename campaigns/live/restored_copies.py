"""A database that came back from a backup: what left after the backup was made isn't known in it, so nothing of that leaves again by itself.

Until a person makes it live, nothing leaves at all, not even to the local inbox: practising would use up the lessons of real patients. Going
live works through the time since the backup, moment by moment, as if every lesson had left when it was due: each becomes uncertain, the
series go on behind it, and events with a message's id, or a person, decide about it as about any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, QuerySet
from django.utils.translation import gettext_noop

from campaigns.models import Enrolment, Message, Newsletter
from campaigns.rows import locked
from campaigns.sending.planning import plan_due
from campaigns.sending.settling import leave
from clinic.models import AuditEntry, Installation

MOST = 5_000  # messages at once
DOUBT = gettext_noop("Restored from a backup: it may have left after that was made.")


@dataclass(frozen=True)
class MayHaveLeft:
    """Since the backup: messages that stood ready, lessons whose turn came, newsletters whose time came."""

    since: datetime
    messages: int
    lessons: int
    newsletters: int


def may_have_left(now: datetime) -> MayHaveLeft | None:
    """None for a copy that wasn't restored. Of each series the next lesson only: how many came after it, going live finds out."""
    since = Installation.current().unknown_since
    if since is None:
        return None
    messages, lessons = Message.objects.due(now).count(), Enrolment.objects.due(now).count()
    return MayHaveLeft(since, messages, lessons, not_begun(now).count())


def doubt_what_may_have_left(since: datetime, now: datetime, *, by: str) -> int:
    """Whatever was due up to now becomes uncertain, at its own time. How many messages. The caller has opened a transaction."""
    doubted = 0
    while moment := next_moment(since, now):
        locked(Enrolment.objects.due(moment)).first()  # planning passes over what another holds: its turn would stay
        while plan_due(moment, practising=False).looked_at:
            pass
        due = Message.objects.filter(pk__in=list(Message.objects.due(moment).values_list("pk", flat=True)[:MOST]))
        doubted += leave(due, Message.State.UNCERTAIN, DOUBT, moment)
    for newsletter in not_begun(now):  # going live stops those that have
        Newsletter.objects.filter(pk=newsletter.pk).update(state=Newsletter.State.STOPPED, ended_at=now)
        AuditEntry.objects.record("newsletter.stop", actor=by, now=now, subject=newsletter.pk, messages=0)
    return doubted


def not_begun(now: datetime) -> QuerySet[Newsletter]:
    return Newsletter.objects.begun_by(now).filter(state=Newsletter.State.SCHEDULED)


def next_moment(since: datetime, now: datetime) -> datetime | None:
    """When something was due first, and not before the backup; None when nothing is due any more."""
    first = Message.objects.due(now).order_by().aggregate(at=Min("due_at"))["at"]
    turn = Enrolment.objects.due(now).order_by().aggregate(at=Min("next_due_at"))["at"]
    found = min(filter(None, (first, turn)), default=None)
    return found and max(found, since)

"""Finished means: everybody of the audience had it or may have had it, or was left out with a reason. Counted from the tally."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from campaigns.models import Message, Newsletter, Tally
from campaigns.newsletters.audience import NOT_REACHED, Rules
from campaigns.newsletters.repeating import Rule
from campaigns.newsletters.writing import copy_of
from clinic.models import AuditEntry
from clinic.refusal import Refusal


@dataclass(frozen=True)
class Figures:
    """`states` counts its messages; `left_out` people whom the rules chose and planning left out, by reason."""

    people: int
    states: dict[str, int]
    left_out: dict[str, int]

    @property
    def messages(self) -> int:
        return sum(self.states.values())

    @property
    def sent(self) -> int:
        """Left, or may have."""
        return sum(self.states.get(state, 0) for state in Message.GONE_OUT)

    @property
    def to_come(self) -> int:
        return sum(self.states.get(state, 0) for state in Message.UNDER_WAY)

    @property
    def not_reached(self) -> int:
        return sum(self.states.get(state, 0) for state in NOT_REACHED)

    @property
    def unaccounted(self) -> int:
        """People who are neither a message nor left out with a reason. There must be none."""
        return self.people - self.messages - sum(self.left_out.values())


def figures(newsletter: Newsletter) -> Figures:
    return Figures(newsletter.people, Tally.objects.of(newsletter.pk), newsletter.left_out)


def finish(now: datetime) -> int:
    """End the newsletters that are done, and make the next issue of those that repeat. How many ended."""
    moving = Message.objects.filter(newsletter=OuterRef("pk"), state__in=Message.UNDER_WAY)
    done = Newsletter.objects.leaving().exclude(planned_at=None).filter(~Exists(moving))
    ended = 0
    for newsletter in done:
        if figures(newsletter).unaccounted:
            continue  # the page says so: it isn't finished
        with transaction.atomic():
            ended += (
                Newsletter.objects.leaving()
                .filter(pk=newsletter.pk)
                .update(state=Newsletter.State.FINISHED, ended_at=now)
            )
            follow(newsletter, now)
    return ended


def follow(newsletter: Newsletter, now: datetime) -> Newsletter | None:
    """The next issue of one that repeats: a draft with the last words, and its date filled in. A person writes and plans it."""
    rule = Rule.read(newsletter.repeats)
    if rule is None or newsletter.send_on is None or newsletter.followers.exists():
        return None
    issue = copy_of(newsletter, now, by=newsletter.created_by)
    issue.send_on, issue.send_at = rule.next_after(newsletter.send_on), newsletter.send_at
    issue.repeats, issue.follows = newsletter.repeats, newsletter
    issue.save()
    return issue


def send_to_those_missed(newsletter: Newsletter, now: datetime, *, by: str) -> Newsletter:
    """A draft with the same words for those whom this one didn't reach. Raises Refusal when there is nobody."""
    if newsletter.state not in (Newsletter.State.FINISHED, Newsletter.State.STOPPED):
        raise Refusal(_("It hasn't ended yet: whom it doesn't reach is known then."))
    if not figures(newsletter).not_reached:
        raise Refusal(_("It reached everybody it was sent to."))
    with transaction.atomic():
        again = copy_of(newsletter, now, by=by)
        again.missed_of = newsletter
        again.audience = replace(Rules(), not_reached_by=str(newsletter.pk)).as_json()
        again.save()
        AuditEntry.objects.record("newsletter.again", actor=by, now=now, subject=again.pk, first=str(newsletter.pk))
        return again

"""Planning a newsletter: at its time every person of the audience becomes a message, or is left out with a reason.

In steps of BATCH, each a transaction that also moves `planned_up_to`: killed in between, the next run goes on there, and
the key of each message keeps anybody from getting it twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_noop

from campaigns.columns import Key
from campaigns.models import Edition, Message, Newsletter
from campaigns.models.new_messages import NewIssue
from campaigns.newsletters.approving import may_go_out
from campaigns.newsletters.audience import LeftOut, Rules, chosen, texts_wanted, why_left_out
from campaigns.newsletters.editions import edition_for
from campaigns.newsletters.scheduling import due_for
from campaigns.opens.switch import wished
from campaigns.rows import locked
from campaigns.sending.texts import cover_for
from clinic.models import ClinicProfile

BATCH = 500
TOO_LATE = timedelta(hours=6)  # past its time by more, it doesn't begin by itself
STALE = timedelta(hours=24)  # a message of it that couldn't leave for so long is old news
WENT_STALE = gettext_noop("It couldn't leave for a day after its time: old news isn't sent by itself.")


class Reader(NamedTuple):
    """One of the people whom the rules choose, as planning looks at them."""

    pk: str
    email_index: str
    language: str
    time_zone: str
    why: str


def plan_newsletters(now: datetime, *, practising: bool) -> int:
    """One step for the newsletter that is due first. How many people were looked at; 0 when there is nothing to plan."""
    let_go_of_the_stale(now)
    for newsletter in Newsletter.objects.begun_by(now):
        if newsletter.state == Newsletter.State.SENDING or begin(newsletter, now, practising=practising):
            return plan_some(newsletter, now)
    return 0


def begin(newsletter: Newsletter, now: datetime, *, practising: bool) -> bool:
    """Start it, if it is approved and not long past. One that is too late is missed: a person chooses another time."""
    with transaction.atomic():
        row = locked(Newsletter.objects.filter(pk=newsletter.pk, state=Newsletter.State.SCHEDULED)).first()
        if row is None or row.begins_at is None:
            return False
        if now - row.begins_at > TOO_LATE:
            Newsletter.objects.filter(pk=row.pk).update(state=Newsletter.State.MISSED, ended_at=now)
            return False
        if not all(may_go_out(one, practising=practising) for one in row.editions.all()):
            return False
        Newsletter.objects.filter(pk=row.pk).update(
            state=Newsletter.State.SENDING, began_at=now, counts_looks=not practising and wished()
        )
        return True


def plan_some(newsletter: Newsletter, now: datetime) -> int:
    with transaction.atomic():
        row = locked(
            Newsletter.objects.filter(pk=newsletter.pk, state=Newsletter.State.SENDING, planned_at=None)
        ).first()
        if row is None:
            return 0
        zone, editions = ClinicProfile.current().zone, list(row.editions.all())
        readers = next_readers(row, zone)
        left_out = plan_readers(row, editions, readers, zone, now)
        row.people += len(readers)
        row.left_out = dict(sorted((Counter(row.left_out) + left_out).items()))
        if len(readers) < BATCH:
            row.planned_at = now
        else:
            row.planned_up_to = UUID(readers[-1].pk)
        row.save(update_fields=["people", "left_out", "planned_at", "planned_up_to"])
        return len(readers) or 1  # the last look closes it, and that counts as work


def next_readers(newsletter: Newsletter, zone: ZoneInfo) -> list[Reader]:
    people = chosen(Rules.read(newsletter.audience), zone).order_by("pk")
    if newsletter.planned_up_to:
        people = people.filter(pk__gt=newsletter.planned_up_to)
    rows = people.annotate(why=why_left_out(texts_wanted(newsletter)))
    return [Reader(*row) for row in rows.values_list(Key("pk"), "email_index", "language", "time_zone", "why")[:BATCH]]


def plan_readers(
    newsletter: Newsletter, editions: Sequence[Edition], readers: Sequence[Reader], zone: ZoneInfo, now: datetime
) -> Counter[str]:
    """Make the messages of those who get it. Those who don't, counted by reason."""
    had = addresses_that_get_it(newsletter, readers)
    left_out: Counter[str] = Counter()
    issues: list[NewIssue] = []
    for reader in readers:
        edition = edition_for(reader.language, editions, newsletter.language)
        why = reader.why or (LeftOut.SAME_ADDRESS if reader.email_index in had else "")
        if why or edition is None:
            left_out[why or LeftOut.NO_TEXT] += 1
            continue
        had.add(reader.email_index)
        due = max(due_for(newsletter, reader.time_zone, zone), now)
        issues.append(
            NewIssue(
                key=f"news:{newsletter.pk}:{UUID(reader.pk)}",
                newsletter=newsletter.pk,
                edition=edition.pk,
                patient=reader.pk,
                cover=cover_for(reader.language, edition.language),
                due_at=due,
                day=due.astimezone(zone).date(),
            )  # fmt: skip
        )
    Message.objects.make_issues(issues, now)
    return left_out


def addresses_that_get_it(newsletter: Newsletter, readers: Sequence[Reader]) -> set[str]:
    """Of these people's addresses, those that a message of this newsletter goes to already."""
    made = Message.objects.filter(
        newsletter=newsletter, patient__email_index__in={one.email_index for one in readers if not one.why}
    )
    return set(made.values_list("patient__email_index", flat=True))


def let_go_of_the_stale(now: datetime) -> int:
    """Messages of newsletters that waited a day longer than they should: a pause, an outage, a restored backup."""
    old = Message.objects.due(now - STALE).filter(kind=Message.Kind.NEWS)
    if not old.exists():
        return 0
    return old.move(Message.State.CANCELLED, reason=WENT_STALE, settled_at=now)

"""The three decisions of the week: what needs a person most, in numbers, without a name, a title or a series."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Tally
from campaigns.models.tally import LEFT
from campaigns.newsletters.attention import Why
from campaigns.reporting.attention import Attention

DECISIONS = 3


@dataclass(frozen=True)
class Decision:
    """`page`: where it is decided, under the address of this installation."""

    text: str
    page: str


def decision(number: int, text: str, page: str) -> Decision:
    """`text` with the number in the place of {n}."""
    return Decision(text.format(n=f"{number:,}"), page)


def decisions_of_the_week(found: Attention) -> list[Decision]:
    """The first three that there are, most urgent first. Fewer when less needs a person."""
    return list(islice(all_decisions(found), DECISIONS))


def all_decisions(found: Attention) -> Iterator[Decision]:
    if found.stopped or found.brake:
        yield Decision(_("Nothing leaves: decide when sending goes on."), "/staff/resume/")
    if late := sum(one.count for one in found.requests if one.waited.is_late):
        text = ngettext(
            "{n} request of a patient waits for over a business day: decide who answers.",
            "{n} requests of patients wait for over a business day: decide who answers.",
            late,
        )
        yield decision(late, text, "/staff/requests/")
    if held := found.doubtful.get("held", 0):
        text = ngettext(
            "{n} email may not have arrived: decide whether to send again.",
            "{n} emails may not have arrived: decide whether to send again.",
            held,
        )
        yield decision(held, text, "/staff/held/")
    why = Counter(one.why for one in found.newsletters)
    if missed := why[Why.MISSED]:
        text = ngettext(
            "{n} newsletter was missed: choose another time.",
            "{n} newsletters were missed: choose another time.",
            missed,
        )
        yield decision(missed, text, "/staff/newsletters/")
    if unapproved := why[Why.UNAPPROVED]:
        text = ngettext(
            "{n} newsletter waits for approval this week.", "{n} newsletters wait for approval this week.", unapproved
        )
        yield decision(unapproved, text, "/staff/newsletters/")
    if unsigned := sum(len(one.unsigned) for one in found.reviews):
        text = ngettext("{n} lesson waits for a signature.", "{n} lessons wait for a signature.", unsigned)
        yield decision(unsigned, text, "/staff/reviews/")
    if expiring := sum(len(one.expiring) for one in found.reviews):
        text = ngettext(
            "{n} signature runs out soon: decide who signs again.",
            "{n} signatures run out soon: decide who signs again.",
            expiring,
        )
        yield decision(expiring, text, "/staff/reviews/")
    if bounced := found.bounced:
        text = ngettext(
            "{n} address bounced: decide who asks for others.",
            "{n} addresses bounced: decide who asks for others.",
            bounced,
        )
        yield decision(bounced, text, "/staff/bounced/")
    if stopped := why[Why.STOPPED]:
        text = ngettext(
            "{n} newsletter was stopped halfway: decide whether the others get it.",
            "{n} newsletters were stopped halfway: decide whether the others get it.",
            stopped,
        )
        yield decision(stopped, text, "/staff/newsletters/")
    if unauthorized := len(found.unauthorized):
        text = ngettext(
            "{n} sponsored series waits for an authorization.",
            "{n} sponsored series wait for an authorization.",
            unauthorized,
        )
        yield decision(unauthorized, text, "/staff/series/")


def left_last_week(now: datetime) -> int:
    """Emails that left, or may have, on the seven days before this one: read from the tally. `now` in the clinic's zone."""
    today = now.date()
    days = Tally.objects.filter(day__range=(today - timedelta(days=7), today - timedelta(days=1)), state__in=LEFT)
    return sum(days.values_list("count", flat=True))

"""A planned newsletter leaves on another day, at the same time of day. Nothing else about it changes."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.models import Newsletter
from campaigns.newsletters.scheduling import begins_at, refuse_time, schedule
from campaigns.rows import locked
from clinic.refusal import Refusal

GONE = gettext_noop("It isn’t planned any more: it was taken back, or it has begun to leave. Its own page says which.")


def moved(newsletter: Newsletter, to: date, now: datetime) -> Newsletter:
    """The row as it would be, without storing it. Raises Refusal."""
    if newsletter.state != Newsletter.State.SCHEDULED or newsletter.send_at is None:
        raise Refusal(_(GONE))
    if to == newsletter.send_on:
        raise Refusal(_("It already leaves on that day. Choose another one."))
    newsletter.send_on = to
    newsletter.begins_at = begins_at(newsletter)
    refuse_time(newsletter.begins_at, now)
    return newsletter


def move(newsletter: Newsletter, to: date, now: datetime, *, by: str) -> Newsletter:
    """Plan it for this day instead. Raises Refusal, also when somebody took it back or moved it meanwhile."""
    with transaction.atomic():
        row = locked(Newsletter.objects.filter(pk=newsletter.pk)).get()
        wish = moved(row, to, now)
        assert wish.send_at is not None
        return schedule(wish, to, wish.send_at, now, by=by)

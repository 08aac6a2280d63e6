"""When a newsletter leaves: choosing the time, changing it, and taking it back while there is time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.calendar import instant
from campaigns.models import Message, Newsletter
from campaigns.newsletters.audience import Rules, chosen
from campaigns.newsletters.editions import editable
from campaigns.newsletters.pictures import refuse_pictures
from campaigns.rows import locked
from clinic.models import AuditEntry, ClinicProfile
from clinic.refusal import Refusal
from content.lesson_text import lacking_in_words

LAST_MOMENT = timedelta(minutes=5)  # before the first email: until then all of them can be taken back
FARTHEST = timedelta(days=366)
STOPPED = gettext_noop("The newsletter was stopped.")


def schedule(newsletter: Newsletter, on: date, at: time, now: datetime, *, by: str) -> Newsletter:
    """Plan it for this date and time, where readers live or at the clinic. Again for another time moves it. Raises Refusal."""
    with transaction.atomic():
        row = editable(newsletter)
        lacking = [
            _("{language}: no {parts}").format(language=one.language, parts=lacking_in_words(one.lacking))
            for one in row.editions.all()
            if one.lacking
        ]
        if lacking or not row.editions.filter(language=row.language).exists():
            raise Refusal(
                _("It isn't written yet ({lacking}). Finish the words first.").format(
                    lacking="; ".join(lacking) or row.language
                )
            )
        for one in row.editions.all():
            refuse_pictures(one.text)
        row.send_on, row.send_at = on, at
        row.begins_at = begins_at(row)
        refuse_time(row.begins_at, now)
        row.state, row.scheduled_at, row.scheduled_by = Newsletter.State.SCHEDULED, now, by
        row.save()
        AuditEntry.objects.record(
            "newsletter.schedule", actor=by, now=now, subject=row.pk, at=row.begins_at.isoformat()
        )
        return row


def refuse_time(begins: datetime, now: datetime) -> None:
    """Raises Refusal for a first email that is too soon to take back, or too far away."""
    if begins - LAST_MOMENT <= now:
        raise Refusal(_("That time has passed, or is less than 5 minutes away somewhere. Choose a later one."))
    if begins > now + FARTHEST:
        raise Refusal(_("That is more than a year away. Choose an earlier date."))


def begins_at(newsletter: Newsletter) -> datetime:
    """The instant of the first email: the earliest among the zones of those whom the rules choose."""
    assert newsletter.send_on is not None and newsletter.send_at is not None
    clinic = ClinicProfile.current().zone
    if not newsletter.where_readers_live:
        return instant(newsletter.send_on, newsletter.send_at, clinic)
    people = chosen(Rules.read(newsletter.audience), clinic).order_by()
    zones = [zone_named(name) for name in people.values_list("time_zone", flat=True).distinct()]
    return min(instant(newsletter.send_on, newsletter.send_at, zone or clinic) for zone in [*zones, clinic])


def due_for(newsletter: Newsletter, time_zone: str, clinic: ZoneInfo) -> datetime:
    """When this reader's email is due."""
    assert newsletter.send_on is not None and newsletter.send_at is not None
    zone = zone_named(time_zone) if newsletter.where_readers_live else None
    return instant(newsletter.send_on, newsletter.send_at, zone or clinic)


def zone_named(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def last_moment(newsletter: Newsletter) -> datetime | None:
    """Until when all of it can be taken back."""
    return newsletter.begins_at - LAST_MOMENT if newsletter.begins_at else None


def unschedule(newsletter: Newsletter, now: datetime, *, by: str) -> Newsletter:
    """Back to a draft, with nothing sent. Raises Refusal once messages are being made: then the rest can be stopped."""
    with transaction.atomic():
        row = locked(Newsletter.objects.filter(pk=newsletter.pk)).get()
        if row.state not in (Newsletter.State.SCHEDULED, Newsletter.State.MISSED):
            raise Refusal(_("It isn't planned any more: it has begun to leave, or it has ended."))
        row.state, row.begins_at, row.scheduled_at = Newsletter.State.DRAFT, None, None
        row.save()
        AuditEntry.objects.record("newsletter.unschedule", actor=by, now=now, subject=row.pk)
        return row


def stop_the_rest(newsletter: Newsletter, now: datetime, *, by: str) -> int:
    """What hasn't left doesn't leave. How many messages that cancels; those that left stay as they are. Raises Refusal."""
    with transaction.atomic():
        row = locked(Newsletter.objects.filter(pk=newsletter.pk)).get()
        if row.state != Newsletter.State.SENDING:
            raise Refusal(_("It isn't leaving now."))
        row.state, row.ended_at = Newsletter.State.STOPPED, now
        row.save(update_fields=["state", "ended_at"])
        planned = Message.objects.filter(newsletter=row, state=Message.State.PLANNED)
        stopped = planned.move(Message.State.CANCELLED, reason=STOPPED, settled_at=now)
        AuditEntry.objects.record("newsletter.stop", actor=by, now=now, subject=row.pk, messages=stopped)
        return stopped

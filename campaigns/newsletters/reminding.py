"""Two days before a newsletter leaves without approval, the reviewers are reminded by email, once for each date."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from campaigns.models import ApprovalReminder, Newsletter
from campaigns.newsletters.approving import APPROVES, unapproved
from campaigns.reviewing.reminder_email import mail_reviewer
from clinic.models import Person

DAYS_BEFORE = timedelta(days=2)
PATH = "/staff/newsletters/{}/approval/"


def remind_reviewers(now: datetime) -> int:
    """Noted before it is mailed: after a crash in between an email may be missing, but Today says the same. How many newsletters."""
    soon = Newsletter.objects.to_come().filter(begins_at__lte=now + DAYS_BEFORE, begins_at__gt=now)
    noted = [one for one in soon if unapproved(one, practising=False) and note(one, now)]
    for newsletter in noted:
        for person in Person.objects.filter(role__in=APPROVES, user__is_active=True, practice=False).exclude(
            credential=""
        ):
            if person.user.email:
                lines = [
                    "A newsletter waits for your approval.",
                    "Without it, it doesn’t leave. It is planned in two days or less.",
                ]
                url = f"{settings.PUBLIC_URL}{PATH.format(newsletter.pk)}"
                mail_reviewer(
                    person.user.email, "A newsletter waits for your approval", lines, url, "Read and approve it", now
                )
    return len(noted)


def note(newsletter: Newsletter, now: datetime) -> bool:
    return ApprovalReminder.objects.get_or_create(
        newsletter=newsletter, send_on=newsletter.send_on or now.date(), defaults={"at": now}
    )[1]

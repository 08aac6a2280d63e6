"""Two days before a newsletter leaves without approval, the reviewers are reminded by email, once for each date."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from campaigns.emails.staff_language import in_their_language
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
                with in_their_language(person.user):
                    tell(person.user.email, f"{settings.PUBLIC_URL}{PATH.format(newsletter.pk)}", now)
    return len(noted)


def tell(address: str, url: str, now: datetime) -> None:
    lines = [
        _("A newsletter waits for your approval."),
        _("Without it, it doesn’t leave. It is planned in two days or less."),
    ]
    mail_reviewer(address, _("A newsletter waits for your approval"), lines, url, _("Read and approve it"), now)


def note(newsletter: Newsletter, now: datetime) -> bool:
    return ApprovalReminder.objects.get_or_create(
        newsletter=newsletter, send_on=newsletter.send_on or now.date(), defaults={"at": now}
    )[1]

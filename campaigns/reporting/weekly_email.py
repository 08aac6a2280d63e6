"""On Monday morning whoever wants it gets the three decisions of the week by email: numbers only, once a week."""

from __future__ import annotations

from datetime import datetime, time

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from campaigns.emails.staff_language import in_their_language
from campaigns.models import StaffNotice
from campaigns.reporting.attention import Attention, look_around
from campaigns.reporting.weekly import decisions_of_the_week, left_last_week
from campaigns.reviewing.reminder_email import mail_reviewer
from clinic.models import ClinicProfile
from clinic.told_settings import still_here

MONDAY = 0
FROM, UNTIL = time(7), time(12)  # in the clinic's zone: later it isn't news any more
PATH = "/staff/week/"
WHY = gettext_noop("You get this because you asked {mail_name} for the Monday email.")


def mail_the_week(now: datetime) -> int:
    """Noted before it is mailed: after a crash in between an email may be missing, but the page says the same. How many were mailed."""
    clinic = ClinicProfile.current()
    here = now.astimezone(clinic.zone)
    if here.weekday() != MONDAY or not FROM <= here.time() < UNTIL:
        return 0
    readers = still_here(clinic)[1]
    week = here.isocalendar()
    if not readers or not StaffNotice.objects.note(f"week {week.year}-{week.week:02}", now):
        return 0
    found, left, mailed = look_around(now), left_last_week(here), 0
    for one in readers:
        with in_their_language(one):
            subject, lines = the_week(found, left)
            url = f"{settings.PUBLIC_URL}{PATH}"
            mailed += mail_reviewer(one.email, subject, lines, url, _("Open the week"), now, why=WHY)
    return mailed


def the_week(found: Attention, left: int) -> tuple[str, list[str]]:
    """The subject and the sentences. `left`: emails of the last seven days."""
    decisions = decisions_of_the_week(found)
    lines = [one.text for one in decisions] or [_("Nothing needs a decision this week.")]
    said = ngettext("{n} email left in the last seven days.", "{n} emails left in the last seven days.", left)
    lines.append(said.format(n=f"{left:,}"))
    if not decisions:
        return _("Nothing to decide this week"), lines
    return ngettext("{n} decision this week", "{n} decisions this week", len(decisions)).format(n=len(decisions)), lines

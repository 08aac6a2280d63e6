"""On Monday morning whoever wants it gets the three decisions of the week by email: numbers only, once a week."""

from __future__ import annotations

from datetime import datetime, time

from django.conf import settings

from campaigns.attention import look_around
from campaigns.models import StaffNotice
from campaigns.reviewing.reminder_email import mail_reviewer
from campaigns.weekly import decisions_of_the_week, left_last_week, number
from clinic.models import ClinicProfile
from clinic.told_settings import still_here

MONDAY = 0
FROM, UNTIL = time(7), time(12)  # in the clinic's zone: later it isn't news any more
PATH = "/staff/week/"
WHY = "You get this because you asked {mail_name} for the Monday email."


def mail_the_week(now: datetime) -> int:
    """Noted before it is mailed: after a crash in between an email may be missing, but the page says the same. How many were mailed."""
    clinic = ClinicProfile.current()
    here = now.astimezone(clinic.zone)
    if here.weekday() != MONDAY or not FROM <= here.time() < UNTIL:
        return 0
    _, readers = still_here(clinic)
    week = here.isocalendar()
    if not readers or not StaffNotice.objects.note(f"week {week.year}-{week.week:02}", now):
        return 0
    found = decisions_of_the_week(look_around(now))
    lines = [one.text for one in found] or ["Nothing needs a decision this week."]
    lines.append(f"{number(left_last_week(here), 'email', 'emails')} left in the last seven days.")
    subject = f"{number(len(found), 'decision', 'decisions')} this week" if found else "Nothing to decide this week"
    url = f"{settings.PUBLIC_URL}{PATH}"
    return sum(mail_reviewer(one.email, subject, lines, url, "Open the week", now, why=WHY) for one in readers)

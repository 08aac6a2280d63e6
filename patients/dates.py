"""Birth dates, visit dates and moments. The clock is always passed in."""

import calendar
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

OLDEST_YEARS = 130
OLDEST_VISIT = timedelta(days=365)


def clean_birth_date(born: date, *, today: date) -> date:
    """Raises ValidationError for a date in the future or more than 130 years ago."""
    if born > today:
        raise ValidationError(_("Check the birth date: it is in the future."), code="future")
    if (today.year - born.year, today.month, today.day) > (OLDEST_YEARS, born.month, born.day):
        raise ValidationError(
            _("Check the birth date: it is more than {years} years ago.").format(years=OLDEST_YEARS), code="too-old"
        )
    return born


def clean_visit_date(visited: date, *, today: date) -> date:
    """Raises ValidationError for a date in the future or more than 365 days ago."""
    if visited > today:
        raise ValidationError(
            _("Check the visit date: it is in the future, and lessons follow a visit."), code="future"
        )
    if today - visited > OLDEST_VISIT:
        raise ValidationError(_("Check the visit date: it is more than a year ago."), code="too-old")
    return visited


def last_day_of(year: int, month: int = 12) -> date | None:
    """None for what is in no calendar."""
    if not (date.min.year <= year <= date.max.year and 1 <= month <= 12):
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def aware(moment: datetime) -> datetime:
    """The same moment. Raises ValueError when it doesn't say its time zone: it could be any of 26 hours."""
    if moment.utcoffset() is None:
        raise ValueError("A moment needs a time zone: pass django.utils.timezone.now(), not datetime.now().")
    return moment

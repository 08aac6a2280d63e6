"""The clinic's sending hours, as the calendar wants them."""

from __future__ import annotations

from datetime import date

from campaigns.calendar import SendingHours
from clinic.models import ClinicProfile


def sending_hours(clinic: ClinicProfile) -> SendingHours:
    return SendingHours(
        start=clinic.window_start,
        end=clinic.window_end,
        weekdays=frozenset(clinic.weekdays),
        holidays=frozenset(date.fromisoformat(day) for day in clinic.holidays),
    )

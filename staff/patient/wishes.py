"""How a patient wants the lessons, where that differs from the plan: chosen on their own page, said at the desk when they call."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from campaigns.calendar import AS_PLANNED
from campaigns.models import Enrolment
from patients.models import Patient
from staff.may_be_mailed import tick
from staff.wording import long_date


def of_series(one: Enrolment, today: date) -> str:
    """Their pace, and a break that isn't over, as one line; empty for the plan's own."""
    found = []
    if one.pace > AS_PLANNED:
        found.append(_("slower, as the patient chose"))
    elif one.pace < AS_PLANNED:
        found.append(_("faster, as the patient chose"))
    if one.break_until and one.break_until > today:
        found.append(_("a break until {day}, as the patient chose").format(day=long_date(one.break_until)))
    return ", ".join(found)


def plain_text(one: Patient) -> list[dict[str, Any]]:
    return (
        [tick(None, _("Lessons as plain text"), _("without pictures, as the patient chose"))] if one.plain_text else []
    )

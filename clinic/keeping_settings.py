"""How long things are kept, in months: patients whose lessons are over, the exact text of emails, what the provider told of them, the messages themselves."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_noop

from clinic.models import ClinicProfile
from clinic.setting import Setting, wrong

SHORTEST, LONGEST = 6, 600  # months: below half a year a patient's questions would outlive the answers
FOR_GOOD = "always"
MONTHS_A_YEAR = 12


def read_months(name: str, text: str) -> dict[str, Any]:
    if text.strip().lower() == FOR_GOOD:
        return {name: 0}
    if not re.fullmatch(r"[0-9]{1,3}", text.strip()) or not SHORTEST <= int(text) <= LONGEST:
        sentence = gettext_noop("Write months from {shortest} to {longest}, or always.")
        raise wrong(name, text, sentence, shortest=SHORTEST, longest=LONGEST)
    return {name: int(text)}


def kept_for(name: str) -> Setting:
    return Setting(partial(read_months, name), lambda profile: str(getattr(profile, name) or FOR_GOOD))


KEEPING = {name: kept_for(name) for name in ("keep_patients", "keep_emails", "keep_events", "keep_messages")}


def kept_since(profile: ClinicProfile, name: str, now: datetime) -> datetime | None:
    """What is older than this is kept no longer; None while it is kept for good. The days after the 28th count as the 28th."""
    months = getattr(profile, name)
    if not months:
        return None
    year, month = divmod(now.year * MONTHS_A_YEAR + now.month - 1 - months, MONTHS_A_YEAR)
    return now.replace(year=year, month=month + 1, day=min(now.day, 28))

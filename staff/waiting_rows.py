"""Patients who haven't started or can't go on, as rows of Today: what each waits for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from campaigns.attention import Waiting
from campaigns.models import Enrolment
from staff.needs import row
from staff.permissions import May
from staff.wording import age, counted, in_words

WaitsFor = Enrolment.WaitsFor
Row = dict[str, Any]


def waits_for_others(found: dict[str, Waiting], no_consent: int, now: datetime) -> list[Row]:
    """`no_consent`: of those who wait for the patient, how many gave no consent."""
    rows = []
    if one := found.get(WaitsFor.CONFIRMATION):
        title = f"{counted(one.count, 'patient', 'patients')} {'hasn’t' if one.count == 1 else 'haven’t'} started"
        rows.append(
            not_started("people", "calm", title, why_not(one.count, no_consent), WaitsFor.CONFIRMATION, one, now)
        )
    if one := found.get(WaitsFor.REVIEW):
        title = f"{counted(one.count, 'patient waits', 'patients wait')} for a signed lesson"
        why = "Their next lesson leaves once a clinician has signed it. They keep their place."
        rows.append(not_started("pen", "info", title, why, WaitsFor.REVIEW, one, now))
    if one := found.get(WaitsFor.LANGUAGE):
        title = f"{counted(one.count, 'patient waits', 'patients wait')} for a lesson in their language"
        why = "The translation isn’t signed yet. Whoever enrolled them chose to wait; they keep their place."
        rows.append(not_started("book", "info", title, why, WaitsFor.LANGUAGE, one, now))
    if one := found.get(WaitsFor.HOURS):
        title = f"{counted(one.count, 'patient waits', 'patients wait')} for a day on which you send"
        why = "The clinic’s weekdays and holidays leave no day open."
        rows.append(row("clinic", "warn", title, why, "Set the days", reverse("staff:clinic"), age=oldest(one, now)))
    return rows


def why_not(count: int, no_consent: int) -> str:
    parts = [f"{count - no_consent:,} to confirm the address"] if count > no_consent else []
    parts += [f"{no_consent:,} to agree to lessons"] if no_consent else []
    return f"We wait for {in_words(parts)}. An email asked; lessons start with the yes."


def not_started(icon: str, state: str, title: str, why: str, waits: str, one: Waiting, now: datetime) -> Row:
    label = f"See all {one.count:,}" if one.count > 1 else "See who"
    url = reverse("staff:not_started") + f"?why={waits}"
    owner = {WaitsFor.CONFIRMATION: "The patient" if one.count == 1 else "The patients"}.get(WaitsFor(waits), "")
    does = May.HELP_PATIENTS if waits == WaitsFor.CONFIRMATION else May.SIGN
    return {**row(icon, state, title, why, label, url, age=oldest(one, now), does=does), "who": owner}


def oldest(one: Waiting, now: datetime) -> str:
    return f"oldest {age(one.since, now)}" if one.count > 1 else age(one.since, now)

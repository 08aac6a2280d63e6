"""Patients who haven't started or can't go on, as rows of Today: what each waits for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Enrolment
from campaigns.reporting.attention import Waiting
from staff.needs import row
from staff.permissions import May
from staff.wording import age

WaitsFor = Enrolment.WaitsFor
SILENT = "silence"  # of those who have to confirm, who doesn't answer
Row = dict[str, Any]


def waits_for_others(found: dict[str, Waiting], no_consent: int, now: datetime) -> list[Row]:
    """`no_consent`: of those who wait for the patient, how many gave no consent."""
    rows = []
    if one := found.get(WaitsFor.CONFIRMATION):
        title = ngettext("{n} patient hasn’t started", "{n} patients haven’t started", one.count)
        rows.append(
            not_started("people", "calm", title, why_not(one.count, no_consent), WaitsFor.CONFIRMATION, one, now)
        )
    if one := found.get(WaitsFor.REVIEW):
        title = ngettext("{n} patient waits for a signed lesson", "{n} patients wait for a signed lesson", one.count)
        why = _("Their next lesson leaves once a clinician has signed it. They keep their place.")
        rows.append(not_started("pen", "info", title, why, WaitsFor.REVIEW, one, now))
    if one := found.get(WaitsFor.LANGUAGE):
        title = ngettext(
            "{n} patient waits for a lesson in their language",
            "{n} patients wait for a lesson in their language",
            one.count,
        )
        why = _("The translation isn’t signed yet. Whoever enrolled them chose to wait; they keep their place.")
        rows.append(not_started("book", "info", title, why, WaitsFor.LANGUAGE, one, now))
    if one := found.get(WaitsFor.HOURS):
        title = ngettext(
            "{n} patient waits for a day on which you send", "{n} patients wait for a day on which you send", one.count
        ).format(n=f"{one.count:,}")
        why = _("The clinic’s weekdays and holidays leave no day open.")
        rows.append(row("clinic", "warn", title, why, _("Set the days"), reverse("staff:clinic"), age=oldest(one, now)))
    return rows


def who_is_silent(one: Waiting | None, now: datetime) -> list[Row]:
    """Nobody answers: a wrong address, or one that isn't read."""
    if one is None:
        return []
    title = ngettext("{n} patient answered neither email", "{n} patients answered neither email", one.count)
    why = _("We asked twice if the address is theirs. Call them, or ask at the next visit: it may be misspelled.")
    return [{**not_started("mail", "warn", title, why, SILENT, one, now), "who": ""}]


def why_not(count: int, no_consent: int) -> str:
    confirm = f"{count - no_consent:,}"
    if count > no_consent and no_consent:
        both = _("We wait for {n} to confirm the address and {no_consent} to agree to lessons.")
        said = both.format(n=confirm, no_consent=f"{no_consent:,}")
    elif no_consent:
        said = _("We wait for {n} to agree to lessons.").format(n=f"{no_consent:,}")
    else:
        said = _("We wait for {n} to confirm the address.").format(n=confirm)
    return f"{said} {_('An email asked; lessons start with the yes.')}"


def not_started(icon: str, state: str, title: str, why: str, waits: str, one: Waiting, now: datetime) -> Row:
    label = _("See all {n}").format(n=f"{one.count:,}") if one.count > 1 else _("See who")
    url = reverse("staff:not_started") + f"?why={waits}"
    owner = ngettext("The patient", "The patients", one.count) if waits == WaitsFor.CONFIRMATION else ""
    does = May.HELP_PATIENTS if waits in (WaitsFor.CONFIRMATION, SILENT) else May.SIGN
    return {
        **row(icon, state, title.format(n=f"{one.count:,}"), why, label, url, age=oldest(one, now), does=does),
        "who": owner,
    }


def oldest(one: Waiting, now: datetime) -> str:
    return _("oldest {age}").format(age=age(one.since, now)) if one.count > 1 else age(one.since, now)

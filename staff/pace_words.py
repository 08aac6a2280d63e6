"""The pace in words: how fast, how many today of how many, where the warm-up plan stands, which mailboxes are limited."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.models import PaceDay, WayOut
from campaigns.reporting.reports import pace_today
from clinic.models import ClinicProfile
from staff.wording import counted, weekday_and_day


def pace(profile: ClinicProfile, known: WayOut, now: datetime, *, practising: bool) -> dict[str, Any]:
    found = pace_today(now)
    today = now.astimezone(profile.zone).date()
    return {
        "facts": [
            fact(_("A second"), at_most(counted(profile.per_second, "email", "emails")) if profile.per_second else _("as many as the provider takes")),
            fact(_("Warm-up plan"), warm_up(profile.warm_up, known.first_used_on, today)),
            fact(_("To one address, a day"), at_most(counted(profile.per_address, "lesson", "lessons")) if profile.per_address else _("no limit")),
        ],
        "sent": found["today"],
        "limit": found["limit"],
        "reached": found["limit"] is not None and (found["today"] or 0) >= found["limit"],
        "mailboxes": [] if practising else mailboxes(profile, known.name, today),
        "practising": practising,
    }  # fmt: skip


def at_most(number: str) -> str:
    return _("at most {number}").format(number=number)


def fact(name: str, text: str) -> dict[str, str]:
    return {"name": name, "text": text}


def warm_up(plan: list[int], first: date | None, today: date) -> str:
    """Day 3 of 6: 200 today, 400 on the next."""
    if not plan:
        return pgettext("warm-up plan", "none")
    if first is None:
        said = _("{days}, from the first email on: {n} on day 1")
        return said.format(days=counted(len(plan), "day", "days"), n=f"{plan[0]:,}")
    day = max(0, (today - first).days)
    if day >= len(plan):
        return _("over since {day}").format(day=weekday_and_day(first.fromordinal(first.toordinal() + len(plan))))
    if day + 1 == len(plan):
        said = _("day {day} of {days}: {n} today, its last day")
        return said.format(day=day + 1, days=len(plan), n=f"{plan[day]:,}")
    said = _("day {day} of {days}: {n} today, {next} tomorrow")
    return said.format(day=day + 1, days=len(plan), n=f"{plan[day]:,}", next=f"{plan[day + 1]:,}")


def mailboxes(profile: ClinicProfile, transport: str, today: date) -> list[dict[str, Any]]:
    """The mailbox providers the clinic limits, with today's count."""
    sent = PaceDay.objects.sent(transport, today)
    return [
        {"domain": domain, "sent": sent.get(domain, 0), "limit": most}
        for domain, most in sorted(profile.per_domain.items())
    ]

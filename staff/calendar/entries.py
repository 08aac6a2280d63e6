"""What stands on a day of the calendar, in words: lessons counted by series, newsletters, signatures that run out."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.reporting.leaving_between import Emails, Issue, RunsOut
from staff.wording import counted, time_of_day

Day = dict[date, list[dict[str, Any]]]


@dataclass(frozen=True)
class Filter:
    """`only` is empty, "lessons", "newsletters" or "series:" and a slug."""

    only: str = ""

    def has(self, kind: str, slug: str = "") -> bool:
        """Whether this is shown: a lesson's or a signature's series has a slug."""
        if self.only.startswith("series:"):
            return slug == self.only.removeprefix("series:")
        return not self.only or kind == self.only


def on_days(sent: list[Emails], issues: list[Issue], ends: list[RunsOut], chosen: Filter, *, plans: bool) -> Day:
    """By day: newsletters first, then lessons, then what runs out. `plans`: this person may move a newsletter."""
    found: Day = defaultdict(list)
    for issue in issues:
        if chosen.has("newsletters"):
            found[issue.on].append(of_issue(issue, plans=plans))
    for some in sent:
        if chosen.has("newsletters" if some.newsletter else "lessons", some.slug):
            found[some.on].append(of_emails(some))
    for end in ends:
        if chosen.has("lessons", end.slug):
            found[end.on].append(of_end(end))
    return found


def of_issue(issue: Issue, *, plans: bool) -> dict[str, Any]:
    row = issue.newsletter
    at = time_of_day(row.send_at) if row.send_at else ""
    movable = plans and not issue.expected
    return {
        "kind": "expected" if issue.expected else "newsletter", "text": row.name, "count": None,
        "more": expected(at) if issue.expected else at,
        "url": reverse("staff:newsletter_write", args=[row.pk]),
        "move_url": reverse("staff:move_newsletter", args=[row.pk]) if movable else "",
    }  # fmt: skip


def expected(at: str) -> str:
    return _("expected, about {time}").format(time=at) if at else _("expected")


def of_emails(some: Emails) -> dict[str, Any]:
    if some.newsletter:
        url, more = reverse("staff:newsletter_report", args=[some.newsletter]), counted(some.count, "email", "emails")
    elif some.slug:
        url, more = reverse("staff:series", args=[some.slug]), counted(some.count, "lesson", "lessons")
    else:
        url, more = "", counted(some.count, "email", "emails")
    return {
        "kind": "newsletter" if some.newsletter else "lessons", "text": some.title or _("Address confirmations and the like"),
        "more": more, "count": some.count, "url": url, "move_url": "",
    }  # fmt: skip


def of_end(end: RunsOut) -> dict[str, Any]:
    more = ngettext(
        "{n} lesson stops going out: signed until the day before",
        "{n} lessons stop going out: signed until the day before",
        end.lessons,
    )
    return {
        "kind": "ends", "text": end.title, "more": more.format(n=f"{end.lessons:,}"),
        "count": None, "url": reverse("staff:series", args=[end.slug]), "move_url": "",
    }  # fmt: skip

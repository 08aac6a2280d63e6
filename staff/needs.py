"""What needs a person, as rows of Today: what happened, why, since when, and one thing to do. By urgency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.urls import reverse

from campaigns.attention import Attention, Reviews
from campaigns.newsletters.attention import Why
from staff.permissions import May, may
from staff.request_rows import late_requests, requests
from staff.status_codes import plain
from staff.way_names import at_the_start, name_of_way
from staff.wording import age, counted, in_words, local_date, whole_day

Row = dict[str, Any]
NOBODY: Mapping[UUID, int] = MappingProxyType({})
UNNAMED: Mapping[str, str] = MappingProxyType({})
LABELS = {
    "mail_name": "the mail name",
    "from": "where emails come from",
    "reply_to": "where answers go",
    "postal_address": "the postal address",
    "phone": "your phone",
    "emergency": "the emergency number",
    "crisis": "the crisis line",
    "time_zone": "the time zone",
}


def needs(
    found: Attention, now: datetime, reach: Mapping[UUID, int] = NOBODY, names: Mapping[str, str] = UNNAMED
) -> list[Row]:
    """`names`: of users by their ids, where a page shows them. Each row says who does it: `does`, and `owner` (a user's id) where it is one person's."""
    return [
        *stopped(found, now),
        *late_requests(found, now, names),
        *doubtful(found, now),
        *missing(found),
        *newsletters(found, now),
        *unauthorized(found),
        *unsigned(found),
        *expiring(found, reach),
        *requests(found, now, names),
        *bounced(found, now),
    ]


def doubtful(found: Attention, now: datetime) -> Iterator[Row]:
    held, uncertain = found.doubtful.get("held", 0), found.doubtful.get("uncertain", 0)
    if not held and not uncertain:
        return
    parts = [f"{held} held until a person decides"] * bool(held) + [f"{uncertain} may still be proven"] * bool(
        uncertain
    )
    yield row(
        "hand", "hold", f"{counted(held + uncertain, 'email', 'emails')} may not have arrived",
        f"{in_words(parts)}. Nothing is sent twice by itself.",
        f"Decide on {held:,}" if held else "See it" if uncertain == 1 else "See them", reverse("staff:held"),
        age=age(found.doubtful_since, now) if found.doubtful_since else "", does=May.DECIDE,
    )  # fmt: skip


def stopped(found: Attention, now: datetime) -> Iterator[Row]:
    for way in found.stopped:
        since = age(way.stopped_at, now) if way.stopped_at else ""
        why = f"{plain(way.reason) or 'It gave no reason.'} Mend it, then resume."
        yield row(
            "stop",
            "bad",
            f"{at_the_start(name_of_way(way.name))} refuses us: nothing leaves",
            why,
            "Resume",
            reverse("staff:resume"),
            age=since,
            late=True,
            does=May.RESUME,
        )
    if found.brake:
        since = age(found.braked_at, now) if found.braked_at else ""
        yield row(
            "pause",
            "warn",
            "The brake is on: nothing leaves",
            found.brake,
            "Decide",
            reverse("staff:resume"),
            age=since,
            does=May.RESUME,
        )


def missing(found: Attention) -> Iterator[Row]:
    if found.missing:
        why = f"Still missing: {in_words([LABELS[name] for name in found.missing])}."
        yield row("clinic", "warn", "Nothing can be mailed yet", why, "Fill it in", reverse("staff:clinic"))


def unauthorized(found: Attention) -> Iterator[Row]:
    for one in found.unauthorized:
        why = f"{one.sponsor} sponsors it, and no authorization is recorded. Nothing of it leaves; everyone keeps their place."
        yield row("hand", "hold", f"“{one.title}” waits for its sponsor’s authorization", why, "Record it",
                  reverse("staff:series_authorization", args=[one.slug]), does=May.PLAN)  # fmt: skip


def newsletters(found: Attention, now: datetime) -> Iterator[Row]:
    for one in found.newsletters:
        name, pk = one.newsletter.name, one.newsletter.pk
        if one.why == Why.MISSED:
            yield row("mail", "bad", f"“{name}” was missed", "Its time passed, and nothing of it was sent. Choose another.",
                      "Choose a time", reverse("staff:newsletter_schedule", args=[pk]), age=since(one.at, now), does=May.PLAN)  # fmt: skip
        elif one.why == Why.UNAPPROVED:
            day = whole_day(local_date(one.at)) if one.at else "soon"
            yield row("pen", "hold", f"“{name}” waits for approval", f"Planned for {day}. Without approval 0 emails leave.",
                      "Read it", reverse("staff:newsletter_approval", args=[pk]), does=May.SIGN)  # fmt: skip
        else:
            yield row("stop", "warn", f"“{name}” was stopped halfway", "Some readers had it, others didn’t.",
                      "See who didn’t", reverse("staff:newsletter_report", args=[pk]), age=since(one.at, now), does=May.PLAN)  # fmt: skip


def since(moment: datetime | None, now: datetime) -> str:
    return age(moment, now) if moment else ""


def bounced(found: Attention, now: datetime) -> Iterator[Row]:
    if found.bounced:
        title = f"{counted(found.bounced, 'address', 'addresses')} bounced"
        why = "Nothing reaches these patients until somebody asks for another address."
        label = f"See all {found.bounced:,}" if found.bounced > 1 else "See it"
        yield row("reply", "calm", title, why, label, reverse("staff:bounced"), age=since(found.bounced_since, now),
                  does=May.HELP_PATIENTS)  # fmt: skip


def unsigned(found: Attention) -> Iterator[Row]:
    for one in found.reviews:
        if one.unsigned:
            yield row("pen", "hold", f"“{one.series.title}” isn’t reviewed", of_series(one), "Review them",
                      reverse("staff:reviews"), does=May.SIGN)  # fmt: skip


def of_series(one: Reviews) -> str:
    number = len(one.unsigned)
    what = (
        f"All {number} lessons wait"
        if number == one.lessons
        else f"{number} of {one.lessons} lessons {'waits' if number == 1 else 'wait'}"
    )
    return f"{what} for a clinician. Until then they leave for the local inbox only."


def expiring(found: Attention, reach: Mapping[UUID, int]) -> Iterator[Row]:
    """One row a series. `reach`: how many patients have yet to get to a lesson, by step, where that was counted."""
    for one in found.reviews:
        ending = sorted(
            ((state.stops_on, step, state) for step, state in one.expiring if state.stops_on), key=lambda it: it[0]
        )
        if not ending:
            continue
        day, step, state = ending[0]
        patients = counted(reach[step.id], "patient has", "patients have") if step.id in reach else ""
        touched = f" · {patients} yet to reach it" if patients else ""
        if len(ending) == 1:
            title = f"“{state.signed.title if state.signed else step.lesson}” needs a new signature"
            why = f"Stops going out on {whole_day(day)}{touched}"
        else:
            title = f"{len(ending)} lessons of “{one.series.title}” need a new signature"
            why = f"The first stops going out on {whole_day(day)}{touched}"
        yield row("clock", "warn", title, f"{why}.", "Sign again", reverse("staff:reviews") + "#again", does=May.SIGN)


def row(
    icon: str,
    state: str,
    title: str,
    why: str,
    label: str,
    url: str,
    *,
    age: str = "",
    late: bool = False,
    does: May = May.SET_UP,
    owner: str = "",
) -> Row:
    return {
        "icon": icon, "state": state, "title": title, "why": why, "age": age, "late": late, "does": does, "owner": owner,
        "action_label": label, "action_url": url,
    }  # fmt: skip


def mine(user: AbstractBaseUser | AnonymousUser, rows: Iterable[Row]) -> list[Row]:
    """What this person's role does, unless a colleague has taken it."""
    return [one for one in rows if may(user, one["does"]) and one["owner"] in ("", str(user.pk))]

"""What needs a person, as rows of Today: what happened, why, since when, and one thing to do. By urgency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.newsletters.attention import Why
from campaigns.reporting.attention import Attention, Reviews
from staff.permissions import May, may
from staff.record_rows import record_systems
from staff.request_rows import late_requests, requests
from staff.status_codes import plain
from staff.stored_words import stored
from staff.way_names import at_the_start, name_of_way
from staff.webhooks.words import needs_of_receivers
from staff.wording import age, in_words, local_date, whole_day

Row = dict[str, Any]
NOBODY: Mapping[UUID, int] = MappingProxyType({})
UNNAMED: Mapping[str, str] = MappingProxyType({})
LABELS = {
    "mail_name": gettext_lazy("the mail name"),
    "from": gettext_lazy("where emails come from"),
    "reply_to": gettext_lazy("where answers go"),
    "postal_address": gettext_lazy("the postal address"),
    "phone": gettext_lazy("your phone"),
    "emergency": gettext_lazy("the emergency number"),
    "crisis": gettext_lazy("the crisis line"),
    "time_zone": gettext_lazy("the time zone"),
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
        *(row(**one) for one in record_systems(found.records, now)),
        *(row(**one) for one in needs_of_receivers(found.receivers, now)),
        *newsletters(found, now),
        *unauthorized(found),
        *unsigned(found),
        *expiring(found, reach),
        *requests(found, now, names),
        *bounced(found, now),
        *pending(found, now),
    ]


def doubtful(found: Attention, now: datetime) -> Iterator[Row]:
    held, uncertain = found.doubtful.get("held", 0), found.doubtful.get("uncertain", 0)
    if not held and not uncertain:
        return
    title = ngettext("{n} email may not have arrived", "{n} emails may not have arrived", held + uncertain)
    yield row(
        "hand", "hold", title.format(n=f"{held + uncertain:,}"), f"{held_or_open(held, uncertain)} {_('Nothing is sent twice by itself.')}",
        _("Decide on {n}").format(n=f"{held:,}") if held else _("See it") if uncertain == 1 else _("See them"), reverse("staff:held"),
        age=age(found.doubtful_since, now) if found.doubtful_since else "", does=May.DECIDE,
    )  # fmt: skip


def held_or_open(held: int, uncertain: int) -> str:
    if held and uncertain:
        both = _("{held} held until a person decides and {uncertain} may still be proven.")
        return both.format(held=held, uncertain=uncertain)
    if held:
        return ngettext("{n} held until a person decides.", "{n} held until a person decides.", held).format(n=held)
    return ngettext("{n} may still be proven.", "{n} may still be proven.", uncertain).format(n=uncertain)


def stopped(found: Attention, now: datetime) -> Iterator[Row]:
    for way in found.stopped:
        since = age(way.stopped_at, now) if way.stopped_at else ""
        why = f"{plain(way.reason) or _('It gave no reason.')} {_('Mend it, then resume.')}"
        yield row(
            "stop",
            "bad",
            _("{way} refuses us: nothing leaves").format(way=at_the_start(name_of_way(way.name))),
            why,
            _("Resume"),
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
            _("The brake is on: nothing leaves"),
            stored(found.brake),
            _("Decide"),
            reverse("staff:resume"),
            age=since,
            does=May.RESUME,
        )


def missing(found: Attention) -> Iterator[Row]:
    if found.missing:
        why = _("Still missing: {names}.").format(names=in_words([str(LABELS[name]) for name in found.missing]))
        yield row("clinic", "warn", _("Nothing can be mailed yet"), why, _("Fill it in"), reverse("staff:clinic"))


def unauthorized(found: Attention) -> Iterator[Row]:
    for one in found.unauthorized:
        title = _("“{title}” waits for its sponsor’s authorization").format(title=one.title)
        why = _(
            "{sponsor} sponsors it, and no authorization is recorded. Nothing of it leaves; everyone keeps their place."
        )
        yield row("hand", "hold", title, why.format(sponsor=one.sponsor), _("Record it"),
                  reverse("staff:series_authorization", args=[one.slug]), does=May.PLAN)  # fmt: skip


def newsletters(found: Attention, now: datetime) -> Iterator[Row]:
    for one in found.newsletters:
        name, pk = one.newsletter.name, one.newsletter.pk
        if one.why == Why.MISSED:
            yield row("mail", "bad", _("“{name}” was missed").format(name=name), _("Its time passed, and nothing of it was sent. Choose another."),
                      _("Choose a time"), reverse("staff:newsletter_schedule", args=[pk]), age=since(one.at, now), does=May.PLAN)  # fmt: skip
        elif one.why == Why.UNAPPROVED:
            why = _("Planned for soon. Without approval 0 emails leave.")
            if one.at:
                why = _("Planned for {day}. Without approval 0 emails leave.").format(day=whole_day(local_date(one.at)))
            yield row("pen", "hold", _("“{name}” waits for approval").format(name=name), why, _("Read it"),
                      reverse("staff:newsletter_approval", args=[pk]), does=May.SIGN)  # fmt: skip
        else:
            yield row("stop", "warn", _("“{name}” was stopped halfway").format(name=name), _("Some readers had it, others didn’t."),
                      _("See who didn’t"), reverse("staff:newsletter_report", args=[pk]), age=since(one.at, now), does=May.PLAN)  # fmt: skip


def since(moment: datetime | None, now: datetime) -> str:
    return age(moment, now) if moment else ""


def bounced(found: Attention, now: datetime) -> Iterator[Row]:
    if found.bounced:
        title = ngettext("{n} address bounced", "{n} addresses bounced", found.bounced).format(n=f"{found.bounced:,}")
        why = _("Nothing reaches these patients until somebody asks for another address.")
        label = _("See all {n}").format(n=f"{found.bounced:,}") if found.bounced > 1 else _("See it")
        yield row("reply", "calm", title, why, label, reverse("staff:bounced"), age=since(found.bounced_since, now),
                  does=May.HELP_PATIENTS)  # fmt: skip


def pending(found: Attention, now: datetime) -> Iterator[Row]:
    if found.pending:
        title = ngettext("{n} patient waits to be asked", "{n} patients wait to be asked", found.pending)
        why = _("Their visit starts a series, and nobody has recorded a yes.")
        yield row("hand", "calm", title.format(n=f"{found.pending:,}"), why, _("Ask them"), reverse("staff:pending"),
                  age=since(found.pending_since, now), does=May.HELP_PATIENTS)  # fmt: skip


def unsigned(found: Attention) -> Iterator[Row]:
    for one in found.reviews:
        if one.unsigned:
            yield row("pen", "hold", _("“{title}” isn’t reviewed").format(title=one.series.title), of_series(one), _("Review them"),
                      reverse("staff:reviews"), does=May.SIGN)  # fmt: skip


def of_series(one: Reviews) -> str:
    number = len(one.unsigned)
    what = ngettext("{n} of {all} lessons waits for a clinician.", "{n} of {all} lessons wait for a clinician.", number)
    if number == one.lessons:
        what = _("All {n} lessons wait for a clinician.")
    return f"{what.format(n=number, all=one.lessons)} {_('Until then they leave for the local inbox only.')}"


def expiring(found: Attention, reach: Mapping[UUID, int]) -> Iterator[Row]:
    """One row a series. `reach`: how many patients have yet to get to a lesson, by step, where that was counted."""
    for one in found.reviews:
        ending = sorted(
            ((state.stops_on, step, state) for step, state in one.expiring if state.stops_on), key=lambda it: it[0]
        )
        if not ending:
            continue
        day, step, state = ending[0]
        if len(ending) == 1:
            title = _("“{title}” needs a new signature").format(
                title=state.signed.title if state.signed else step.lesson
            )
            why = _("Stops going out on {day}").format(day=whole_day(day))
        else:
            title = _("{n} lessons of “{title}” need a new signature").format(n=len(ending), title=one.series.title)
            why = _("The first stops going out on {day}").format(day=whole_day(day))
        if step.id in reach:
            why = f"{why} · {yet_to_reach(reach[step.id])}"
        yield row(
            "clock", "warn", title, f"{why}.", _("Sign again"), reverse("staff:reviews") + "#again", does=May.SIGN
        )


def yet_to_reach(number: int) -> str:
    said = ngettext("{n} patient has yet to reach it", "{n} patients have yet to reach it", number)
    return said.format(n=f"{number:,}")


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

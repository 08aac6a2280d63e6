"""Is it running? The clock, the way out, what the provider tells, and what isn't tracked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import Enrolment, Event, Tally
from campaigns.sending.way import Way
from clinic.models import ClinicProfile, Installation
from scheduler.cluster.at_work import nobody_works
from staff.notes import clock_has_stopped
from staff.record_rows import feeds
from staff.shut import why_shut
from staff.way_names import name_of_way
from staff.wording import ago, counted

Part = dict[str, Any]


def running(installation: Installation, way: Way, now: datetime) -> list[Part]:
    ticked = _("never ticked")
    if installation.ticked_at:
        ticked = _("ticked {ago}").format(ago=ago(installation.ticked_at, now))
    unaccounted = Enrolment.objects.count_unaccounted()
    sending = reverse("staff:sending")
    return [
        part(_("Clock"), ticked, "bad" if clock_has_stopped(installation, now) else "ok", sending),
        *([part(_("Workers"), _("none is running"), "bad", sending)] if nobody_works() else []),
        part(_("The way out"), *the_way_out(installation, way, now), sending),
        part(_("Delivery news"), *delivery_news(way, now)),
        part(_("Patients"), _("every place is accounted for"), "ok") if not unaccounted
        else part(_("Patients"), _("{enrolments} without a next step").format(enrolments=counted(unaccounted, "enrolment", "enrolments")), "bad"),
        *(part(*one) for one in feeds(installation, now)),
        part(_("Opens and clicks"), _("not tracked"), "calm"),
    ]  # fmt: skip


def the_way_out(installation: Installation, way: Way, now: datetime) -> tuple[str, str]:
    if way.transport:
        return took_today(name_of_way(way.transport.name), now), "ok"
    shut = why_shut(installation, way, now)
    if shut and shut.kind in ("resting", "limited"):
        return shut.lead.rstrip("."), "warn"
    return _("paused") if installation.paused else _("shut"), "warn" if installation.paused else "bad"


def took_today(name: str, now: datetime) -> str:
    """SendGrid, took 38 of 38 today: of the emails handed over, those that got a yes."""
    day = now.astimezone(ClinicProfile.current().zone).date()
    found: dict[str, int] = {}
    for state, count in Tally.objects.filter(day=day).values_list("state", "count"):
        found[state] = found.get(state, 0) + count
    taken = sum(found.get(state, 0) for state in ("accepted", "delivered", "bounced", "dropped"))
    handed = taken + sum(found.get(state, 0) for state in ("rejected", "uncertain", "held"))
    if not handed:
        return name
    return _("{way}, took {taken} of {handed} today").format(way=name, taken=f"{taken:,}", handed=f"{handed:,}")


def delivery_news(way: Way, now: datetime) -> tuple[str, str]:
    """When the provider last told what became of an email. The local inbox tells nothing."""
    if way.practising:
        return _("not tracked while practising"), "calm"
    newest = Event.objects.order_by("-id").values_list("at", flat=True).first()  # ids are made in order of time
    if newest is None:
        return _("none yet"), "calm"
    return ago(newest, now), "ok"


def part(name: str, text: str, state: str, url: str | None = None) -> Part:
    return {"name": name, "text": text, "state": state, "url": url}

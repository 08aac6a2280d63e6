"""Sending: does it run, by which way and at what pace, what became of the last days' emails and of the last hand-overs."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from campaigns.live import pausing
from campaigns.models import WayOut
from campaigns.sending.way import Way, way_now
from clinic.models import ClinicProfile, Installation
from scheduler.cluster.at_work import nobody_works
from staff.desk import desk_page, may_open, show, who
from staff.notes import HOW_TO_SEND, HOW_TO_START, clock_has_stopped, last_tick
from staff.pace_words import pace
from staff.past_days import past_days
from staff.pausing import due_now
from staff.permissions import May
from staff.sending_headline import headline
from staff.shut import moment, way_out_now, why_shut
from staff.status_codes import plain
from staff.stored_words import stored
from staff.tries import last_tries
from staff.way_names import at_the_start, name_of_way
from staff.wording import age, ago, counted, place


@desk_page(May.SEE_ACTIVITY)
@require_safe
def sending(request: HttpRequest) -> HttpResponse:
    now, profile, installation = timezone.now(), ClinicProfile.current(), Installation.current()
    way, known = way_now(now), way_out_now(not installation.live_mark)
    shut, paced = why_shut(installation, way, now), pace(profile, known, now, practising=way.practising)
    top = headline(installation, way, shut, now, reached=paced["reached"])
    told = top["about"]  # what the headline says, the parts below needn't
    context = {
        "headline": top,
        "may_go_on": bool(top["url"]) and may_open(request.user, top["url"]),
        "due": due_now(),
        "running": [
            mode(installation, way),
            clock(installation, now, told),
            *no_worker(told),
            the_way(known, now, told),
            brake(installation, profile, now, told),
        ],
        "pace": paced,
        "past": past_days(profile, now),
        "tries": last_tries(),
        "place": place(profile.time_zone),
    }  # fmt: skip
    return show(request, "sending", context, said=("sending",))


@desk_page(change=May.RESUME)
@require_POST
def try_again(request: HttpRequest) -> HttpResponse:
    """The same yes as on the page that resumes. A pause or a brake is asked about there: this button spoke of the way only."""
    installation = Installation.current()
    if installation.paused or installation.braked_at:
        return redirect("staff:resume")
    pausing.resume(timezone.now(), by=who(request))
    messages.info(request, _("The way is open again. The next tick of the clock tries it."))
    return redirect("staff:sending")


def part(name: str, text: str, state: str) -> dict[str, str]:
    return {"name": name, "text": text, "state": state}


def mode(installation: Installation, way: Way) -> dict[str, str]:
    if installation.paused:
        return part(_("Paused"), _("by a person: nothing leaves"), "warn")
    if way.practising:
        return part(_("Practising"), _("emails stay in the local inbox"), "hold")
    return part(_("Live"), _("emails go to real people"), "ok")


def clock(installation: Installation, now: datetime, told: str) -> dict[str, str]:
    if clock_has_stopped(installation, now):
        how = "" if told == "clock" else f" {HOW_TO_START}"
        return part(_("The clock has stopped"), f"{last_tick(installation, now)}{how}", "bad")
    assert installation.ticked_at is not None
    return part(_("Clock"), _("ticked {ago}").format(ago=ago(installation.ticked_at, now)), "ok")


def no_worker(told: str) -> list[dict[str, str]]:
    if not nobody_works():
        return []
    return [part(_("Workers"), _("none is running") + ("" if told == "workers" else f". {HOW_TO_SEND}"), "bad")]


def the_way(known: WayOut, now: datetime, told: str) -> dict[str, str]:
    name = at_the_start(name_of_way(known.name))
    if known.stopped_at:
        refused = _("refused us {ago}").format(ago=ago(known.stopped_at, now))
        return part(name, refused if told == "stopped" else f"{refused}: {plain(known.reason)}", "bad")
    if known.rests(now) and known.look_again_at:
        rests = _("rests until {time}, as it asked us to")
        if known.failures:
            rests = ngettext(
                "rests until {time} after {n} failure in a row",
                "rests until {time} after {n} failures in a row",
                known.failures,
            )
        return part(name, rests.format(time=moment(known.look_again_at, now), n=f"{known.failures:,}"), "warn")
    if known.failures:
        tried = ngettext(
            "open; after {n} failure in a row one email tries it first",
            "open; after {n} failures in a row one email tries it first",
            known.failures,
        )
        return part(name, tried.format(n=f"{known.failures:,}"), "warn")
    return part(name, _("open"), "ok")


def brake(installation: Installation, profile: ClinicProfile, now: datetime, told: str) -> dict[str, str]:
    if installation.braked_at:
        since = pgettext("a length of time", "since {age}").format(age=age(installation.braked_at, now))
        return part(
            _("The brake is on"), since if told == "brake" else f"{since}: {stored(installation.brake_reason)}", "warn"
        )
    if installation.released_until and now < installation.released_until:
        return part(
            _("The brake is off"),
            _("until {time}: a person said so").format(time=moment(installation.released_until, now)),
            "ok",
        )
    off = _("off; more than {emails} at once would pull it").format(emails=counted(profile.brake, "email", "emails"))
    return part(_("Brake"), off, "ok")

"""Sending: does it run, by which way and at what pace, what became of the last days' emails and of the last hand-overs."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from campaigns import pausing
from campaigns.models import WayOut
from campaigns.sending.way import Way, way_now
from clinic.models import ClinicProfile, Installation
from staff.desk import desk_page, may_open, show, who
from staff.notes import HOW_TO_START, clock_has_stopped, last_tick
from staff.pace_words import pace
from staff.past_days import past_days
from staff.pausing import due_now
from staff.permissions import May
from staff.sending_headline import headline
from staff.shut import moment, way_out_now, why_shut
from staff.status_codes import plain
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
    messages.info(request, "The way is open again. The next tick of the clock tries it.")
    return redirect("staff:sending")


def part(name: str, text: str, state: str) -> dict[str, str]:
    return {"name": name, "text": text, "state": state}


def mode(installation: Installation, way: Way) -> dict[str, str]:
    if installation.paused:
        return part("Paused", "by a person: nothing leaves", "warn")
    if way.practising:
        return part("Practising", "emails stay in the local inbox", "hold")
    return part("Live", "emails go to real people", "ok")


def clock(installation: Installation, now: datetime, told: str) -> dict[str, str]:
    if clock_has_stopped(installation, now):
        how = "" if told == "clock" else f" {HOW_TO_START}"
        return part("The clock has stopped", f"{last_tick(installation, now)}{how}", "bad")
    assert installation.ticked_at is not None
    return part("Clock", f"ticked {ago(installation.ticked_at, now)}", "ok")


def the_way(known: WayOut, now: datetime, told: str) -> dict[str, str]:
    name = at_the_start(name_of_way(known.name))
    if known.stopped_at:
        why = "" if told == "stopped" else f": {plain(known.reason)}"
        return part(name, f"refused us {ago(known.stopped_at, now)}{why}", "bad")
    if known.rests(now) and known.look_again_at:
        after = (
            f" after {counted(known.failures, 'failure', 'failures')} in a row"
            if known.failures
            else ", as it asked us to"
        )
        return part(name, f"rests until {moment(known.look_again_at, now)}{after}", "warn")
    if known.failures:
        return part(
            name,
            f"open; after {counted(known.failures, 'failure', 'failures')} in a row one email tries it first",
            "warn",
        )
    return part(name, "open", "ok")


def brake(installation: Installation, profile: ClinicProfile, now: datetime, told: str) -> dict[str, str]:
    if installation.braked_at:
        why = "" if told == "brake" else f": {installation.brake_reason}"
        return part("The brake is on", f"since {age(installation.braked_at, now)}{why}", "warn")
    if installation.released_until and now < installation.released_until:
        return part("The brake is off", f"until {moment(installation.released_until, now)}: a person said so", "ok")
    return part("Brake", f"off; more than {counted(profile.brake, 'email', 'emails')} at once would pull it", "ok")

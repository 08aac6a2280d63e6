"""Why nothing leaves just now, in the words of the desk: the domain says it for the command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.models import WayOut
from campaigns.sending import way as ways
from campaigns.sending.way import Way
from clinic.models import Installation
from staff.status_codes import plain
from staff.stored_words import stored
from staff.way_names import at_the_start, name_of_way
from staff.wording import clock_time, counted, day_and_time, local_date

LIMIT = "rate limit"  # how settling notes that the provider asked us to wait


@dataclass(frozen=True)
class Shut:
    """`kind`: brake, stopped, resting, limited or other. `text` says what follows and what to do."""

    kind: str
    lead: str
    text: str


def way_out_now(practising: bool) -> WayOut:
    """What is known of the way in use; an unused one is open. Nothing is stored."""
    name = ways.inbox().name if practising else ways.configured().name
    return WayOut.objects.filter(pk=name).first() or WayOut(pk=name)


def why_shut(installation: Installation, way: Way, now: datetime) -> Shut | None:
    """None while the way is open, or where a pause or the clinic's missing details say it."""
    if way.transport or not way.why or installation.paused:
        return None
    if installation.braked_at and way.why.startswith("The brake is on"):  # not said
        return Shut("brake", _("The brake is on: nothing leaves."), stored(installation.brake_reason))
    known = way_out_now(way.practising)
    if way.why != known.shut(now):
        return Shut("other", _("Nothing can leave."), stored(way.why))
    name = at_the_start(name_of_way(known.name))
    if known.stopped_at:
        return Shut(
            "stopped",
            _("{way} refuses us: nothing leaves.").format(way=name),
            plain(known.reason) or _("It gave no reason."),
        )
    until = moment(known.look_again_at or now, now)
    if known.reason == LIMIT:
        return Shut(
            "limited",
            _("{way} asks us to wait until {time}.").format(way=name, time=until),
            _("Then sending goes on by itself."),
        )
    return Shut("resting", _("{way} rests until {time}.").format(way=name, time=until), resting(known))


def resting(known: WayOut) -> str:
    once = _("It gave no proper answer once.")
    often = _("It gave no proper answer {times} in a row.").format(times=counted(known.failures, "time", "times"))
    then = _("Then one email tries the way for all; each further failure makes the rest longer, up to an hour.")
    return f"{often if known.failures > 1 else once} {then}"


def moment(at: datetime, now: datetime) -> str:
    """10:42 am; with its day where that isn't today."""
    return clock_time(at) if local_date(at) == local_date(now) else day_and_time(at)

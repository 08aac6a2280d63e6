"""Notes above every page: the clock has stopped, no worker runs, an agreement isn't on record, paused, nothing can leave, practising."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.sending.way import Way
from clinic.agreements import agreement_lacking
from clinic.models import ClinicProfile, Installation
from scheduler.cluster.at_work import nobody_works
from staff.shut import Shut, why_shut
from staff.wording import ago

HEARTBEAT = timedelta(minutes=2)  # the timer ticks every 15 seconds
HOW_TO_START = gettext_lazy("Nothing leaves by itself: start it with python manage.py timer.")
HOW_TO_SEND = gettext_lazy("What is due waits: start one with python manage.py worker.")
Note = dict[str, str | None]


def notes(installation: Installation, way: Way, now: datetime, said: Container[str]) -> list[Note]:
    """`said`: what the page itself says: "practice", "paused", "clinic", "agreement", "stopped" (the brake, a way that refuses us), or all of "sending"."""
    if "sending" in said:
        return [*agreement(said)]
    return [*clock(installation, now), *workers(), *agreement(said), *standing(installation, way, now, said)]


def agreement(said: Container[str]) -> Iterator[Note]:
    """Lessons go through the provider whole, and nobody has recorded what allows it."""
    if "agreement" not in said and agreement_lacking():
        text = _("The settings let lessons go through the provider whole. Record the agreement that allows it.")
        yield note("warn", _("No health-data agreement is on record."), text, _("Record it"), "staff:provider")


def standing(installation: Installation, way: Way, now: datetime, said: Container[str]) -> Iterator[Note]:
    if installation.paused:
        if "paused" not in said:
            text = _("Nothing leaves. Every patient keeps their place.")
            yield note("warn", _("Paused."), text, _("Resume"), "staff:resume")
    elif ClinicProfile.current().missing():
        if "clinic" not in said:
            text = _("The clinic’s details aren’t complete.")
            yield note("warn", _("Nothing can be mailed yet."), text, _("Fill them in"), "staff:clinic")
    elif shut := why_shut(installation, way, now):
        yield from of_a_shut_way(shut, said)
    elif way.practising and "practice" not in said:
        yield note("hold", _("Practising."), _("Every email stays in the local inbox."))


def of_a_shut_way(shut: Shut, said: Container[str]) -> Iterator[Note]:
    if shut.kind in ("resting", "limited"):
        yield note("warn", shut.lead, _("Nothing is lost: it looks again by itself."), _("See why"), "staff:sending")
    elif shut.kind == "other":
        yield note("bad", shut.lead, shut.text, _("See why"), "staff:sending")
    elif "stopped" not in said:
        yield note("bad", shut.lead, shut.text, _("See what to do"), "staff:sending")


def clock(installation: Installation, now: datetime) -> Iterator[Note]:
    if not clock_has_stopped(installation, now):
        return
    text = " ".join(filter(None, [last_tick(installation, now), str(HOW_TO_START), who_knows(installation, now)]))
    yield note("bad", _("The clock has stopped."), text)


def workers() -> Iterator[Note]:
    if nobody_works():
        yield note("bad", _("No worker is running."), str(HOW_TO_SEND))


def who_knows(installation: Installation, now: datetime) -> str:
    """Whether the web process has told the admins of this silence (operations/silent_timer.py)."""
    told = installation.silence_told_at
    if told is None or (installation.ticked_at and told < installation.ticked_at):
        return ""
    return _("The admins were told by email {ago}.").format(ago=ago(told, now))


def last_tick(installation: Installation, now: datetime) -> str:
    if installation.ticked_at is None:
        return _("It has never ticked.")
    return _("It last ticked {ago}.").format(ago=ago(installation.ticked_at, now))


def clock_has_stopped(installation: Installation, now: datetime) -> bool:
    return installation.ticked_at is None or now - installation.ticked_at > HEARTBEAT


def note(kind: str, lead: str, text: str, label: str | None = None, to: str | None = None) -> Note:
    url = reverse(to) if to else None
    return {"kind": kind, "lead": lead, "text": text, "action_label": label, "action_url": url}

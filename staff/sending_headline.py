"""How sending stands, as one headline with what to do about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.sending.way import Way
from clinic.models import ClinicProfile, Installation
from scheduler.cluster.at_work import nobody_works
from staff.notes import HOW_TO_SEND, HOW_TO_START, clock_has_stopped, last_tick
from staff.shut import Shut

LOOKS = {"brake": "warn", "stopped": "bad", "resting": "warn", "limited": "warn", "other": "bad"}


def headline(
    installation: Installation, way: Way, shut: Shut | None, now: datetime, *, reached: bool
) -> dict[str, Any]:
    """`about`: what it speaks of. `posts`: the button does it at once; else it leads to a page. `reached`: today's number of emails.

    What is said first keeps everything else from leaving.
    """
    if installation.paused:
        text = _("Nothing leaves. Every patient keeps their place.")
        return said("pause", "warn", _("Sending is paused"), text, _("Resume"), reverse("staff:resume"))
    if way.practising and ClinicProfile.current().missing():
        text = _("The clinic’s details aren’t complete.")
        return said("clinic", "warn", _("Nothing can be mailed yet"), text, _("Fill them in"), reverse("staff:clinic"))
    if shut:
        return of_a_shut_way(shut)
    if clock_has_stopped(installation, now):
        return said("clock", "bad", _("The clock has stopped"), f"{last_tick(installation, now)} {HOW_TO_START}")
    if nobody_works():
        return said("workers", "bad", _("No worker is running"), str(HOW_TO_SEND))
    if way.practising:
        return said(
            "practice", "hold", _("Practising works"), _("Every email stays in the local inbox, as it would leave.")
        )
    if reached:
        text = _("The rest leaves tomorrow, at the pace you set.")
        return said("pace", "warn", _("Today’s number of emails is reached"), text)
    return said("open", "ok", _("Sending works"), _("Emails leave by themselves when they are due."))


def of_a_shut_way(shut: Shut) -> dict[str, Any]:
    about, look, lead = shut.kind, LOOKS[shut.kind], shut.lead.rstrip(".")
    if shut.kind == "brake":
        return said(about, look, lead, shut.text, _("Decide"), reverse("staff:resume"))
    if shut.kind == "stopped":
        text = f"{shut.text} {_('Mend it first, then try again. Nothing is lost meanwhile.')}"
        return said(about, look, lead, text, _("Try again"), reverse("staff:try_again"), posts=True)
    if shut.kind == "resting":
        return said(about, look, lead, shut.text, _("Try now"), reverse("staff:try_again"), posts=True)
    return said(about, look, lead, shut.text)


def said(
    about: str, kind: str, title: str, text: str, label: str = "", url: str = "", *, posts: bool = False
) -> dict[str, Any]:
    return {"about": about, "kind": kind, "title": title, "text": text, "label": label, "url": url, "posts": posts}

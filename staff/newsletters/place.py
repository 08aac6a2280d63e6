"""What every page of one newsletter shows: its name and state, when it leaves, its tabs, and the one thing to do next."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from campaigns.models import Newsletter
from campaigns.newsletters.approving import unapproved
from campaigns.newsletters.repeating import Rule
from campaigns.newsletters.scheduling import last_moment
from campaigns.sending.way import way_now
from clinic.models import ClinicProfile
from staff.newsletters.repeats import in_words as repeats_in_words
from staff.wording import clock_time, place, time_of_day, weekday_and_day

State = Newsletter.State
TABS = {
    "write": gettext_lazy("Write"),
    "audience": gettext_lazy("Audience"),
    "approval": gettext_lazy("Approval"),
    "report": gettext_lazy("Report"),
}


def newsletter_of(pk: UUID) -> Newsletter:
    """Raises Http404."""
    return get_object_or_404(Newsletter, pk=pk)


def frame(request: HttpRequest, newsletter: Newsletter, tab: str) -> dict[str, Any]:
    """What templates/staff/newsletters/base.html asks for."""
    now = timezone.now()
    waits = unapproved(newsletter, practising=way_now(now).practising)
    return {
        "newsletter": {
            "id": newsletter.pk, "name": newsletter.name, "state": tag_of(newsletter), "word": newsletter.get_state_display(),
            "when": when_it_leaves(newsletter), "repeats": repeats_in_words(Rule.read(newsletter.repeats)),
            "editable": newsletter.state in Newsletter.EDITABLE,
        },
        "tabs": [
            {"label": label, "url": reverse(f"staff:newsletter_{name}", args=[newsletter.pk]), "current": name == tab}
            for name, label in TABS.items()
        ],
        "notice": notice(newsletter, bool(waits), now),
        "acts": acts(newsletter),
    }  # fmt: skip


def tag_of(newsletter: Newsletter) -> str:
    """A state that templates/staff/parts.html has a look for."""
    return {State.SCHEDULED: "planned", State.STOPPED: "ended", State.MISSED: "withdrawn"}.get(
        State(newsletter.state), newsletter.state
    )


def when_it_leaves(newsletter: Newsletter) -> str:
    if newsletter.send_on is None or newsletter.send_at is None:
        return ""
    day, time = weekday_and_day(newsletter.send_on), time_of_day(newsletter.send_at)
    if newsletter.where_readers_live:
        return _("{day}, {time}, where each reader lives").format(day=day, time=time)
    return _("{day}, {time}, {place} time").format(day=day, time=time, place=place(ClinicProfile.current().time_zone))


def notice(newsletter: Newsletter, unapproved: bool, now: datetime) -> dict[str, str] | None:
    """The one thing to know before anything else on the page."""
    moment = last_moment(newsletter)
    match newsletter.state:
        case State.MISSED:
            text = _("Nothing of it has left, and it doesn’t leave by itself any more. Choose another time.")
            return {"kind": "bad", "lead": _("Its time has passed."), "text": text}
        case State.SCHEDULED if unapproved:
            text = _("It leaves {when}, once a reviewer has approved it. Without that, 0 emails leave.").format(
                when=when_it_leaves(newsletter)
            )
            return {"kind": "hold", "lead": _("It waits for approval."), "text": text}
        case State.SCHEDULED if moment:
            text = _("Until {time} on {day} you can take all of it back.").format(
                time=clock_time(moment), day=weekday_and_day(timezone.localtime(moment).date())
            )
            return {
                "kind": "info",
                "lead": _("It leaves {when}.").format(when=when_it_leaves(newsletter)),
                "text": text,
            }
        case State.SENDING:
            return {
                "kind": "info",
                "lead": _("It is leaving now."),
                "text": _("Its words and audience stay as they are."),
            }
    return None


def acts(newsletter: Newsletter) -> list[dict[str, str]]:
    """Links beside the title; at most one is filled, and it comes last."""

    def act(label: str, name: str, look: str = "", image: str = "") -> dict[str, str]:
        return {
            "name": name,
            "label": label,
            "url": reverse(f"staff:newsletter_{name}", args=[newsletter.pk]),
            "look": look,
            "image": image,
        }

    test, copy = act(_("Send me a test"), "test", image="send"), act(_("Duplicate"), "duplicate", image="plus")
    match newsletter.state:
        case State.DRAFT | State.MISSED:
            return [act(_("Delete"), "delete"), copy, test, act(_("Schedule…"), "schedule", "filled")]
        case State.SCHEDULED:
            return [
                act(pgettext("newsletter", "Take it back"), "unschedule"),
                test,
                act(_("Change the time"), "schedule"),
            ]
        case State.SENDING:
            return [copy, act(_("Stop the rest"), "stop", "danger", "stop")]
    return [copy]

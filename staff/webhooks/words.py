"""Receivers in words: how they are, and what they answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.models import OutgoingEvent, Receiver
from campaigns.outgoing.trouble import Trouble
from staff.permissions import May
from staff.wording import age, ago, day_and_time

TEST = gettext_lazy("A test of yours")
ANSWERS = {
    "not found": gettext_lazy("its name leads nowhere"),
    "not found in time": gettext_lazy("its name wasn’t found in time"),
    "not outside": gettext_lazy("its name leads into a private network"),
    "no answer in time": gettext_lazy("no answer in time"),
    "certificate": gettext_lazy("its certificate isn’t valid for this name"),
    "nobody there": gettext_lazy("nobody listens there"),
    "broken off": gettext_lazy("the connection broke off"),
}


def kind_name(kind: str) -> str:
    return str(TEST if kind == OutgoingEvent.TEST else Receiver.Kind(kind).label)


def answer_said(answer: str) -> str:
    """A status as it came, or what went wrong before there was one."""
    return str(ANSWERS.get(answer) or _("it answered {status}").format(status=answer)) if answer else ""


def state_of(one: Receiver, now: datetime) -> dict[str, str]:
    """For a tag: icon, word, state."""
    if one.paused_at:
        return {"icon": "pause", "word": _("Paused"), "state": ""}
    if one.failing_since:
        return {
            "icon": "hand",
            "word": _("Fails for {time}").format(time=age(one.failing_since, now)),
            "state": "warn",
        }
    return {"icon": "check", "word": _("Open"), "state": "ok"}


def line(event: OutgoingEvent, now: datetime) -> dict[str, Any]:
    """One fact on the receiver's page."""
    if event.told_at:
        became = _("told")
    elif event.given_up_at:
        became = _("given up")
    else:
        became = _("waits")
    tries = ngettext("{n} try", "{n} tries", event.tries).format(n=event.tries) if event.tries else ""
    said = ", ".join(filter(None, (tries, answer_said(event.answer))))
    return {
        "id": str(event.pk), "kind": kind_name(event.kind), "at": day_and_time(event.at), "became": became, "said": said,
        "state": "ok" if event.told_at else "bad" if event.given_up_at else "",
        "icon": "check" if event.told_at else "stop" if event.given_up_at else "clock",
    }  # fmt: skip


def needs_of_receivers(found: Iterable[Trouble], now: datetime) -> Iterator[dict[str, Any]]:
    """Rows of Today."""
    for one in found:
        if one.given_up:
            title = ngettext(
                "{n} event couldn’t be told to {name}", "{n} events couldn’t be told to {name}", one.given_up
            ).format(n=f"{one.given_up:,}", name=one.receiver.name)
            why = _("It was tried for three days. Once its system works, have it told again.")
        else:
            title = _("{name} doesn’t take what it is told").format(name=one.receiver.name)
            why = _("It is tried again by itself for three days. Its last answers say what is wrong.")
        since = one.receiver.failing_since
        yield {
            "icon": "hand", "state": "warn", "title": title, "why": why, "label": _("See its answers"),
            "url": reverse("staff:webhook", args=[one.receiver.pk]), "age": age(since, now) if since else "", "does": May.MANAGE_PEOPLE,
        }  # fmt: skip


def last_told(moment: datetime | None, now: datetime) -> str:
    return ago(moment, now) if moment else _("not yet")

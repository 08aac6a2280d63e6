"""The last hand-overs: when, how many, and what became of each call, in words."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Attempt
from campaigns.sending.leases import DIED
from mailer.transports.base import Verdict
from staff.evidence_words import answer
from staff.status_codes import plain
from staff.way_names import at_the_start, name_of_way

LAST = 20
OPEN = ""
TAGS: dict[str, tuple[str, str | Promise]] = {
    OPEN: ("sending", gettext_lazy("On its way")),
    Verdict.ACCEPTED: ("accepted", gettext_lazy("Taken")),
    Verdict.REFUSED: ("warning", gettext_lazy("Not reached")),
    Verdict.LIMITED: ("waiting", gettext_lazy("Asked to wait")),
    Verdict.TOO_MUCH: ("note", gettext_lazy("Halved")),
    Verdict.FAULTY: ("error", gettext_lazy("Email refused")),
    Verdict.REJECTED: ("rejected", gettext_lazy("Address refused")),
    Verdict.STOPPED: ("error", gettext_lazy("Refused us")),
    Verdict.UNCERTAIN: ("uncertain", gettext_lazy("No clear answer")),
    DIED: ("uncertain", gettext_lazy("Broken off")),
}
"""By verdict: the look of the tag (templates/staff/parts.html), and its word."""

MEANS: dict[str, str | Promise] = {
    OPEN: gettext_lazy("No answer yet."),
    Verdict.ACCEPTED: "",
    Verdict.LIMITED: gettext_lazy("{way} asked us to wait. Nothing left."),
    Verdict.TOO_MUCH: gettext_lazy("Too many or too large at once: nothing left. Half of them go next."),
    Verdict.FAULTY: gettext_lazy(
        "{way} won’t take this email, whoever gets it. Nothing left: it is set aside for an hour."
    ),
    Verdict.REJECTED: gettext_lazy("{way} named an address it won’t take. The others go on."),
}
"""Verdicts whose meaning is always the same. The others say their reason."""


def last_tries() -> list[dict[str, Any]]:
    """Ids are made in order of time, so the primary key serves."""
    return [line(one) for one in Attempt.objects.order_by("-id")[:LAST]]


def line(one: Attempt) -> dict[str, Any]:
    state, word = TAGS.get(one.verdict, ("note", one.verdict))
    return {
        "when": one.claimed_at,
        "size": one.size,
        "way": name_of_way(one.transport),
        "state": state,
        "word": word,
        "text": what_became(one),
    }


def what_became(one: Attempt) -> str:
    way = at_the_start(name_of_way(one.transport))
    if one.verdict == Verdict.ACCEPTED and one.reason:  # some were refused, each with a code
        return f"{_('{way} answered one by one.').format(way=way)} {plain(one.reason)}"
    if one.verdict in (Verdict.UNCERTAIN, DIED):
        return answer(one, one.verdict)
    return str(MEANS[one.verdict]).format(way=way) if one.verdict in MEANS else plain(one.reason)

"""The last hand-overs: when, how many, and what became of each call, in words."""

from __future__ import annotations

from typing import Any

from campaigns.models import Attempt
from campaigns.sending.leases import DIED
from mailer.transports.base import Verdict
from staff.evidence_words import answer
from staff.status_codes import plain
from staff.way_names import at_the_start, name_of_way

LAST = 20
OPEN = ""
TAGS: dict[str, tuple[str, str]] = {
    OPEN: ("sending", "On its way"),
    Verdict.ACCEPTED: ("accepted", "Taken"),
    Verdict.REFUSED: ("warning", "Not reached"),
    Verdict.LIMITED: ("waiting", "Asked to wait"),
    Verdict.TOO_MUCH: ("note", "Halved"),
    Verdict.FAULTY: ("error", "Email refused"),
    Verdict.REJECTED: ("rejected", "Address refused"),
    Verdict.STOPPED: ("error", "Refused us"),
    Verdict.UNCERTAIN: ("uncertain", "No clear answer"),
    DIED: ("uncertain", "Broken off"),
}
"""By verdict: the look of the tag (templates/staff/parts.html), and its word."""

MEANS: dict[str, str] = {
    OPEN: "No answer yet.",
    Verdict.ACCEPTED: "",
    Verdict.LIMITED: "{way} asked us to wait. Nothing left.",
    Verdict.TOO_MUCH: "Too many or too large at once: nothing left. Half of them go next.",
    Verdict.FAULTY: "{way} won’t take this email, whoever gets it. Nothing left: it is set aside for an hour.",
    Verdict.REJECTED: "{way} named an address it won’t take. The others go on.",
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
        return f"{way} answered one by one. {plain(one.reason)}"
    if one.verdict in (Verdict.UNCERTAIN, DIED):
        return answer(one, one.verdict)
    return MEANS[one.verdict].format(way=way) if one.verdict in MEANS else plain(one.reason)

"""What a patient takes along to the next visit, made of their answers: what was learned, what to try, what to ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from campaigns.emails.received import sealed_values
from campaigns.models import Answer, Helpfulness, Message
from portal.merge_fields import filled

OPENING = re.compile(r"\*\*[^*]*?[.!?]\*\*|.+?[.!?](?=[\s*_]|$)", re.DOTALL)
"""A step opens with a bold sentence. Where the bold is only its beginning, or none, the first whole sentence counts: 2.5 ends none."""
MARKS = re.compile(r"[*_`]")


@dataclass(frozen=True)
class Learned:
    """`ask`: the question; `better`: the answer that fits it; `tries`: the openings of its steps."""

    ask: str
    better: str
    tries: list[str]


@dataclass(frozen=True)
class Plan:
    """`unclear`: titles of lessons the patient said weren't clear, or not all of it."""

    learned: list[Learned]
    unclear: list[str]


def plan_of(message: Message) -> Plan:
    """Of the series this message belongs to, and of this message's patient alone. In the order the lessons came."""
    mine = Message.objects.lessons().left().filter(patient=message.patient_id, series=message.series_id)
    came = list(mine.order_by("claimed_at").select_related("patient", "revision"))
    keys = [one.pk for one in came]
    answered = set(Answer.objects.filter(message__in=keys).values_list("message", flat=True))
    doubts = Helpfulness.objects.filter(message__in=keys).exclude(said=Helpfulness.Said.YES)
    unclear = set(doubts.values_list("message", flat=True))
    learned = {one.step_id: learned_from(one) for one in came if one.pk in answered}
    asked = {one.step_id: text_of(one)["title"] for one in came if one.pk in unclear}
    return Plan(list(learned.values()), list(asked.values()))


def learned_from(message: Message) -> Learned:
    text = text_of(message)
    question = text["question"]
    better = next((one["text"] for one in question["answers"] if one["right"]), "")
    return Learned(question["ask"], better, list(openings(text["action"]["steps"])))


def text_of(message: Message) -> dict[str, Any]:
    """The words of its lesson, with the patient's own values in them."""
    assert message.revision is not None
    found: dict[str, Any] = filled(asdict(message.revision.text), sealed_values(message) or {})
    return found


def openings(steps: tuple[str, ...]) -> Iterator[str]:
    """**Walk for 5 minutes.** Indoors is fine. → Walk for 5 minutes.

    **Tell us** about allergies. → Tell us about allergies.
    """
    for step in steps:
        found = OPENING.match(step.strip())
        yield MARKS.sub("", found[0] if found else step).strip()

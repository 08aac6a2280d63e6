"""What a new order or new days mean for those in a series, as numbers with a sentence each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import Enrolment, Step
from campaigns.steps.moving import Move
from campaigns.steps.place import bit
from staff.wording import in_words, weekday_and_day

MOST_GROUPS = 12
Row = dict[str, Any]


def consequences(
    before: Sequence[Step], way: Sequence[Step], found: Sequence[Move], now: datetime, titles: Mapping[str, str]
) -> list[Row]:
    """Those who stand alike share a line, the largest group first. `before` and `way`: the steps as they are and as they would be."""
    groups: dict[tuple[int, int | None], list[Move]] = {}
    for one in found:
        if one.under_way:
            groups.setdefault((one.had, one.following.number if one.following else None), []).append(one)
    largest = sorted(groups.values(), key=len, reverse=True)
    lines = [row(len(group), sentence(group, before, now, titles)) for group in largest[:MOST_GROUPS]]
    if rest := sum(len(group) for group in largest[MOST_GROUPS:]):
        lines.append(row(rest, _("others, each with the next lesson they haven’t had")))
    after = [one for one in found if one.before.state == Enrolment.State.FINISHED]
    new = [titles[str(step.lesson_id)] for step in way if step.number not in {one.number for one in before}]
    if after and new:
        stay = _("who have finished stay so: they don’t get {lessons}")
        lines.append(row(len(after), stay.format(lessons=in_words([_("“{title}”").format(title=one) for one in new]))))
    return [*lines, row(0, _("lose their place")), row(0, _("get a lesson twice"))]


def row(number: int, text: str) -> Row:
    return {"number": number, "text": text}


def sentence(group: Sequence[Move], before: Sequence[Step], now: datetime, titles: Mapping[str, str]) -> str:
    one, many = group[0], len(group)
    had = lessons_had(before, one.had)
    if one.following is None:
        left = ngettext(
            "who had {had} finishes now: nothing is left", "who had {had} finish now: nothing is left", many
        )
        return left.format(had=had)
    first, last = dates([move.after for move in group], now)
    if first is None or last is None:
        said = ngettext(
            "who had {had} gets “{title}” next, as lesson {number}",
            "who had {had} get “{title}” next, as lesson {number}",
            many,
        )
        return said.format(had=had, title=titles[str(one.following.lesson_id)], number=one.following.position)
    if first == last:
        said = ngettext(
            "who had {had} gets “{title}” next, as lesson {number}, on {first}",
            "who had {had} get “{title}” next, as lesson {number}, on {first}",
            many,
        )
    else:
        said = ngettext(
            "who had {had} gets “{title}” next, as lesson {number}, between {first} and {last}",
            "who had {had} get “{title}” next, as lesson {number}, between {first} and {last}",
            many,
        )
    return said.format(
        had=had, title=titles[str(one.following.lesson_id)], number=one.following.position,
        first=weekday_and_day(first), last=weekday_and_day(last),
    )  # fmt: skip


def lessons_had(before: Sequence[Step], had: int) -> str:
    """no lesson yet; lesson 1; lessons 1 to 3; lessons 1, 2 and 5. By the numbers they have now."""
    positions = [step.position for step in before if had & bit(step)]
    if not positions:
        return _("no lesson yet")
    if len(positions) == 1:
        return _("lesson {number}").format(number=positions[0])
    if len(positions) > 2 and positions == list(range(positions[0], positions[-1] + 1)):
        return _("lessons {first} to {last}").format(first=positions[0], last=positions[-1])
    return _("lessons {numbers}").format(numbers=in_words([str(one) for one in positions]))


def dates(after: Sequence[Enrolment], now: datetime) -> tuple[date | None, date | None]:
    """The first and the last day on which a next lesson is due."""
    days: list[date] = sorted(
        max(one.next_due_at, now).astimezone(one.zone).date() for one in after if one.next_due_at is not None
    )
    return (days[0], days[-1]) if days else (None, None)

"""What a new order or new days mean for those in a series, as numbers with a sentence each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

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
        lines.append(row(rest, "others, each with the next lesson they haven’t had"))
    after = [one for one in found if one.before.state == Enrolment.State.FINISHED]
    new = [titles[str(step.lesson_id)] for step in way if step.number not in {one.number for one in before}]
    if after and new:
        lines.append(
            row(len(after), f"who have finished stay so: they don’t get {in_words([f'“{one}”' for one in new])}")
        )
    return [*lines, row(0, "lose their place"), row(0, "get a lesson twice")]


def row(number: int, text: str) -> Row:
    return {"number": number, "text": text}


def sentence(group: Sequence[Move], before: Sequence[Step], now: datetime, titles: Mapping[str, str]) -> str:
    one = group[0]
    had = lessons_had(before, one.had)
    many = len(group) != 1
    if one.following is None:
        return f"who had {had} {'finish' if many else 'finishes'} now: nothing is left"
    lesson = (
        f"{'get' if many else 'gets'} “{titles[str(one.following.lesson_id)]}” next, as lesson {one.following.position}"
    )
    return f"who had {had} {lesson}{dates([move.after for move in group], now)}"


def lessons_had(before: Sequence[Step], had: int) -> str:
    """no lesson yet; lesson 1; lessons 1 to 3; lessons 1, 2 and 5. By the numbers they have now."""
    positions = [step.position for step in before if had & bit(step)]
    if not positions:
        return "no lesson yet"
    if len(positions) == 1:
        return f"lesson {positions[0]}"
    if len(positions) > 2 and positions == list(range(positions[0], positions[-1] + 1)):
        return f"lessons {positions[0]} to {positions[-1]}"
    return f"lessons {in_words([str(one) for one in positions])}"


def dates(after: Sequence[Enrolment], now: datetime) -> str:
    days: list[date] = sorted(
        max(one.next_due_at, now).astimezone(one.zone).date() for one in after if one.next_due_at is not None
    )
    if not days:
        return ""
    if days[0] == days[-1]:
        return f", on {weekday_and_day(days[0])}"
    return f", between {weekday_and_day(days[0])} and {weekday_and_day(days[-1])}"

"""What patients answered to the question of each lesson: the first answer tells what the lesson left unclear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from campaigns.models import Step
from campaigns.reporting.counting import Counts
from content.lesson_text import parse_lesson
from content.models import Revision

ENOUGH = 20  # of fewer nobody can say which idea is understood least


@dataclass(frozen=True)
class Choice:
    text: str
    right: bool
    chosen: int  # as the first answer


@dataclass(frozen=True)
class Question:
    """`choices` are those of the revision most patients answered; the other numbers are of all revisions."""

    answered: int
    right_at_once: int
    right_in_the_end: int
    revision: int
    language: str
    choices: Sequence[Choice]


def questions(steps: Sequence[Step], counts: Counts) -> dict[UUID, Question]:
    """By step, of those that somebody answered."""
    keys = {revision for _, revision, *_ in counts.answers}
    known = {str(one.pk): one for one in Revision.objects.filter(pk__in=keys)} if keys else {}
    found = {step.pk: of_step(step, counts, known) for step in steps}
    return {step: question for step, question in found.items() if question}


def of_step(step: Step, counts: Counts, known: dict[str, Revision]) -> Question | None:
    mine = {key: number for key, number in counts.answers.items() if key[0] == str(step.pk)}
    if not mine:
        return None
    by_revision: Counter[str] = Counter()
    first: Counter[tuple[str, int]] = Counter()
    for (_, revision, choice, _, _), number in mine.items():
        by_revision[revision] += number
        first[revision, choice] += number
    most = max(by_revision, key=lambda one: (by_revision[one], one))
    return Question(
        answered=sum(mine.values()),
        right_at_once=sum(number for (*_, at_once, _), number in mine.items() if at_once),
        right_in_the_end=sum(number for (*_, at_last), number in mine.items() if at_last),
        revision=known[most].number,
        language=known[most].language,
        choices=[
            Choice(text, right, first[most, place]) for place, (text, right) in enumerate(answers(known[most]), 1)
        ],
    )


def answers(revision: Revision) -> Sequence[tuple[str, bool]]:
    return answers_of(revision.content_hash, revision.source, revision.lesson_id)


@lru_cache(maxsize=256)
def answers_of(content_hash: str, source: str, lesson: UUID) -> Sequence[tuple[str, bool]]:
    """A revision never changes, and reading its text takes longer than all the rest of a report."""
    return [(answer.text, answer.right) for answer in parse_lesson(source, str(lesson)).question.answers]


def least_understood(found: dict[UUID, Question]) -> UUID | None:
    """The step whose question the smallest share had right at once, where enough answered to say so."""
    enough = {step: one.right_at_once / one.answered for step, one in found.items() if one.answered >= ENOUGH}
    return min(enough, key=lambda step: (enough[step], str(step)), default=None)

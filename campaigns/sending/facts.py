"""What is known of patients when a step is due, as conditions ask for it: one query, however many are due."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from campaigns.models import Answer, Series, Step, Ways
from campaigns.sending.due import Due
from campaigns.steps.conditions import Answered, Facts


def facts_of(due: Sequence[tuple[Due, Step]], ways: Ways) -> dict[str, Facts]:
    """By enrolment. The answers are looked up for those only whose step asks for one."""
    asked = {one.pk: step_before(step, ways.of(Series(pk=one.series))) for one, step in due if step.meant_for.answered}
    answers = answers_to(asked)
    return {
        one.pk: Facts(
            language=one.language,
            answered=answers.get(UUID(one.pk), Answered.NOT_AT_ALL),
            asked_for_help=one.asked_for_help_at is not None,
        )
        for one, _ in due
    }


def step_before(step: Step, way: Sequence[Step]) -> Step | None:
    return max((one for one in way if one.position < step.position), key=lambda one: one.position, default=None)


def answers_to(asked: dict[str, Step | None]) -> dict[UUID, Answered]:
    """By enrolment: what was answered to the question of this step."""
    steps = {step.pk for step in asked.values() if step}
    if not steps:
        return {}
    rows = Answer.objects.filter(message__enrolment__in=list(asked), message__step__in=steps)
    found = rows.values_list("message__enrolment", "message__step", "right")
    wanted = {UUID(enrolment): step.pk for enrolment, step in asked.items() if step}
    return {
        enrolment: Answered.RIGHT if right else Answered.WRONG
        for enrolment, step, right in found
        if enrolment is not None and wanted.get(enrolment) == step
    }

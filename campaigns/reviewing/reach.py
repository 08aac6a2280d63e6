"""How many patients have yet to get the words of a lesson: what a signature, or its end, touches."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Count

from campaigns.models import Enrolment, Step
from campaigns.steps.place import Place, is_behind


def yet_to_reach(steps: Collection[Step]) -> dict[UUID, int]:
    """By step: patients under way who don't have it behind them. One query a state, however many steps."""
    rows = Enrolment.objects.filter(series__in={step.series_id for step in steps}).order_by()
    places = rows.values_list("series", "position", "ahead").annotate(count=Count("pk"))
    counted = [place for state in Enrolment.UNDER_WAY for place in places.filter(state=state)] if steps else []
    return {
        step.id: sum(
            count
            for series, position, ahead, count in counted
            if series == step.series_id and not is_behind(step, Place(position, ahead))
        )
        for step in steps
    }


def yet_to_reach_in(step: Step, language: str) -> int:
    """Of one lesson in one language. Patients of a language without a text of its own count to the series' own."""
    waiting = Enrolment.objects.yet_to_get(step)
    if language != step.series.language:
        return waiting.filter(patient__language=language).count_under_way()
    others = set(step.lesson.revisions.exclude(language=language).values_list("language", flat=True))
    return (waiting.exclude(patient__language__in=others) if others else waiting).count_under_way()

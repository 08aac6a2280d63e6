"""The numbers we give visits of sources that have none: the id of a key and a blind index under it, so that no value stands in a row."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from campaigns.models import CancelledVisit, Enrolment, PendingVisit
from patients.blind_index import Purpose, indexes_of
from patients.comparison import ComparisonForm

BY_TIME: Final = ((Enrolment, "enrolled_at"), (PendingVisit, "came_at"), (CancelledVisit, "at"))


def made_numbers(visit: str) -> list[str]:
    """`visit`: what makes it the same visit again, as text. One number for each key we hold, the current one's first."""
    return [f"{key}-{index}" for key, index in indexes_of(Purpose.VISIT, ComparisonForm(visit)).items()]


def erased_numbers(source: str, visit_id: str) -> list[str]:
    """What is kept of the number of a visit whose patient asked to be erased: another system still knows whose number that is."""
    return made_numbers(f"{source}|{visit_id}")


def found_with(key: str, now: datetime) -> int:
    """How many visits are found by this key only. Older ones can't start anything any more, whatever is sent again."""
    since = now - CancelledVisit.LASTS
    return sum(
        model._default_manager.filter(**{"visit_id__startswith": f"{key}-", f"{at}__gt": since}).count()
        for model, at in BY_TIME
    )

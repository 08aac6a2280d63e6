"""One visit for the one series that a system names itself: the same rule as for all sources, and what stands here afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from campaigns.intake.knowing import ids_of
from campaigns.intake.taking import of_series
from campaigns.models import Enrolment, PendingVisit, Series
from patients.visits import Code, Visit


@dataclass(frozen=True)
class Stands:
    """`outcome`: enrolled, already, pending or skipped. `enrolment`: what this very visit started, whenever that was."""

    outcome: str
    why: str
    enrolment: Enrolment | None = None


def take_visit(visit: Visit, series: Series, now: datetime, *, by: str) -> Stands:
    """The same call again changes nothing, and says how it stands now. Raises Refusal and ValidationError, with nothing written."""
    with transaction.atomic():
        said = of_series(visit, series, now, by)
        here = {"series": series, "visit_source": visit.source, "visit_id__in": ids_of(visit)}
        enrolment = Enrolment.objects.filter(**here).first()
        waiting = PendingVisit.objects.filter(**here).first()
        if waiting and waiting.state == PendingVisit.State.WAITING:
            return Stands("pending", said.why)
        if waiting and enrolment is None:
            return Stands("skipped", said.why)
        return Stands(said.outcome, said.why, enrolment)


def codes_of(series: Series) -> tuple[Code, ...]:
    """What a visit for this series is about, so that the rule on substance use holds where no diagnosis is told."""
    return tuple(Code(one.system, one.code) for one in series.start_codes.all())

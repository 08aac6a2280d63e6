"""How a patient wants the lessons: their pace, a break, the language, pictures or words alone. What is planned follows at once."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from campaigns.calendar import AS_PLANNED, NeverOpen, leaves_at, stretched
from campaigns.enrolments.changing_patient import plan_anew
from campaigns.enrolments.coming import is_moving, late_for
from campaigns.hours import sending_hours
from campaigns.models import Enrolment
from campaigns.rows import again_after_a_deadlock, locked
from campaigns.steps import choosing
from clinic.models import AuditEntry, ClinicProfile
from patients.languages import clean_language
from patients.models import Patient

FASTER, SLOWER = 50, 200  # percent of the plan's days from one lesson to the next
PACES = (FASTER, AS_PLANNED, SLOWER)
LONGEST_BREAK = timedelta(days=180)


@dataclass(frozen=True)
class Wishes:
    """`break_until`: the local date on which lessons may come again."""

    pace: int = AS_PLANNED
    break_until: date | None = None
    language: str = "en"
    plain_text: bool = False

    @classmethod
    def of(cls, enrolment: Enrolment, today: date) -> Wishes:
        """A break that is over counts as none."""
        patient, until = enrolment.patient, enrolment.break_until
        return cls(enrolment.pace, until if until and until > today else None, patient.language, patient.plain_text)

    def check(self, today: date) -> None:
        """Raises ValidationError, with the code "past", "far" or "pace"; the page has the words."""
        if self.pace not in PACES:
            raise ValidationError("Choose one of the paces on the page.", code="pace")
        if self.break_until and self.break_until <= today:
            raise ValidationError("Choose a day after today.", code="past")
        if self.break_until and self.break_until >= today + LONGEST_BREAK:
            raise ValidationError("Choose a day within half a year.", code="far")


def today_of(enrolment: Enrolment, now: datetime) -> date:
    return now.astimezone(enrolment.zone).date()


@again_after_a_deadlock  # a claim goes from message to enrolment, this the other way
def carry_out(enrolment: Enrolment, wishes: Wishes, now: datetime, *, by: str) -> bool:
    """True if anything changed. The pace is this series', all else holds for every series of the patient.

    A lesson that is planned and hasn't left is planned anew. Raises ValidationError.
    """
    wishes = replace(wishes, language=clean_language(wishes.language))
    wishes.check(today_of(enrolment, now))
    with transaction.atomic():
        patient = locked(Patient.objects.filter(pk=enrolment.patient_id)).get()
        under_way = list(locked(Enrolment.objects.under_way().filter(patient=patient)).select_related("series"))
        before = Wishes.of(Enrolment.objects.select_related("patient").get(pk=enrolment.pk), today_of(enrolment, now))
        if enrolment not in under_way:  # nothing is to come that could be faster or rest
            wishes = replace(wishes, pace=before.pace, break_until=before.break_until)
        if before == wishes:
            return False
        patient.language, patient.plain_text = wishes.language, wishes.plain_text
        patient.save(update_fields=["language", "plain_text"])
        for one in under_way:
            if wishes.break_until != before.break_until:  # a break the page didn't show goes on
                one.break_until = wishes.break_until
            one.pace = wishes.pace if one.pk == enrolment.pk else one.pace
            one.save(update_fields=["pace", "break_until"])
        plan_anew(patient, under_way, now)
        AuditEntry.objects.record(
            "patient.wishes", actor=by, now=now, subject=patient.pk, enrolment=str(enrolment.pk),
            changed=sorted(name for name, value in asdict(wishes).items() if getattr(before, name) != value),
        )  # fmt: skip
    enrolment.refresh_from_db()
    return True


def next_with(enrolment: Enrolment, wishes: Wishes, now: datetime) -> tuple[int, date] | None:
    """Position and local date of the next lesson if the patient chose this now. None while nothing is on its way."""
    if not is_moving(enrolment) or enrolment.waits_for:
        return None
    hours, way = sending_hours(ClinicProfile.current(), enrolment.series), list(enrolment.series.way())
    traveller = replace(enrolment.traveller, pace=wishes.pace, not_before=wishes.break_until or date.min)
    try:
        following = choosing.next_step(way, enrolment.place, traveller, hours, today_of(enrolment, now))
        if following is None:
            return None
        on = leaves_at(max(following.due_at, now), enrolment.zone, hours).astimezone(enrolment.zone).date()
    except NeverOpen:
        return None
    return None if late_for(enrolment, on) else (following.step.position, on)


def days_apart(enrolment: Enrolment, pace: int = AS_PLANNED) -> int:
    """About how many days lie between two lessons at this pace, the least of its series kept; 0 for a series of one lesson."""
    days = [step.day for step in enrolment.series.way()]
    if len(days) < 2:
        return 0
    return max(enrolment.series.rules.days_between, stretched(round((days[-1] - days[0]) / (len(days) - 1)), pace))

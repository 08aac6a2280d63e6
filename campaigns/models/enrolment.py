"""A patient's way through a series."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy

from campaigns import calendar
from campaigns.models.message import Message
from campaigns.models.series import Step, held_back
from campaigns.rows import in_parts
from campaigns.steps import choosing
from campaigns.steps.place import Place, bit, to_come
from patients.identifiers import new_id
from patients.tokens import is_token, new_token


class Enrolments(models.QuerySet["Enrolment"]):
    def due(self, now: datetime) -> Enrolments:
        due = self.filter(state=Enrolment.State.ACTIVE, next_due_at__lte=now)
        return due.exclude(held_back("series")).order_by("next_due_at", "id")

    def waiting(self, reason: str) -> Enrolments:
        # The exclusion says what the index says: SQLite uses a partial index only where the query repeats its condition.
        return self.filter(state=Enrolment.State.ACTIVE, waits_for=reason).exclude(waits_for="")

    def yet_to_get(self, step: Step) -> Enrolments:
        """Those of its series who don't have this step behind them."""
        ahead = self.filter(series=step.series_id, position__lt=step.position)
        return ahead.annotate(has_it=F("ahead").bitand(bit(step))).filter(has_it=0)

    def under_way(self) -> Enrolments:
        return self.filter(state__in=Enrolment.UNDER_WAY)

    def count_under_way(self) -> int:
        """One state after the other: each has an index of its own, and for both at once neither is used."""
        return sum(self.filter(state=state).count() for state in Enrolment.UNDER_WAY)

    def newest_first(self) -> Enrolments:
        """Ids are made in order of time, so the primary key serves."""
        return self.select_related("patient", "series").order_by("-id")

    def stopped_by(self, token: str) -> Enrolments:
        """The enrolment whose stop link carries `token`: it works for ever, whatever became of the enrolment."""
        return self.filter(stop_token=token).select_related("patient", "series") if is_token(token) else self.none()

    def unaccounted(self) -> Enrolments:
        """Active, but with neither a message under way, nor a due time, nor a reason to wait. There must be none."""
        moving = Message.objects.keeping_the_series().filter(enrolment=OuterRef("pk"))
        return self.without_a_date().filter(~Exists(moving))

    def without_a_date(self) -> Enrolments:
        return self.filter(state=Enrolment.State.ACTIVE, next_due_at=None, waits_for="")

    def count_unaccounted(self) -> int:
        """In two looks: in one, PostgreSQL expects far too many without a date, and reads every enrolment by its key."""
        keys = list(self.without_a_date().order_by().values_list("pk", flat=True))
        return sum(self.filter(pk__in=part).unaccounted().count() for part in in_parts(keys))

    def pause(self, reason: str) -> int:
        """Keep their place; nothing leaves until a person goes on with them."""
        return self.filter(state=Enrolment.State.ACTIVE).update(state=Enrolment.State.PAUSED, end_reason=reason)

    def end(self, reason: str, now: datetime) -> int:
        """End those still under way. Their planned messages are cancelled at the claim, which looks here."""
        paused = Case(When(state=Enrolment.State.PAUSED, then=F("end_reason")), default=Value(""))
        return self.under_way().update(
            state=Enrolment.State.ENDED, ended_at=now, end_reason=reason, was_paused=paused, next_due_at=None, waits_for=""
        )  # fmt: skip


class Enrolment(models.Model):
    class State(models.TextChoices):
        ACTIVE = "active", gettext_lazy("Active")  # lessons leave when they are due
        PAUSED = "paused", gettext_lazy("Paused")  # the place is kept, nothing leaves
        FINISHED = "finished", gettext_lazy("Finished")  # every lesson has left
        ENDED = "ended", gettext_lazy("Ended")  # stopped before the last lesson, and `end_reason` says why

    UNDER_WAY: ClassVar = (State.ACTIVE, State.PAUSED)

    class WaitsFor(models.TextChoices):
        NOTHING = "", gettext_lazy("nothing")
        CONFIRMATION = "confirmation", gettext_lazy("the patient to confirm the address")
        REVIEW = "review", gettext_lazy("a clinician's signature on the next lesson")
        HOURS = "hours", gettext_lazy("a day on which the clinic sends")
        LANGUAGE = "language", gettext_lazy("a signed text in the patient's language")

    class Untranslated(models.TextChoices):
        """While a lesson has no signed text in the patient's language."""

        FALL_BACK = "fall back", gettext_lazy("The series' own language, with a note in theirs")
        WAIT = "wait", gettext_lazy("Wait for the translation")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    patient = models.ForeignKey("patients.Patient", on_delete=models.CASCADE, related_name="enrolments", db_index=False)
    series = models.ForeignKey("campaigns.Series", on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    waits_for = models.CharField(max_length=14, choices=WaitsFor, default=WaitsFor.NOTHING, blank=True)
    enrolled_at = models.DateTimeField()
    anchored_on = models.DateField()  # the local date of day 0
    from_visit = models.BooleanField(default=False)
    visit_source = models.CharField(max_length=40, blank=True)
    visit_id = models.CharField(max_length=80, blank=True)
    untranslated = models.CharField(max_length=10, choices=Untranslated, default=Untranslated.FALL_BACK)
    position = models.PositiveSmallIntegerField(default=0)  # every lesson up to here is behind the patient
    ahead = models.BigIntegerField(default=0)  # lessons further on that are behind as well (campaigns/steps/place.py)
    procedure_on = models.DateField(null=True, blank=True)  # a booked procedure: some lessons come before it
    pace = models.PositiveSmallIntegerField(default=calendar.AS_PLANNED)  # the patient's: percent of the plan's days
    break_until = models.DateField(null=True, blank=True)  # the patient's: no lesson leaves before this local date
    asked_for_help_at = models.DateTimeField(null=True, blank=True)  # the patient wants more help than the lessons give
    left_on = models.DateField(null=True, blank=True)  # the local date on which the last lesson left
    left_day = models.PositiveSmallIntegerField(null=True, blank=True)  # and its day in the series
    next_due_at = models.DateTimeField(null=True, blank=True)  # empty while a message is under way
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=120, blank=True)  # why it ended, or why it is paused
    was_paused = models.CharField(
        max_length=120, blank=True
    )  # why it was paused when it ended: for whoever undoes the end
    stop_token = models.CharField(max_length=40, unique=True, default=new_token)  # stored, and never expires

    objects = Enrolments.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "series"],
                condition=Q(state__in=["active", "paused"]),
                name="one_active_enrolment_a_series",
            ),
            models.UniqueConstraint(
                fields=["series", "visit_source", "visit_id"],
                condition=~Q(visit_id=""),
                name="a_visit_starts_a_series_once",
            ),
        ]
        indexes = [
            # Serves all that is asked of one patient. With the series in it, no database reads the whole series for one of its patients.
            models.Index(fields=["patient", "series"], name="enrolment_of_patient"),
            # Serves later news of a visit, which doesn't say a series.
            models.Index(fields=["visit_source", "visit_id"], name="enrolment_of_visit"),
            # Serves `due`: an idle tick reads one page of it, however many enrolments there are.
            models.Index(
                fields=["next_due_at", "id"],
                condition=Q(state="active", next_due_at__isnull=False),
                name="enrolment_due",
            ),
            # Serves `unaccounted`, which Today and `status` ask: those with an email on its way, and nobody else. It is written twice a lesson.
            models.Index(
                fields=["id"],
                condition=Q(state="active", next_due_at__isnull=True, waits_for=""),
                name="enrolment_without_a_date",
            ),
            # Serve `count_under_way`, of a series or all: of all who were ever enrolled few are. Advancing touches neither.
            models.Index(fields=["series"], condition=Q(state="active"), name="enrolment_active"),
            models.Index(fields=["series"], condition=Q(state="paused"), name="enrolment_paused"),
            # Serves `waiting`: those who haven't started or can't go on, few at any time.
            models.Index(
                fields=["waits_for", "id"], condition=Q(state="active") & ~Q(waits_for=""), name="enrolment_waiting"
            ),
            # Serve the page of one month: who finished in it, and who asked for more help.
            models.Index(fields=["left_on"], condition=Q(state="finished"), name="enrolment_finished_on"),
            models.Index(
                fields=["asked_for_help_at"], condition=Q(asked_for_help_at__isnull=False), name="enrolment_asked_help"
            ),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.id}"

    @property
    def zone(self) -> ZoneInfo:
        return self.patient.zone

    def before(self) -> calendar.Left | None:
        return calendar.Left(self.left_on, self.left_day) if self.left_on and self.left_day is not None else None

    @property
    def place(self) -> Place:
        return Place(self.position, self.ahead)

    @place.setter
    def place(self, place: Place) -> None:
        self.position, self.ahead = place

    @property
    def traveller(self) -> choosing.Traveller:
        not_before = self.break_until or date.min
        return choosing.Traveller(self.anchored_on, self.zone, self.before(), self.procedure_on, self.pace, not_before)

    def next_step(self, way: Sequence[Step] | None = None) -> Step | None:
        """The next in turn. `way`: the steps of its series in order, when the caller has them for many enrolments."""
        return next(iter(to_come(list(self.series.way()) if way is None else way, self.place)), None)

    def set_next_due(self, hours: calendar.SendingHours, way: Sequence[Step] | None = None) -> None:
        """Work out when the next lesson is due; finished when there is none. `hours`: those of its series. The caller saves."""
        steps = list(self.series.way()) if way is None else way
        try:
            following = choosing.next_step(steps, self.place, self.traveller, hours)
        except (calendar.NeverOpen, ZoneInfoNotFoundError):
            self.next_due_at, self.waits_for = None, self.WaitsFor.HOURS
            return
        if following is None:
            self.state, self.next_due_at = self.State.FINISHED, None
            return
        self.next_due_at = following.due_at

"""An ordered set of lessons, each with the day it is due."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models.join_code import is_join_code, new_join_code
from campaigns.series.rules import SeriesRules
from campaigns.steps.conditions import Conditions
from campaigns.steps.conditions import read as read_conditions
from campaigns.steps.place import MOST_STEPS
from clinic.refusal import Refusal
from patients.identifiers import new_id

if TYPE_CHECKING:
    from django.db.models import QuerySet


class SeriesNamed(models.Manager["Series"]):
    def listed(self) -> QuerySet[Series]:
        """Those in sight: an archived series can be looked up, and stands in no list or choice."""
        return self.exclude(state=Series.State.ARCHIVED)

    def joined_by(self, code: str) -> QuerySet[Series]:
        """The series a slip leads to, while patients can be enrolled in it."""
        known = self.filter(join_code=code, state=Series.State.ACTIVE)
        return known if is_join_code(code) else self.none()

    def named(self, slug: str) -> Series:
        """The series called `slug`. Raises Refusal naming those there are."""
        if found := self.filter(slug=slug).first():
            return found
        known = ", ".join(self.values_list("slug", flat=True)) or "none yet: run load_library"
        raise Refusal(f"There is no series {slug!r}. The series here: {known}.")


class Series(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", gettext_lazy("Draft")  # being made: nobody can be enrolled
        ACTIVE = "active", gettext_lazy("Active")  # patients can be enrolled, lessons leave
        PAUSED = "paused", gettext_lazy("Paused")  # nothing of it leaves; places are kept
        ENDED = "ended", gettext_lazy("Ended")  # everyone's way through it has ended, and nobody can be enrolled
        ARCHIVED = "archived", gettext_lazy("Archived")  # ended, and out of sight

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=35, default="en")
    private_words = models.JSONField(default=list)  # never in a subject, preheader, sender or link
    source = models.TextField(blank=True)  # series.toml, byte for byte
    loaded = models.CharField(max_length=64, blank=True)  # the hash of the series.toml that was loaded last
    coverage = models.TextField(blank=True)  # coverage.md, byte for byte: what became of each claim of the article
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    paused_at = models.DateTimeField(null=True, blank=True)  # empty unless it is paused
    own_rules = models.JSONField(
        default=dict, blank=True
    )  # where it differs from the clinic's (campaigns/series/rules.py)
    sponsor = models.CharField(max_length=200, blank=True)  # who pays for it; nothing leaves before `authorization`
    authorization = models.ForeignKey(
        "campaigns.Authorization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    join_code = models.CharField(max_length=12, unique=True, default=new_join_code)  # of the slip to sign up with
    created_at = models.DateTimeField()

    objects = SeriesNamed()

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.title

    def way(self) -> QuerySet[Step]:
        return self.steps.select_related("lesson").order_by("position")

    def check_open(self) -> None:
        """Raises Refusal unless patients can be enrolled now."""
        if self.state != self.State.ACTIVE:
            closed = _("The series {series} is {state}: it must be active before anyone can be enrolled.")
            raise Refusal(closed.format(series=self.slug, state=self.get_state_display().lower()))

    @property
    def rules(self) -> SeriesRules:
        return SeriesRules.read(self.own_rules)

    @property
    def waits_for_authorization(self) -> bool:
        return bool(self.sponsor) and self.authorization_id is None


def held_back(series: str) -> Q:
    """Of rows that belong to a series, those whose lessons wait: paused, or sponsored and not yet authorized. `series`: the way there."""
    paused = Q(**{f"{series}__state": Series.State.PAUSED.value})
    return paused | Q(**{f"{series}__sponsor__gt": "", f"{series}__authorization": None})


class InUse(models.Manager["Step"]):
    """Steps that are part of their series now."""

    def get_queryset(self) -> QuerySet[Step]:
        return super().get_queryset().filter(taken_out_at=None)


class Step(models.Model):
    """A lesson's place in a series. `day` counts from the visit or the enrolment, which is day 0."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()  # from 1
    lesson = models.ForeignKey("content.Lesson", on_delete=models.PROTECT, related_name="steps")
    day = models.PositiveSmallIntegerField()
    number = (
        models.PositiveSmallIntegerField()
    )  # from 0, never changed: its bit in Enrolment.ahead (campaigns/steps/place.py)
    conditions = models.JSONField(default=dict, blank=True)  # for whom it is meant (campaigns/steps/conditions.py)
    taken_out_at = models.DateTimeField(null=True, blank=True)  # the row stays: messages point to it

    objects = InUse()
    ever = models.Manager["Step"]()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "position"], condition=Q(taken_out_at=None), name="step_has_one_place"
            ),
            models.UniqueConstraint(fields=["series", "lesson"], name="lesson_once_a_series"),
            models.UniqueConstraint(fields=["series", "number"], name="step_has_one_number"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.lesson}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new step takes the next number. Raises Refusal when the series has had as many as it can."""
        if cast("int | None", self.number) is None:
            numbers = Step.ever.filter(series=self.series_id).aggregate(last=models.Max("number"))
            self.number = 0 if numbers["last"] is None else numbers["last"] + 1
            if self.number >= MOST_STEPS:
                raise Refusal(
                    f"A series has room for {MOST_STEPS} lessons, those taken out before counted: copy it, then go on there."
                )
        super().save(*args, **kwargs)

    def announces(self) -> Step | None:
        """The step after it, which its email may promise: none that some patients won't get."""
        following = self.series.way().filter(position__gt=self.position).first()
        return None if following and following.meant_for.asks else following

    @cached_property
    def meant_for(self) -> Conditions:
        return read_conditions(self.conditions)


class Ways:
    """The steps of each series in order, looked up once for many enrolments."""

    def __init__(self) -> None:
        self.known: dict[object, list[Step]] = {}

    def of(self, series: Series) -> list[Step]:
        if series.pk not in self.known:
            self.known[series.pk] = list(series.way().select_related("lesson", "series"))
        return self.known[series.pk]

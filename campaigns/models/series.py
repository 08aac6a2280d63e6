"""An ordered set of lessons, each with the day it is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from clinic.refusal import Refusal
from patients.identifiers import new_id

if TYPE_CHECKING:
    from django.db.models import QuerySet


class SeriesNamed(models.Manager["Series"]):
    def named(self, slug: str) -> Series:
        """The series called `slug`. Raises Refusal naming those there are."""
        if found := self.filter(slug=slug).first():
            return found
        known = ", ".join(self.values_list("slug", flat=True)) or "none yet: run load_library"
        raise Refusal(f"There is no series {slug!r}. The series here: {known}.")


class Series(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "Draft"  # being made: nobody can be enrolled
        ACTIVE = "active", "Active"  # patients can be enrolled, lessons leave
        PAUSED = "paused", "Paused"  # nothing of it leaves; places are kept

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=35, default="en")
    private_words = models.JSONField(default=list)  # never in a subject, preheader, sender or link
    source = models.TextField(blank=True)  # series.toml, byte for byte
    coverage = models.TextField(blank=True)  # coverage.md, byte for byte: what became of each claim of the article
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField()

    objects = SeriesNamed()

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.title

    def way(self) -> QuerySet[Step]:
        return self.steps.select_related("lesson").order_by("position")


class Step(models.Model):
    """A lesson's place in a series. `day` counts from the visit or the enrolment, which is day 0."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()  # from 1
    lesson = models.ForeignKey("content.Lesson", on_delete=models.PROTECT, related_name="steps")
    day = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["series", "position"], name="step_has_one_place"),
            models.UniqueConstraint(fields=["series", "lesson"], name="lesson_once_a_series"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.lesson}"


class Ways:
    """The steps of each series in order, looked up once for many enrolments."""

    def __init__(self) -> None:
        self.known: dict[object, list[Step]] = {}

    def of(self, series: Series) -> list[Step]:
        if series.pk not in self.known:
            self.known[series.pk] = list(series.way())
        return self.known[series.pk]

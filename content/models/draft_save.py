"""What authors have typed: every save is kept, and while the newest isn't in a revision it is the draft."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from patients.identifiers import new_id

MOST_KEPT = 200  # of one lesson in one language; older ones are dropped


class DraftSaves(models.QuerySet["DraftSave"]):
    def of(self, lesson: Any, language: str) -> DraftSaves:
        """All saves, the newest first."""
        return self.filter(lesson=lesson, language=language).order_by("-number")

    def open(self, lesson: Any, language: str) -> DraftSaves:
        """Those that no revision holds yet."""
        return self.of(lesson, language).filter(became=None)

    def add(self, lesson: Any, language: str, number: int, source: str, *, now: datetime, by: str) -> DraftSave:
        """Store the next save. Raises IntegrityError when somebody else has stored that number already."""
        save = self.create(lesson=lesson, language=language, number=number, source=source, saved_at=now, saved_by=by)
        self.of(lesson, language).filter(number__lte=number - MOST_KEPT).delete()
        return save


class DraftSave(models.Model):
    """`source` is a lesson file with `draft = true`, which may lack parts.

    `number` counts from 1 and never starts anew: a page that stayed open can always say what its author saw.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lesson = models.ForeignKey("content.Lesson", on_delete=models.CASCADE, related_name="draft_saves")
    language = models.CharField(max_length=35)
    number = models.PositiveIntegerField()
    source = models.TextField()
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=80)
    became = models.ForeignKey("content.Revision", null=True, on_delete=models.CASCADE, related_name="draft_saves")

    objects = DraftSaves.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lesson", "language", "number"], name="draft_save_has_one_number")
        ]

    def __str__(self) -> str:
        return f"draft of {self.lesson_id} ({self.language}), save {self.number}"

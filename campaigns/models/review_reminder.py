"""That a reviewer was reminded of a signature that runs out: kept so that nobody is reminded of the same twice."""

from __future__ import annotations

from django.db import models


class ReviewReminder(models.Model):
    """`days` before the end: 60, 30 or 7 (campaigns/reviewing/reminding.py)."""

    review = models.ForeignKey("content.Review", on_delete=models.CASCADE, related_name="reminders")
    days = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "days"], name="one_reminder_a_review_and_day")]

    def __str__(self) -> str:
        return f"reminder of {self.review_id}, {self.days} days before"

"""An author asks for a review of one revision, until it is signed, changed or taken back."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from patients.identifiers import new_id


class ReviewRequests(models.QuerySet["ReviewRequest"]):
    def open(self) -> ReviewRequests:
        return self.filter(closed_at=None)

    def close(self, outcome: str, now: datetime) -> int:
        return self.open().update(closed_at=now, outcome=outcome)


class ReviewRequest(models.Model):
    class Outcome(models.TextChoices):
        SIGNED = "signed", "Signed"
        CHANGED = "changed", "Replaced by a newer text"
        TAKEN_BACK = "taken back", "Taken back by the author"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    revision = models.ForeignKey("content.Revision", on_delete=models.CASCADE, related_name="review_requests")
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    objects = ReviewRequests.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["revision"], condition=models.Q(closed_at=None), name="one_open_request_a_revision"
            )
        ]

    def __str__(self) -> str:
        return f"review of {self.revision_id}, {self.outcome or 'open'}"

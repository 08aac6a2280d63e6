"""A reviewer's tick at one claim of the change sheet, kept so that a review can be left and taken up again."""

from __future__ import annotations

from django.db import models

from patients.identifiers import new_id


class AcceptedClaim(models.Model):
    """`claim` is the key of a claim (content/coverage.py): a claim that is changed has another, and is open again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lesson = models.ForeignKey("content.Lesson", on_delete=models.CASCADE, related_name="accepted_claims")
    language = models.CharField(max_length=35)
    content_hash = models.CharField(max_length=64)  # of the words it was accepted with
    claim = models.CharField(max_length=16)
    accepted_by = models.CharField(max_length=80)
    accepted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "language", "content_hash", "claim", "accepted_by"], name="a_claim_is_accepted_once"
            )
        ]

    def __str__(self) -> str:
        return f"claim {self.claim} of {self.lesson_id}"

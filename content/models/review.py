"""A clinician's signature on the words of a lesson."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models

from patients.identifiers import new_id

VALID_FOR_DAYS = 365  # NHS digital service manual: say when it was checked, and when it is checked again
STATEMENT = "I have read this lesson and its sources, and it may be sent to patients."


class Reviews(models.QuerySet["Review"]):
    def standing(self, now: datetime) -> Reviews:
        return self.filter(withdrawn_at=None, expires_on__gte=now.date())


class Review(models.Model):
    """It binds `content_hash`: the same words stay signed in a later revision, other words never are."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lesson = models.ForeignKey("content.Lesson", on_delete=models.CASCADE, related_name="reviews")
    language = models.CharField(max_length=35)
    content_hash = models.CharField(max_length=64)
    reviewer = models.CharField(max_length=120)
    credential = models.CharField(max_length=60)
    statement = models.TextField(default=STATEMENT)
    signed_at = models.DateTimeField()
    expires_on = models.DateField()
    how = models.CharField(max_length=60)  # "command line", or the page
    demo = models.BooleanField(default=False)  # a made-up signature: counts for the local inbox only
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = Reviews.as_manager()

    class Meta:
        indexes = [models.Index(fields=["lesson", "language", "content_hash"], name="review_of_these_words")]

    def __str__(self) -> str:
        return f"{self.reviewer}, {self.credential}, {self.signed_at:%Y-%m-%d}"

    @property
    def signed_on(self) -> date:
        return self.signed_at.date()

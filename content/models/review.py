"""A clinician's signature on the words of a lesson."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext_noop

from patients.identifiers import new_id

VALID_FOR_DAYS = 365  # at most  # NHS digital service manual: say when it was checked, and when it is checked again
STATEMENT = gettext_noop("I have read this lesson, its question and its sources, and it is right for our patients.")
TRANSLATORS_STATEMENT = gettext_noop(
    "I have compared this translation with the lesson, and it says the same in plain words."
)


class Reviews(models.QuerySet["Review"]):
    def standing(self, now: datetime) -> Reviews:
        return self.filter(withdrawn_at=None, expires_on__gte=now.date())

    def by_clinicians(self) -> Reviews:
        return self.filter(kind=Review.Kind.CLINICIAN)


class Review(models.Model):
    """It binds `content_hash`: the same words stay signed in a later revision, other words never are."""

    class Kind(models.TextChoices):
        CLINICIAN = "clinician", "A clinician"  # lets the text out
        TRANSLATOR = "translator", "A translator"  # a translation needs this one too

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lesson = models.ForeignKey("content.Lesson", on_delete=models.CASCADE, related_name="reviews")
    language = models.CharField(max_length=35)
    content_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CLINICIAN)
    reviewer = models.CharField(max_length=120)
    credential = models.CharField(max_length=60)
    statement = models.TextField(default=STATEMENT)
    signed_at = models.DateTimeField()
    expires_on = models.DateField()
    signer = models.CharField(max_length=80, blank=True)  # a user's id; empty when nobody was signed in
    own_edit = models.BooleanField(
        default=False
    )  # the signer wrote these words: the clinic allows it, and pages say so
    how = models.CharField(max_length=60)  # "command line", or the page
    demo = models.BooleanField(default=False)  # a made-up signature: counts for the local inbox only
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=80, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects = Reviews.as_manager()

    class Meta:
        indexes = [models.Index(fields=["lesson", "language", "content_hash"], name="review_of_these_words")]

    def __str__(self) -> str:
        return f"{self.reviewer}, {self.credential}, {self.signed_at:%Y-%m-%d}"

    @property
    def signed_on(self) -> date:
        return self.signed_at.date()

"""Consent: what a patient agreed to receive by email, in which words, and until when."""

from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patients.dates import aware
from patients.hidden_characters import JOINERS, has_hidden
from patients.identifiers import new_id
from patients.models.patient import Patient
from patients.tokens import is_token, new_token

MAX_HOW = 200


class ConsentQuerySet(models.QuerySet["Consent"]):
    """The vocabulary of giving and withdrawing."""

    def standing(self, stream: "Consent.Stream") -> Self:
        """Consents to this stream that haven't been withdrawn."""
        return self.filter(stream=stream, withdrawn_at__isnull=True)

    def stopped_by(self, token: str) -> Self:
        """The consent whose stop link carries `token`: it works for ever, whatever became of the consent."""
        return self.filter(stop_token=token).select_related("patient") if is_token(token) else self.none()

    def give(
        self, patient: Patient, stream: "Consent.Stream", *, how: str, wording: str, recorded_by: str, now: datetime
    ) -> "Consent":
        """Record that the patient agreed; a consent that stands is returned unchanged. Raises ValidationError."""
        said = _said(how, wording, recorded_by, now)
        return self.get_or_create(patient=patient, stream=stream, withdrawn_at=None, defaults=said)[0]

    def last_of(self, patient: Patient | UUID, stream: "Consent.Stream") -> "Consent | None":
        """The latest, standing or not. `patient`: the row or its id."""
        return self.filter(patient=patient, stream=stream).order_by("-given_at", "-pk").first()

    def give_again(
        self, patient: Patient, stream: "Consent.Stream", *, how: str, recorded_by: str, now: datetime
    ) -> "Consent | None":
        """Under the words they said yes to before. None for somebody who never did: they still have to confirm."""
        last = self.last_of(patient, stream)
        return last and self.give(patient, stream, how=how, wording=last.wording, recorded_by=recorded_by, now=now)

    def give_first(
        self, patient: Patient, stream: "Consent.Stream", *, how: str, wording: str, recorded_by: str, now: datetime
    ) -> "Consent":
        """The same for somebody who was stored in this very transaction: no consent of theirs can stand yet. Raises ValidationError."""
        return self.create(patient=patient, stream=stream, **_said(how, wording, recorded_by, now))

    def withdraw(self, patient: Patient, stream: "Consent.Stream", *, how: str, now: datetime) -> bool:
        """End the standing consent. True when there was one; a second call changes nothing. Raises ValidationError."""
        standing = self.standing(stream).filter(patient=patient)
        return bool(standing.update(withdrawn_at=aware(now), withdrawn_how=_clean_how(how)))


class Consent(models.Model):
    """One agreement. It is never edited: withdrawing ends it, and agreeing again makes another."""

    class Stream(models.TextChoices):
        # The series of lessons that follows a visit.
        LESSONS = "lessons", gettext_lazy("Lessons")
        # Broadcasts to many patients that no visit asked for.
        NEWSLETTER = "newsletter", gettext_lazy("Newsletter")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents")
    stream = models.CharField(max_length=16, choices=Stream)
    given_at = models.DateTimeField()
    how = models.CharField(max_length=MAX_HOW)  # such as "signed form at the desk"; no names
    wording = models.CharField(max_length=50)  # version of the words they agreed to
    recorded_by = models.CharField(max_length=100)  # an opaque user id, or the source: "csv", "fhir"
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_how = models.CharField(max_length=MAX_HOW, blank=True)
    stop_token = models.CharField(max_length=40, unique=True, default=new_token)  # stored, and never expires

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            # Serves standing(stream).filter(patient=…), which every claim asks.
            models.UniqueConstraint(
                fields=["patient", "stream"], condition=Q(withdrawn_at__isnull=True), name="consent_one_standing"
            ),
        ]

    def __str__(self) -> str:
        return f"Consent {self.id} ({self.stream})"


def _said(how: str, wording: str, recorded_by: str, now: datetime) -> dict[str, Any]:
    return {"how": _clean_how(how), "wording": wording, "recorded_by": recorded_by, "given_at": aware(now)}


def _clean_how(how: str) -> str:
    text = " ".join(how.split())
    if not text or len(text) > MAX_HOW or has_hidden(text, allowed=JOINERS):
        raise ValidationError(
            _("Say in 1 to {most} plain characters how the patient told you.").format(most=MAX_HOW), code="how"
        )
    return text

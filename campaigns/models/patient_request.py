"""What a patient asked of the clinic: a call back, an answer, something else. Its words are sealed under the patient's key."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy

from patients.identifiers import new_id

ASKED_LABEL: Final = "campaigns.request.v1"  # frozen: part of what binds a seal to its row
DONE_LABEL: Final = "campaigns.request-done.v1"


class PatientRequests(models.QuerySet["PatientRequest"]):
    def waiting(self) -> PatientRequests:
        """Not done yet, the oldest first."""
        return self.filter(done_at=None).order_by("received_at", "id")

    def nobody_told(self, before: datetime) -> PatientRequests:
        """Waiting, older than `before`, and no backup was told."""
        return self.waiting().filter(backup_told_at=None, received_at__lte=before)


class PatientRequest(models.Model):
    class Kind(models.TextChoices):
        CALL_BACK = "call back", gettext_lazy("Call back")  # the patient wants to be phoned
        REPLY = "reply", gettext_lazy("Reply")  # the patient wrote, and an answer is due
        ERASE = "erase", gettext_lazy("Erase everything")  # to forget them: the desk does it
        OTHER = "other", gettext_lazy("Something else")  # such as a new appointment

    class How(models.TextChoices):
        PORTAL = "portal", gettext_lazy("on a page of theirs")
        EMAIL = "email", gettext_lazy("by email")
        PHONE = "phone", gettext_lazy("by phone")  # written down by the desk

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    patient = models.ForeignKey("patients.Patient", on_delete=models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=10, choices=Kind)
    how = models.CharField(max_length=8, choices=How)
    message = models.ForeignKey(  # the email it is about
        "campaigns.Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="requests"
    )
    shared = models.BooleanField(default=False)  # from a mailbox of several patients: which of them wrote isn't known
    sealed = models.BinaryField()  # {"text": the patient's words}
    received_at = models.DateTimeField()
    written_by = models.CharField(max_length=80, blank=True)  # the user who wrote it down; empty: the patient did
    owner = models.CharField(max_length=80, blank=True)  # a user's id; empty: nobody has taken it
    taken_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=80, blank=True)
    done_sealed = models.BinaryField(null=True, blank=True)  # {"text": what was done}
    backup_told = models.CharField(max_length=80, blank=True)  # the user who was told that it is late
    backup_told_at = models.DateTimeField(null=True, blank=True)

    objects = PatientRequests.as_manager()

    class Meta:
        indexes = [
            # Serves `waiting`: of all that were ever asked few wait.
            models.Index(
                fields=["received_at", "id"], condition=models.Q(done_at__isnull=True), name="request_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.id}"

    def words(self) -> str:
        """What the patient said. Raises PatientErased, KeyMissing, SealBroken."""
        return str(self.patient.open_seal(ASKED_LABEL, self.id, self.sealed)["text"])

    def what_was_done(self) -> str:
        """Empty while it waits. Raises PatientErased, KeyMissing, SealBroken."""
        if self.done_sealed is None:
            return ""
        return str(self.patient.open_seal(DONE_LABEL, self.id, self.done_sealed)["text"])

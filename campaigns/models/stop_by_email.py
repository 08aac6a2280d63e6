"""One STOP that came by email: what it ended, so that the answer's link can take it back, for all or for the others."""

from __future__ import annotations

from django.db import models


class StopByEmail(models.Model):
    """`enrolments` and `readers` hold ids: what was running when the STOP came."""

    message = models.OneToOneField(  # the email that answers
        "campaigns.Message", primary_key=True, on_delete=models.CASCADE, related_name="stop_by_email"
    )
    writer = models.ForeignKey(  # who wrote STOP; empty when several read the mailbox and the email doesn't tell
        "patients.Patient", null=True, blank=True, on_delete=models.CASCADE, related_name="stops_by_email"
    )
    people = models.JSONField(default=list)  # ids of the patients with the address
    enrolments = models.JSONField(default=list)  # ids of those it ended
    readers = models.JSONField(default=list)  # ids of the patients whose newsletters it ended

    def __str__(self) -> str:
        return f"the STOP that message {self.message_id} answers"

"""One email to one patient: the queue and its truth."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from campaigns.tokens import is_token, new_token
from patients.identifiers import new_id


class Messages(models.QuerySet["Message"]):
    def due(self, now: datetime) -> Messages:
        """Planned and due, but for enrolments and series that are paused: those keep their place."""
        waiting = Q(enrolment__state="paused") | Q(enrolment__series__state="paused")
        return self.filter(state=Message.State.PLANNED, due_at__lte=now).exclude(waiting).order_by("due_at", "id")

    def sending(self) -> Messages:
        return self.filter(state=Message.State.SENDING)

    def uncertain_since(self, moment: datetime) -> Messages:
        return self.filter(state=Message.State.UNCERTAIN, settled_at__lte=moment)

    def opened_by(self, token: str) -> Messages:
        """The message whose own link carries `token`, once it was filled for a patient we still know."""
        if not is_token(token):
            return self.none()
        known = self.filter(token=token, email__isnull=False, values__isnull=False, patient__erased_at=None)
        return known.select_related("patient", "enrolment__patient", "enrolment__series", "email")

    def lessons(self) -> Messages:
        return self.filter(kind=Message.Kind.STEP).select_related("step__series", "revision__lesson", "review")

    def welcomes(self) -> Messages:
        return self.filter(kind=Message.Kind.WELCOME)

    def left(self) -> Messages:
        """Those that went out, or may have."""
        return self.filter(state__in=Message.LEFT)

    def newest_first(self, state: str = "") -> Messages:
        """For lists, with what a line says of each; in one state, or all."""
        rows = self.filter(state=state) if state else self.all()
        listed = rows.select_related("step", "revision", "enrolment__series").defer("revision__source", "values")
        return listed.order_by("-planned_at", "-id")


class Message(models.Model):
    """Status says where we are; timestamps say what happened."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"  # will leave when it is due
        SENDING = "sending", "Sending"  # claimed by one attempt, on disk before the first byte leaves
        ACCEPTED = "accepted", "Accepted"  # the provider said yes
        DELIVERED = "delivered", "Delivered"  # the patient's mail server took it
        BOUNCED = "bounced", "Bounced"  # the patient's mail server refused it
        DROPPED = "dropped", "Dropped"  # the provider took it, then didn't send it
        REJECTED = "rejected", "Rejected"  # the provider refused this recipient
        UNCERTAIN = "uncertain", "Uncertain"  # we don't know whether it left: never sent again by itself
        HELD = "held", "Held"  # still no proof after three days: a person decides
        SUPPRESSED = "suppressed", "Suppressed"  # the address must not be mailed
        CANCELLED = "cancelled", "Cancelled"  # no reason to send it remained

    UNDER_WAY: ClassVar = (State.PLANNED, State.SENDING)
    LEFT: ClassVar = (State.ACCEPTED, State.DELIVERED, State.UNCERTAIN, State.HELD)

    class Kind(models.TextChoices):
        STEP = "step", "Lesson"
        WELCOME = "welcome", "Address confirmation"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=120, unique=True)  # one message per reason to send: step:…, welcome:…
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    reason = models.CharField(max_length=200, blank=True)  # why it is in this state, without personal data
    patient = models.ForeignKey("patients.Patient", on_delete=models.CASCADE, related_name="messages")
    enrolment = models.ForeignKey("campaigns.Enrolment", null=True, on_delete=models.CASCADE, related_name="messages")
    step = models.ForeignKey("campaigns.Step", null=True, on_delete=models.PROTECT, related_name="messages")
    revision = models.ForeignKey("content.Revision", null=True, on_delete=models.PROTECT, related_name="messages")
    review = models.ForeignKey("content.Review", null=True, on_delete=models.PROTECT, related_name="messages")
    due_at = models.DateTimeField()
    planned_at = models.DateTimeField()
    attempt = models.ForeignKey("campaigns.Attempt", null=True, on_delete=models.PROTECT, related_name="messages")
    batch_limit = models.PositiveIntegerField(null=True)  # set when a batch it was in was refused: halved each time
    email = models.ForeignKey("campaigns.KeptEmail", null=True, on_delete=models.PROTECT, related_name="messages")
    values = models.BinaryField(null=True)  # its merge values and address, sealed under the patient's key
    token = models.CharField(max_length=40, unique=True, default=new_token)  # opens this message's own page
    practice = models.BooleanField(default=False)  # went to the local inbox while practising
    claimed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)  # when the state last came to rest

    objects = Messages.as_manager()

    class Meta:
        indexes = [
            # Serves `due`.
            models.Index(fields=["due_at", "id"], condition=Q(state="planned"), name="message_due"),
            # Serves `sending` and `uncertain_since`: few rows at any time.
            models.Index(
                fields=["state", "settled_at"],
                condition=Q(state__in=["sending", "uncertain", "held"]),
                name="message_unsettled",
            ),
            # Serves the activity page.
            models.Index(fields=["-planned_at", "-id"], name="message_newest"),
        ]

    def __str__(self) -> str:
        return f"message {self.id}"

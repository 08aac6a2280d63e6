"""What a provider told us of one message, once. Only these fields are kept: no address, no provider's prose."""

from __future__ import annotations

from django.db import models

from mailer.events.base import Happened
from patients.identifiers import new_id


class Event(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    provider = models.CharField(max_length=20)
    provider_event_id = models.CharField(max_length=100)
    happened = models.CharField(max_length=20, choices=[(one.value, one.value) for one in Happened])
    at = models.DateTimeField()  # by the provider's clock
    received_at = models.DateTimeField()
    # Empty for an asynchronous bounce, which carries no ids of ours.
    message = models.ForeignKey("campaigns.Message", null=True, on_delete=models.CASCADE, related_name="events")
    attempt = models.UUIDField(null=True)  # the one the provider named, whether or not it is the message's present one
    code = models.CharField(max_length=11, blank=True)  # enhanced status code (RFC 3463), such as 5.1.1
    # Of an open or a click, kept only while the clinic has them counted.
    link = models.CharField(max_length=16, blank=True)  # tells the links of one email apart, names none
    machine = models.BooleanField(default=False)  # it called itself one

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "provider_event_id"], name="event_applied_once")]

    def __str__(self) -> str:
        return f"{self.happened} ({self.provider})"

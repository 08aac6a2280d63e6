"""Which emails came in, so that one brought twice counts once and nobody floods the queue. Nothing of what they say."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy


class InboundEmails(models.Manager["InboundEmail"]):
    def begun(self, name: str, now: datetime) -> InboundEmail | None:
        """A row for the email of this name; None when it had come before."""
        row, fresh = self.get_or_create(pk=keyed("name", name), defaults={"received_at": now})
        return row if fresh else None

    def asked_lately(self, writer: str, now: datetime) -> int:
        lately = self.filter(writer=writer, received_at__gt=now - InboundEmail.SPAN)
        return lately.filter(outcome=InboundEmail.Outcome.ASKED).count()

    def forget_old(self, now: datetime) -> None:
        """The provider brings an email again for three days at most."""
        self.filter(received_at__lte=now - InboundEmail.KEPT).delete()


class InboundEmail(models.Model):
    """One email, by keyed hashes from which nobody gets a name or an address back. Forgotten after a month."""

    KEPT: ClassVar = timedelta(days=30)
    SPAN: ClassVar = timedelta(days=1)
    MOST_OF_A_WRITER: ClassVar = 20  # requests a day; a STOP is heard however many came before

    class Outcome(models.TextChoices):
        ASKED = "asked", gettext_lazy("Put in the queue")
        STOPPED = "stopped", gettext_lazy("A STOP, carried out")
        NOBODY = "nobody", gettext_lazy("From nobody we know")  # no patient has this address
        TOO_MANY = "too many", gettext_lazy("Over the day’s number from one mailbox")

    key = models.CharField(max_length=64, primary_key=True)
    writer = models.CharField(max_length=64, blank=True)  # a keyed hash of the mailbox's patients; empty: of nobody
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    received_at = models.DateTimeField(db_index=True)

    objects = InboundEmails()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["writer", "received_at"], name="inbound_of_writer")]

    def __str__(self) -> str:
        return f"an email that came in: {self.outcome}"


def keyed(purpose: str, text: str) -> str:
    """64 hex digits."""
    return salted_hmac(f"campaigns.inbound.{purpose}", text.encode("utf-8", "replace"), algorithm="sha256").hexdigest()

"""Somebody who may be enrolled once the desk has asked: from a file without a consent, or from the slip they filled in themselves.

Not a patient yet: the row has a data key of its own and goes when the desk enrols them, declines, or it is too old.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from patients.blind_index import INDEX_HEX
from patients.data_keys import unwrap
from patients.identifiers import new_id
from patients.sealing import open_sealed

PENDING_LABEL: Final = "campaigns.pending-patient.v1"  # frozen: part of what binds a seal to its row


class PendingPatients(models.QuerySet["PendingPatient"]):
    def to_ask(self) -> PendingPatients:
        """Those from files, the newest first: the desk asks them."""
        rows = self.filter(source=PendingPatient.Source.FILE, declined_at=None)
        return rows.select_related("series").order_by("-id")

    def with_letters(self, letters: str) -> PendingPatients:
        """The slip whose letters these are: the patient reads them aloud at the desk."""
        return self.filter(source=PendingPatient.Source.SLIP, letters=letters).exclude(letters="")

    def too_old(self, now: datetime) -> PendingPatients:
        slips = Q(source=PendingPatient.Source.SLIP, asked_at__lte=now - PendingPatient.SLIP_LASTS)
        return self.filter(slips | Q(asked_at__lte=now - PendingPatient.FILE_LASTS))


class PendingPatient(models.Model):
    class Source(models.TextChoices):
        FILE = "csv", gettext_lazy("a file")  # a row without a consent
        SLIP = "slip", gettext_lazy("the slip")  # filled in by the patient: the desk confirms who it is

    SLIP_LASTS: ClassVar = timedelta(days=14)
    FILE_LASTS: ClassVar = timedelta(days=60)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=8, choices=Source)
    series = models.ForeignKey("campaigns.Series", on_delete=models.CASCADE, related_name="pending_patients")
    visit_id = models.CharField(max_length=80, blank=True)
    wrapped_key = models.BinaryField()
    sealed = models.BinaryField()  # empty once declined; campaigns/pending.py says what
    email_index = models.CharField(max_length=INDEX_HEX)  # so that the same file again adds nobody twice
    letters = models.CharField(max_length=4, blank=True)  # of a slip
    wording = models.CharField(max_length=50, blank=True)  # the words they ticked themselves; empty: not asked yet
    asked_at = models.DateTimeField(db_index=True)
    declined_at = models.DateTimeField(null=True)  # who they are is forgotten; the same file doesn't ask again

    objects = PendingPatients.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letters"], condition=~Q(letters=""), name="pending_letters_once"),
            models.UniqueConstraint(
                fields=["series", "visit_id"], condition=~Q(visit_id=""), name="pending_visit_once_a_series"
            ),
        ]
        indexes = [models.Index(fields=["email_index"], name="pending_by_address")]

    def __str__(self) -> str:
        return f"pending patient {self.id}"

    def opened(self) -> dict[str, Any]:
        """What was sealed. Raises KeyMissing, SealBroken."""
        return open_sealed(unwrap(self.wrapped_key, self.id), PENDING_LABEL, self.id, self.sealed)

"""A slip that somebody filled in themselves: who they are lies sealed until the desk has seen who it is.

Nobody is made a patient by typing: the row has a data key of its own and goes when the desk enrols them, or after two weeks.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django.db import models

from patients.data_keys import unwrap
from patients.identifiers import new_id
from patients.sealing import open_sealed

SLIP_LABEL: Final = "campaigns.slip.v1"  # frozen: part of what binds a seal to its row


class Slips(models.QuerySet["Slip"]):
    def with_letters(self, letters: str) -> Slips:
        """The slip whose letters these are: the patient reads them aloud at the desk."""
        return self.filter(letters=letters)

    def too_old(self, now: datetime) -> Slips:
        return self.filter(filled_in_at__lte=now - Slip.LASTS)


class Slip(models.Model):
    LASTS: ClassVar = timedelta(days=14)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    series = models.ForeignKey("campaigns.Series", on_delete=models.CASCADE, related_name="slips")
    wrapped_key = models.BinaryField()
    sealed = models.BinaryField()  # campaigns/enrolling/slips.py says what
    letters = models.CharField(max_length=4, unique=True)
    wording = models.CharField(max_length=50)  # the words they ticked
    filled_in_at = models.DateTimeField(db_index=True)

    objects = Slips.as_manager()

    def __str__(self) -> str:
        return f"slip {self.id}"

    def opened(self) -> dict[str, Any]:
        """What was sealed. Raises KeyMissing, SealBroken."""
        return open_sealed(unwrap(self.wrapped_key, self.id), SLIP_LABEL, self.id, self.sealed)

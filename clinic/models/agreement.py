"""The agreement under which an email provider may carry health information, as a person recorded it."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class Agreements(models.QuerySet["Agreement"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("A recorded agreement is never changed: record the new one.")

    def delete(self) -> NoReturn:
        raise TypeError("A recorded agreement is never deleted.")

    def latest_recorded(self) -> Agreement | None:
        return self.order_by("-pk").first()


class Agreement(models.Model):
    """Append-only: a later row takes the place of an earlier one, which stays on record. Only the clinic's own words."""

    party = models.CharField(max_length=120)  # with whom
    signed_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)  # where the paper is, what it leaves out
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)  # a user's id

    objects = Agreements.as_manager()

    def __str__(self) -> str:
        return f"{self.party}, {self.signed_on:%Y-%m-%d}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A recorded agreement is never changed: record the new one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A recorded agreement is never deleted.")

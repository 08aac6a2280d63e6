"""Soft bounces in a row: a mailbox that refuses for passing reasons three times, with nothing delivered between, is given up."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import F

from patients.addresses import address_key
from patients.blind_index import INDEX_HEX, Purpose, index_of, indexes_of
from patients.dates import aware
from patients.keys import KEY_ID_BYTES, KeyRing


class SoftBouncesQuerySet(models.QuerySet["SoftBounces"]):
    def of(self, address: str) -> Self:
        """Under every key we hold. Raises ValidationError when it is no address."""
        return self.filter(email_index__in=indexes_of(Purpose.EMAIL, address_key(address)).values())

    def count_one(self, address: str, now: datetime) -> int:
        """One more; how many in a row. Raises ValidationError for no address."""
        found = (
            self.of(address).first()
            or self.get_or_create(
                email_index=index_of(Purpose.EMAIL, address_key(address)),
                defaults={"index_key": KeyRing.from_settings().current.id, "in_a_row": 0, "last_at": aware(now)},
            )[0]
        )
        self.filter(pk=found.pk).update(in_a_row=F("in_a_row") + 1, last_at=aware(now))
        found.refresh_from_db()
        return found.in_a_row

    def forget(self, email_indexes: Iterable[str]) -> int:
        """Something was delivered to these mailboxes: they begin anew."""
        return self.filter(email_index__in=list(email_indexes)).delete()[0]


class SoftBounces(models.Model):
    MOST_IN_A_ROW: ClassVar = 3

    email_index = models.CharField(primary_key=True, max_length=INDEX_HEX)
    index_key = models.CharField(max_length=2 * KEY_ID_BYTES)
    in_a_row = models.PositiveSmallIntegerField()
    last_at = models.DateTimeField()

    objects = SoftBouncesQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.in_a_row} soft bounces in a row"

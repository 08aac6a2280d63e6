"""What the sign-up form for newsletters remembers: who was asked to confirm and hasn't yet, and how often it was used lately."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F


class PendingSignUp(models.Model):
    """Somebody was asked to confirm an address and hasn't. The row goes with the confirmation, or when it is given up."""

    patient = models.OneToOneField(
        "patients.Patient", primary_key=True, on_delete=models.CASCADE, related_name="pending_sign_up"
    )
    times = models.PositiveSmallIntegerField(default=0)  # emails that asked
    asked_at = models.DateTimeField(db_index=True)  # the last of them; served to the hourly look for those given up
    made_by_form = models.BooleanField(default=False)  # nobody knew this contact before: forgotten when given up

    def __str__(self) -> str:
        return f"patient {self.patient_id} was asked {self.times} times"


class SignUpTriesManager(models.Manager["SignUpTries"]):
    def take(self, network: str, now: datetime) -> bool:
        """Use one try of this network and one of all, in this order: a network that has none left uses up nobody else's.

        Call it inside the transaction that stores the sign-up: the row for all makes two at once come one by one.
        `network` empty: it isn't known, and only the number for all counts.
        """
        if network and not self.take_one(network, SignUpTries.MOST_OF_A_NETWORK, now):
            return False
        return self.take_one(SignUpTries.ALL, SignUpTries.MOST_OF_ALL, now)

    def take_one(self, key: str, most: int, now: datetime) -> bool:
        self.get_or_create(key=key, defaults={"tries": 0, "since": now})
        self.filter(key=key, since__lte=now - SignUpTries.SPAN).update(tries=0, since=now)
        return bool(self.filter(key=key, tries__lt=most).update(tries=F("tries") + 1))

    def forget_old(self, now: datetime) -> None:
        self.filter(since__lte=now - SignUpTries.SPAN).delete()


class SignUpTries(models.Model):
    """Rows and not a cache, as at the patients' door: every process and every machine counts the same tries."""

    ALL: ClassVar = "all"
    SPAN: ClassVar = timedelta(hours=1)
    MOST_OF_A_NETWORK: ClassVar = 10  # a household or a waiting room, and no list of addresses
    MOST_OF_ALL: ClassVar = 200  # under the brake's 500 emails, so that no flood of forms holds up the lessons

    key = models.CharField(max_length=64, primary_key=True)  # "all", or a keyed hash of a network address
    tries = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(db_index=True)

    objects = SignUpTriesManager()

    def __str__(self) -> str:
        return f"{self.tries} sign-ups since {self.since}"

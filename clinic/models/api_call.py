"""A call of another system under a key of its own choice: what it was answered, so that the same call again changes nothing more."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import uuid4

from django.db import models

from clinic.models.api_token import ApiToken


class ApiCalls(models.QuerySet["ApiCall"]):
    def over(self, now: datetime) -> ApiCalls:
        return self.filter(began_at__lte=now - ApiCall.KEPT)

    def begin(self, token: ApiToken, key: str, asked: str, now: datetime) -> ApiCall | None:
        """Write down that it is under way; None where a call with this key is known. One of two at once gets it."""
        row = ApiCall(token=token, key=key, asked=asked, began_at=now)
        self.bulk_create([row], ignore_conflicts=True)
        mine = self.filter(token=token, key=key, asked=asked, began_at=now, nonce=row.nonce)
        return mine.first()


class ApiCall(models.Model):
    """`key` and `asked` are keyed digests: neither what the key says nor a patient's data can be read or tried from them."""

    KEPT: ClassVar = timedelta(hours=24)
    LOST: ClassVar = timedelta(minutes=2)  # one without an answer for so long died: no web server waits longer

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="keyed_calls", db_index=False)
    key = models.CharField(max_length=64)
    asked = models.CharField(max_length=64)  # method, address and body
    nonce = models.UUIDField(default=uuid4)  # whose row it is, of two at once
    began_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(null=True)  # empty while it is under way
    answer = models.TextField(blank=True)  # JSON, as it was sent: ids and sentences of ours

    objects = ApiCalls.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="a_key_is_used_once")]

    def __str__(self) -> str:
        return f"keyed call {self.pk}"

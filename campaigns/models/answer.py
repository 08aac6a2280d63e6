"""What a patient answered to the question of a lesson."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from campaigns.models.message import Message


class Answers(models.Manager["Answer"]):
    def give(self, message: Message, choice: int, now: datetime, *, right: bool) -> Answer:
        """The last answer counts: somebody who reads again may think again."""
        given = {"choice": choice, "right": right, "given_at": now}
        return self.update_or_create(message=message, defaults=given)[0]


class Answer(models.Model):
    """`choice` counts from 1, as in the revision the message carried."""

    message = models.OneToOneField(
        "campaigns.Message", primary_key=True, on_delete=models.CASCADE, related_name="answer"
    )
    choice = models.PositiveSmallIntegerField()
    right = models.BooleanField()
    given_at = models.DateTimeField()

    objects = Answers()

    def __str__(self) -> str:
        return f"answer {self.choice}"

"""What a patient answered to the question of a lesson, and whether the lesson was of help."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import pgettext_lazy

from campaigns.models.message import Message
from campaigns.models.outgoing_event import OutgoingEvent, about_messages
from campaigns.models.receiver import Receiver


class Answers(models.Manager["Answer"]):
    def give(self, message: Message, choice: int, now: datetime, *, right: bool) -> Answer:
        """The last answer counts: somebody who reads again may think again. The first is kept too: it tells what the lesson left unclear."""
        given = {"choice": choice, "right": right, "given_at": now}
        first = {"first_choice": choice, "first_right": right}
        with transaction.atomic():
            answer, is_new = self.update_or_create(message=message, defaults=given, create_defaults=given | first)
            if is_new:
                OutgoingEvent.objects.note(Receiver.Kind.ANSWERED, lambda: about_messages([message.pk]), now)
        return answer


class Answer(models.Model):
    """Choices count from 1, as in the revision the message carried."""

    message = models.OneToOneField(
        "campaigns.Message", primary_key=True, on_delete=models.CASCADE, related_name="answer"
    )
    choice = models.PositiveSmallIntegerField()
    right = models.BooleanField()
    first_choice = models.PositiveSmallIntegerField()
    first_right = models.BooleanField()
    given_at = models.DateTimeField()

    objects = Answers()

    def __str__(self) -> str:
        return f"answer {self.choice}"


class HelpfulnessSaid(models.Manager["Helpfulness"]):
    def say(self, message: Message, said: str, now: datetime) -> Helpfulness:
        """`said`: a value of Helpfulness.Said."""
        return self.update_or_create(message=message, defaults={"said": said, "given_at": now})[0]


class Helpfulness(models.Model):
    """What a patient says to "Was this helpful?": once a message, and the last word counts."""

    class Said(models.TextChoices):
        YES = "yes", pgettext_lazy("helpful", "Yes")
        PARTLY = "partly", pgettext_lazy("helpful", "Partly")
        NO = "no", pgettext_lazy("helpful", "No")

    message = models.OneToOneField(
        "campaigns.Message", primary_key=True, on_delete=models.CASCADE, related_name="helpfulness"
    )
    said = models.CharField(max_length=6, choices=Said)
    given_at = models.DateTimeField()

    objects = HelpfulnessSaid()

    class Meta:
        verbose_name_plural = "helpfulness"

    def __str__(self) -> str:
        return self.get_said_display()

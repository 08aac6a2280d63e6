"""The lesson a patient got, as their page shows it: the exact revision, their own name, and dates that hold today."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.urls import reverse

from campaigns.emails.making import checked, cover_context, place, title_after
from campaigns.emails.values import weekday_and_date
from campaigns.enrolments.coming import coming
from campaigns.models import Answer, Enrolment, Message, Step
from campaigns.sending.claiming import SEALED_AS
from campaigns.steps.place import is_behind
from clinic.models import ClinicProfile
from content.lesson_text import LessonText, lesson_context
from content.models import Review, Revision
from content.words import direction, layout_words
from portal.merge_fields import filled
from portal.views_media import pictures


def ways_on(message: Message) -> dict[str, str]:
    """The pages that a lesson's small print leads to."""
    assert message.enrolment is not None
    names = ("settings", "earlier", "plan", "call_back", "my_data")
    urls = {f"{name}_url": reverse(f"portal:{name}", args=[message.token]) for name in names}
    return urls | {"stop_url": reverse("portal:stop", args=[message.enrolment.stop_token])}


@dataclass(frozen=True)
class Letter:
    """One message that carried a lesson, read at `now`."""

    message: Message
    now: datetime

    @property
    def enrolment(self) -> Enrolment:
        assert self.message.enrolment is not None
        return self.message.enrolment

    @property
    def step(self) -> Step:
        assert self.message.step is not None
        return self.message.step

    @property
    def revision(self) -> Revision:
        assert self.message.revision is not None
        return self.message.revision

    @property
    def language(self) -> str:
        return self.revision.language

    @property
    def text(self) -> LessonText:
        return self.revision.text

    @cached_property
    def values(self) -> dict[str, str]:
        """What the email was filled with."""
        assert self.message.values is not None
        return self.message.patient.open_seal(SEALED_AS, self.message.id, self.message.values)

    @cached_property
    def dates_to_come(self) -> dict[int, date]:
        return coming(self.enrolment, self.now)

    @property
    def next_date(self) -> str:
        """When the lesson after this one comes; empty when it has left already, or when nothing is on its way."""
        following = next(iter(self.dates_to_come.items()), None)
        if following is None or not self.is_the_last_that_left:
            return ""
        return weekday_and_date(following[1], self.language)

    @property
    def is_the_last_that_left(self) -> bool:
        """Of its enrolment, as far as is known: an older letter doesn't announce a lesson that came after it."""
        left = self.enrolment.left_day
        return is_behind(self.step, self.enrolment.place) and (left is None or left == self.step.day)

    @property
    def next_title(self) -> str | None:
        return title_after(self.step, self.language, self.now, practising=self.message.practice)

    @property
    def review(self) -> Review | None:
        """The signature it left under, unless it was withdrawn since."""
        review = self.message.review
        return review if review and review.withdrawn_at is None else None

    def context(self) -> dict[str, Any]:
        """For portal/lesson.html."""
        return {
            "lang": self.language,
            "direction": direction(self.language),
            "lesson": filled(lesson_context(self.text, layout_words(self.language), pictures(self.text)), self.values),
            "series": place(self.step, self.next_title),
            "field": {"greeting": self.values["greeting"], "next_date": self.next_date},
            "answer_urls": [self.answer_url(number) for number, _ in enumerate(self.text.question.answers, 1)],
            "cover": cover_context(self.message.cover, ClinicProfile.current().phone),
            "checked": checked(self.review, self.language),
            **ways_on(self.message),
        }

    def answer(self, number: int) -> dict[str, Any]:
        """For portal/answer.html: the answer of this number, asked for or given."""
        question = filled(asdict(self.text.question), self.values)
        return {
            "lang": self.language,
            "question": question["ask"],
            "chosen": question["answers"][number - 1],
            "better": next(one for one in question["answers"] if one["right"]),
            "sent": Answer.objects.filter(message=self.message, choice=number).exists(),
            "send_url": self.answer_url(number),
            "lesson_url": reverse("portal:lesson", args=[self.message.token]),
            "plan_url": reverse("portal:plan", args=[self.message.token]),
            "clear_url": reverse("portal:clear", args=[self.message.token, number]),
            "next_date": self.next_date,
        }

    def answer_url(self, number: int) -> str:
        return reverse("portal:answer", args=[self.message.token, number])

"""60, 30 and 7 days before a signature runs out its signer is reminded, once each. Today shows the same to everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User

from campaigns.emails.staff_language import in_their_language
from campaigns.models import ReviewReminder, Step
from campaigns.reviewing.reach import yet_to_reach_in
from campaigns.reviewing.reminder_email import mail_reminder
from content.models import Review

DAYS_BEFORE = (60, 30, 7)


@dataclass(frozen=True)
class Ending:
    """A signature that runs out with nothing to follow it, and how many patients would miss the lesson."""

    review: Review
    days: int  # which of DAYS_BEFORE has been reached
    patients: int

    @property
    def stops_on(self) -> date:
        return self.review.expires_on + timedelta(days=1)


def remind(now: datetime) -> int:
    """Note every reminder that has become due, and mail one email to each signer whose address is known. The number noted.

    Noted before it is mailed: after a crash in between, an email may be missing, but Today says the same, and none comes twice.
    """
    noted = [one for one in ending(now) if note(one, now)]
    for signer in sorted({one.review.signer for one in noted if one.review.signer}):
        user = User.objects.filter(pk=signer, is_active=True).exclude(email="").first()
        theirs = sorted((one for one in noted if one.review.signer == signer), key=lambda one: one.stops_on)
        if user:
            with in_their_language(user):
                mail_reminder(user.email, len(theirs), theirs[0].stops_on, theirs[0].patients, now)
    return len(noted)


def note(one: Ending, now: datetime) -> bool:
    return ReviewReminder.objects.get_or_create(review=one.review, days=one.days, defaults={"at": now})[1]


def ending(now: datetime) -> Iterator[Ending]:
    """Signatures for real patients whose next reminder is due. A quiet hour costs two queries."""
    last = now.date() + timedelta(days=max(DAYS_BEFORE))
    soon = Review.objects.standing(now).filter(demo=False, expires_on__lte=last)
    noted = set(ReviewReminder.objects.filter(review__in=soon).values_list("review_id", "days"))
    for review in soon.select_related("lesson").order_by("expires_on", "id"):
        reached = min(days for days in DAYS_BEFORE if (review.expires_on - now.date()).days <= days)
        if (review.id, reached) in noted or not is_last(review, now):
            continue
        steps = Step.objects.filter(lesson=review.lesson_id).select_related("series", "lesson")
        if steps:
            yield Ending(review, reached, sum(yet_to_reach_in(step, review.language) for step in steps))


def is_last(review: Review, now: datetime) -> bool:
    """Whether these words still go out, and no later signature of the same kind stands on them."""
    going_out = review.lesson.signed_text(review.language, now, practising=False)
    if going_out is None or going_out.revision.content_hash != review.content_hash:
        return False
    later = Review.objects.standing(now).filter(
        lesson=review.lesson_id, language=review.language, content_hash=review.content_hash, kind=review.kind, demo=False,
        expires_on__gt=review.expires_on,
    )  # fmt: skip
    return not later.exists()

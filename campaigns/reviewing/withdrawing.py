"""A signature is withdrawn: these words stop at the next claim."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.reviewing.signing import SIGNS_AS, person_of
from clinic.models import AuditEntry, Person
from clinic.refusal import Refusal
from content.models import Review
from content.models.review import Reviews

LONGEST_WHY = 300


def may_withdraw(user: User) -> bool:
    """Those who sign, and admins: taking words back must not wait for one person."""
    person = person_of(user)
    return user.is_superuser or (person is not None and person.role in (*SIGNS_AS, Person.Role.ADMIN))


def withdraw(review: Review, why: str, by: User, now: datetime) -> int:
    """Withdraw every signature that stands on the words of `review`; the number withdrawn. Raises Refusal.

    What was planned with these words stops at the next claim, which asks for a signature that stands (campaigns/sending/may_leave.py).
    """
    why = why.strip()
    if not may_withdraw(by):
        raise Refusal(_("Reviewers and admins withdraw a signature: ask one of them."))
    if not why or len(why) > LONGEST_WHY:
        sentence = _("Say why, in 1 to {most} characters: it stands beside the lesson from now on.")
        raise Refusal(sentence.format(most=LONGEST_WHY))
    with transaction.atomic():
        number = standing_on(review, now).update(withdrawn_at=now, withdrawn_by=str(by.pk), withdrawn_why=why)
        if not number:
            raise Refusal(_("This signature doesn't stand any more: nothing was withdrawn."))
        AuditEntry.objects.record(
            "review.withdraw", actor=str(by.pk), now=now, subject=review.id, lesson=str(review.lesson_id),
            language=review.language, signatures=number,
        )  # fmt: skip
        return number


def standing_on(review: Review, now: datetime) -> Reviews:
    """All signatures on the same words: two people may have signed them."""
    return Review.objects.standing(now).filter(
        lesson=review.lesson_id, language=review.language, content_hash=review.content_hash
    )

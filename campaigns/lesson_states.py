"""Where each lesson of a series stands with its reviewers, for many lessons in two queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from campaigns.models import Step
from content.models import Review, Revision

SOON = timedelta(days=30)


@dataclass(frozen=True)
class LessonState:
    """`newest` is what authors work on, `signed` what `review` lets out. A made-up signature lets nothing out to real people."""

    newest: Revision | None
    signed: Revision | None
    review: Review | None
    today: date

    @property
    def is_signed(self) -> bool:
        return self.review is not None and not self.review.demo

    @property
    def word(self) -> str:
        """draft, approved or expiring."""
        if self.review is None or not self.is_signed:
            return "draft"
        return "expiring" if self.review.expires_on - self.today <= SOON else "approved"

    @property
    def has_newer_draft(self) -> bool:
        return bool(self.signed and self.newest and self.signed.content_hash != self.newest.content_hash)


def lesson_states(steps: Collection[Step], now: datetime) -> dict[UUID, LessonState]:
    """By step, in the series' own language. The steps come with their series."""
    lessons = [step.lesson_id for step in steps]
    signatures = {
        (review.lesson_id, review.language, review.content_hash): review
        for review in Review.objects.standing(now).filter(lesson__in=lessons).order_by("-demo", "signed_at")
    }
    texts: dict[tuple[UUID, str], list[Revision]] = {}
    for revision in Revision.objects.filter(lesson__in=lessons).defer("source").order_by("number"):
        texts.setdefault((revision.lesson_id, revision.language), []).append(revision)
    return {
        step.id: of_step(step, texts.get((step.lesson_id, step.series.language), []), signatures, now) for step in steps
    }


def of_step(
    step: Step, texts: list[Revision], signatures: dict[tuple[UUID, str, str], Review], now: datetime
) -> LessonState:
    found = [(text, signatures.get((text.lesson_id, text.language, text.content_hash))) for text in texts]
    signed = [(text, review) for text, review in found if review]
    really = [(text, review) for text, review in signed if not review.demo]
    newest, (text, review) = texts[-1] if texts else None, next(reversed(really or signed), (None, None))
    return LessonState(newest, text, review, now.date())

"""Where each lesson of a series stands with its reviewers, for many lessons in two queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from campaigns.models import Step
from content.models import Review, ReviewRequest, Revision

SOON = timedelta(days=60)  # from here on staff are reminded
Words = tuple[str, str]  # content hash, kind of signature
BOTH = (Review.Kind.TRANSLATOR, Review.Kind.CLINICIAN)


@dataclass(frozen=True)
class LessonState:
    """`newest` is what authors work on, `signed` what `review` lets out. A made-up signature lets nothing out to real people.

    `signatures` are those that stand, by content hash and kind; `withdrawn` and `ran_out` say how the
    newest words lost theirs.
    """

    newest: Revision | None
    signed: Revision | None
    review: Review | None
    today: date
    translation: bool = False
    in_review: bool = False  # somebody has asked for a review of the newest words
    withdrawn: Review | None = None
    ran_out: Review | None = None
    signatures: Mapping[Words, Review] = field(default_factory=dict)

    @property
    def is_signed(self) -> bool:
        return self.review is not None and not self.review.demo

    @property
    def word(self) -> str:
        """draft, in_review, approved, expiring or withdrawn: what becomes of the lesson for real people."""
        if self.review is not None and self.is_signed:
            return "expiring" if self.is_expiring else "approved"
        return "in_review" if self.in_review else "withdrawn" if self.withdrawn else "draft"

    @property
    def word_of_newest(self) -> str:
        """The same of the words that authors work on, which may be newer than those that go out."""
        if not self.has_newer_draft:
            return self.word
        return "in_review" if self.in_review else "withdrawn" if self.withdrawn else "draft"

    @property
    def is_expiring(self) -> bool:
        return self.is_signed and self.last_day is not None and self.last_day - self.today <= SOON

    @property
    def last_day(self) -> date | None:
        """On which it still goes out. A translation has two signatures: the earlier end counts."""
        return min((one.expires_on for one in self.let_out_by), default=None)

    @property
    def stops_on(self) -> date | None:
        return self.last_day + timedelta(days=1) if self.last_day else None

    @property
    def let_out_by(self) -> list[Review]:
        """The signatures under which `signed` goes out: one, or for a translation two."""
        if self.signed is None or self.review is None:
            return []
        found = [self.signatures.get((self.signed.content_hash, kind)) for kind in self.kinds]
        return [one for one in found if one] or [self.review]

    @property
    def has_newer_draft(self) -> bool:
        return bool(self.signed and self.newest and self.signed.content_hash != self.newest.content_hash)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Whose signatures its words need."""
        return BOTH if self.translation else BOTH[1:]

    def lacks(self, *, practice: bool = False) -> list[str]:
        """Kinds of signature the newest words still need. `practice`: one of somebody who tries it out counts too."""
        if self.newest is None:
            return []
        found = {kind: self.signatures.get((self.newest.content_hash, kind)) for kind in self.kinds}
        return [kind for kind, one in found.items() if one is None or (one.demo and not (practice and one.signer))]


def lesson_states(steps: Collection[Step], now: datetime) -> dict[UUID, LessonState]:
    """By step, in the series' own language. The steps come with their series and lessons."""
    found = states_by_language(steps, now)
    return {step.id: found[step.id][step.series.language] for step in steps}


def states_by_language(steps: Collection[Step], now: datetime) -> dict[UUID, dict[str, LessonState]]:
    """By step and language: the series' own, and every one there is a text in."""
    lessons = {step.lesson_id for step in steps}
    reviews = Review.objects.filter(lesson__in=lessons).order_by("-demo", "signed_at")
    signatures: dict[tuple[UUID, str], list[Review]] = {}
    for review in reviews:
        signatures.setdefault((review.lesson_id, review.language), []).append(review)
    asked = ReviewRequest.objects.open().filter(revision=OuterRef("pk"))
    revisions = Revision.objects.filter(lesson__in=lessons).annotate(asked=Exists(asked)).defer("source")
    texts: dict[UUID, dict[str, list[Revision]]] = {}
    for revision in revisions.order_by("number"):
        texts.setdefault(revision.lesson_id, {}).setdefault(revision.language, []).append(revision)
    found: dict[UUID, dict[str, LessonState]] = {}
    for step in steps:
        spoken = texts.get(step.lesson_id, {})
        found[step.id] = {
            language: of_texts(
                spoken.get(language, []),
                signatures.get((step.lesson_id, language), []),
                now,
                translation=language != step.lesson.language,
            )
            for language in {step.series.language, *spoken}
        }
    return found


def of_texts(texts: list[Revision], reviews: list[Review], now: datetime, *, translation: bool) -> LessonState:
    """`texts` by number; `reviews` in the order in which a later one counts more."""
    standing: dict[Words, Review] = {
        (one.content_hash, one.kind): one
        for one in reviews
        if one.withdrawn_at is None and one.expires_on >= now.date()
    }
    withdrawn = {one.content_hash: one for one in reviews if one.withdrawn_at is not None}
    ran_out = {
        one.content_hash: one
        for one in reviews
        if one.withdrawn_at is None and not one.demo and one.expires_on < now.date()
    }
    signed = [(text, review) for text in texts if (review := lets_out(text, standing, translation))]
    really = [(text, review) for text, review in signed if not review.demo]
    newest, (text, review) = texts[-1] if texts else None, next(reversed(really or signed), (None, None))
    words = newest.content_hash if newest else ""
    return LessonState(
        newest=newest, signed=text, review=review, today=now.date(), translation=translation,
        in_review=bool(newest and getattr(newest, "asked", False)),
        withdrawn=withdrawn.get(words), ran_out=ran_out.get(words), signatures=standing,
    )  # fmt: skip


def lets_out(text: Revision, standing: Mapping[Words, Review], translation: bool) -> Review | None:
    """The clinician's signature on this text; for a translation it counts beside the translator's only."""
    clinician = standing.get((text.content_hash, Review.Kind.CLINICIAN))
    translator = standing.get((text.content_hash, Review.Kind.TRANSLATOR))
    if clinician is None or not translation:
        return clinician
    return None if translator is None else translator if translator.demo else clinician

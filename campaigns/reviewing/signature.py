"""What every signature does, whoever gives it and wherever: it stands beside the words, and what waited for it goes on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from campaigns.models import Enrolment, Series, Step
from clinic.refusal import Refusal
from content.models import Lesson, Review, ReviewRequest, Revision
from content.models.review import STATEMENT, TRANSLATORS_STATEMENT
from patients.hidden_characters import JOINERS, has_hidden

LONGEST = {"reviewer's name": 120, "credential": 60}
PLAIN_ONLY = {
    "reviewer's name": gettext_noop(
        "A signature needs the reviewer's name and credential, and the reviewer's name in 1 to {most} plain characters."
    ),
    "credential": gettext_noop(
        "A signature needs the reviewer's name and credential, and the credential in 1 to {most} plain characters."
    ),
}
STATEMENTS = {Review.Kind.CLINICIAN: STATEMENT, Review.Kind.TRANSLATOR: TRANSLATORS_STATEMENT}
WAITS_FOR_WORDS = (Enrolment.WaitsFor.REVIEW, Enrolment.WaitsFor.LANGUAGE)


def on_one_line(text: str, what: str) -> str:
    """As it stands in every email: short, and nothing hidden in it. Raises Refusal."""
    text = text.strip()
    if not text or len(text) > LONGEST[what] or has_hidden(text, allowed=JOINERS):
        raise Refusal(_(PLAIN_ONLY[what]).format(most=LONGEST[what]))
    return text


def needed_kinds(lesson: Lesson, language: str) -> tuple[Review.Kind, ...]:
    """A translation needs a translator's signature beside the clinician's."""
    both = (Review.Kind.TRANSLATOR, Review.Kind.CLINICIAN)
    return both[1:] if language == lesson.language else both


def close_request(revision: Revision, now: datetime) -> None:
    """The author's request is answered once every signature that these words need stands. One made up for practice answers nothing."""
    own = Review.objects.standing(now).filter(
        lesson=revision.lesson, language=revision.language, content_hash=revision.content_hash, demo=False
    )
    if {*needed_kinds(revision.lesson, revision.language)} <= {*own.values_list("kind", flat=True)}:
        ReviewRequest.objects.filter(revision__in=same_words(revision)).close(ReviewRequest.Outcome.SIGNED, now)


def same_words(revision: Revision) -> Iterable[Revision]:
    return Revision.objects.filter(
        lesson=revision.lesson, language=revision.language, content_hash=revision.content_hash
    ).only("pk")


def activate_complete(lesson: Lesson, now: datetime) -> None:
    """A draft series whose last unsigned lesson this was can be taught. A copy is activated by a person, a sponsored one after its authorization."""
    own = Series.objects.filter(slug=lesson.collection, steps__lesson=lesson, state=Series.State.DRAFT)
    for series in own:
        if not series.waits_for_authorization and all(
            step.lesson.signed_text(series.language, now, practising=True) for step in series.way()
        ):
            series.state = Series.State.ACTIVE
            series.save(update_fields=["state"])


def let_go_on(lessons: Iterable[Lesson], now: datetime) -> None:
    """Enrolments that waited for a signature are due at once, in every series that has one of these lessons."""
    sharing = Step.objects.filter(lesson__in=lessons).values("series")
    for reason in WAITS_FOR_WORDS:
        waiting = Enrolment.objects.waiting(reason).filter(series__in=sharing)
        waiting.update(waits_for=Enrolment.WaitsFor.NOTHING, next_due_at=now)

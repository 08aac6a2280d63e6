"""A reviewer's signature on every lesson of a series, from the command line."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from campaigns.models import Enrolment, Series
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from content.models import Review, Revision
from content.models.review import VALID_FOR_DAYS
from patients.hidden_characters import JOINERS, has_hidden

LONGEST = {"reviewer's name": 120, "credential": 60}


def approve(
    series: Series, *, reviewer: str, credential: str, language: str, now: datetime, how: str, demo: bool = False
) -> int:
    """Sign the newest text of every lesson in `language`; what waited for it goes on. The number signed. Raises Refusal."""
    reviewer, credential = on_one_line(reviewer, "reviewer's name"), on_one_line(credential, "credential")
    with transaction.atomic():
        revisions = [
            newest_in(series, step.lesson.latest(language), step.lesson.slug, language) for step in series.way()
        ]
        if not revisions:
            raise Refusal(f"{series.slug} has no lessons to sign.")
        for revision in revisions:
            sign(revision, reviewer, credential, now, how, demo)
        let_go_on(series, now)
        AuditEntry.objects.record(
            "approve", actor=how, now=now, subject=series.id, language=language, lessons=len(revisions)
        )
        return len(revisions)


def on_one_line(text: str, what: str) -> str:
    """As it stands in every email: short, and nothing hidden in it."""
    text = text.strip()
    if not text or len(text) > LONGEST[what] or has_hidden(text, allowed=JOINERS):
        raise Refusal(
            f"A signature needs the reviewer's name and credential, and the {what} in 1 to {LONGEST[what]} plain characters."
        )
    return text


def newest_in(series: Series, revision: Revision | None, slug: str, language: str) -> Revision:
    if revision is None:
        raise Refusal(f"Lesson {slug} of {series.slug} has no text in {language!r}: nothing was signed.")
    if lacking := revision.text.lacking:
        raise Refusal(f"Lesson {slug} isn't finished: it has no {', no '.join(lacking)}. Nothing was signed.")
    return revision


def sign(revision: Revision, reviewer: str, credential: str, now: datetime, how: str, demo: bool) -> Review:
    return Review.objects.create(
        lesson=revision.lesson, language=revision.language, content_hash=revision.content_hash, reviewer=reviewer, credential=credential,
        signed_at=now, expires_on=(now + timedelta(days=VALID_FOR_DAYS)).date(), how=how, demo=demo,
    )  # fmt: skip


def let_go_on(series: Series, now: datetime) -> None:
    """A signed draft becomes active, and enrolments that waited for the signature are due at once."""
    if series.state == Series.State.DRAFT:
        series.state = Series.State.ACTIVE
        series.save(update_fields=["state"])
    sharing = Series.objects.filter(steps__lesson__in=series.way().values("lesson"))  # a lesson may stand in several
    waiting = Enrolment.objects.waiting(Enrolment.WaitsFor.REVIEW).filter(series__in=sharing)
    waiting.update(waits_for=Enrolment.WaitsFor.NOTHING, next_due_at=now)

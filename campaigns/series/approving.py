"""A signature on every lesson of a series, from the command line."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from campaigns.models import Series
from campaigns.reviewing.signature import STATEMENTS, close_request, let_go_on, on_one_line
from clinic.models import AuditEntry
from clinic.refusal import Refusal
from content.models import Review, Revision
from content.models.review import VALID_FOR_DAYS


def approve(
    series: Series,
    *,
    reviewer: str,
    credential: str,
    language: str,
    now: datetime,
    how: str,
    demo: bool = False,
    kind: Review.Kind = Review.Kind.CLINICIAN,
) -> int:
    """Sign the newest text of every lesson in `language`; what waited for it goes on. The number signed. Raises Refusal."""
    reviewer, credential = on_one_line(reviewer, "reviewer's name"), on_one_line(credential, "credential")
    with transaction.atomic():
        steps = list(series.way())
        if not steps:
            raise Refusal(f"{series.slug} has no lessons to sign.")
        if kind == Review.Kind.TRANSLATOR and any(step.lesson.language == language for step in steps):
            raise Refusal(f"The lessons of {series.slug} are written in {language!r}: a clinician signs them.")
        for revision in [newest_in(series, step.lesson.latest(language), step.lesson.slug, language) for step in steps]:
            sign(revision, reviewer, credential, now, how, demo, kind)
            close_request(revision, now)
        if series.state == Series.State.DRAFT and language == series.language and not series.waits_for_authorization:
            series.state = Series.State.ACTIVE
            series.save(update_fields=["state"])
        let_go_on([step.lesson for step in steps], now)
        AuditEntry.objects.record(
            "approve", actor=how, now=now, subject=series.id, language=language, lessons=len(steps), **of_kind(kind)
        )
        return len(steps)


def of_kind(kind: Review.Kind) -> dict[str, str]:
    return {} if kind == Review.Kind.CLINICIAN else {"kind": kind.value}


def newest_in(series: Series, revision: Revision | None, slug: str, language: str) -> Revision:
    if revision is None:
        raise Refusal(f"Lesson {slug} of {series.slug} has no text in {language!r}: nothing was signed.")
    if lacking := revision.text.lacking:
        raise Refusal(f"Lesson {slug} isn't finished: it has no {', no '.join(lacking)}. Nothing was signed.")
    return revision


def sign(
    revision: Revision, reviewer: str, credential: str, now: datetime, how: str, demo: bool, kind: Review.Kind
) -> Review:
    return Review.objects.create(
        lesson=revision.lesson, language=revision.language, content_hash=revision.content_hash, reviewer=reviewer, credential=credential,
        signed_at=now, expires_on=(now + timedelta(days=VALID_FOR_DAYS)).date(), how=how, demo=demo, kind=kind, statement=STATEMENTS[kind],
    )  # fmt: skip

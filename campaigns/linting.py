"""Lint a whole series: every lesson, in every language it has, as it would be sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from campaigns.emails import Words, lesson_source, templates, title_after
from campaigns.models import Series, Step
from clinic.models import ClinicProfile
from content.models import Review, Revision
from mailer.compiling import compile_with_findings
from mailer.finding import EmailError, Finding


def findings(series: Series, now: datetime) -> list[Finding]:
    clinic = ClinicProfile.current()
    return [
        finding
        for step in series.way()
        for revision in newest(step)
        for finding in of_revision(step, revision, clinic, now)
    ]


def newest(step: Step) -> list[Revision]:
    tags = step.lesson.revisions.values_list("language", flat=True).distinct().order_by("language")
    return [revision for tag in tags if (revision := step.lesson.latest(tag))]


def of_revision(step: Step, revision: Revision, clinic: ClinicProfile, now: datetime) -> Iterator[Finding]:
    name = f"{step.lesson.name} ({revision.language})"
    review = step.lesson.signed_text(revision.language, now, practising=True)
    signed = review.review if review and review.revision.content_hash == revision.content_hash else None
    yield from remarks_on(step, revision, signed)
    try:
        found = compile_with_findings(
            lesson_source(
                Words.of(step, revision, signed, title_after(step, revision.language, now, practising=True)), clinic
            ),
            templates(),
        )[1]
    except EmailError as fault:
        found = list(fault.findings)
    yield from (replace(one, where=f"{name}, {one.where}") for one in found)


def remarks_on(step: Step, revision: Revision, review: Review | None) -> Iterator[Finding]:
    """What is to say of the text itself, whatever the email looks like."""
    name = f"{step.lesson.name} ({revision.language})"
    if review is None:
        yield Finding(
            "note", "unreviewed", name, "No clinician has signed this text.", "Nobody real gets it before `approve`."
        )
    for lacking in revision.text.lacking:
        yield Finding("error", "unfinished", name, f"This lesson has no {lacking}.", "Write it, then load it again.")

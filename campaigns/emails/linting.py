"""Lint a whole series: every email it can send, in every language it has, as it would be sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.emails.kept_emails import templates
from campaigns.emails.making import Words, lesson_source, link_source, title_after, welcome_source
from campaigns.emails.plain_findings import lesson_findings, series_findings
from campaigns.models import Series, Step
from clinic.models import ClinicProfile
from content.models import Review, Revision
from content.words import path_of, words_language
from mailer.compiling import EmailSource, compile_with_findings
from mailer.finding import EmailError, Finding
from mailer.lint.privacy import neutral_findings
from mailer.lint.visible import visible_text


def findings(series: Series, now: datetime) -> list[Finding]:
    """Of every lesson, of the neutral email that may stand in for it, and of the welcome."""
    clinic = ClinicProfile.current()
    texts = [(step, revision) for step in series.way() for revision in newest(step)]
    languages = sorted({series.language, *(revision.language for _step, revision in texts)})
    return [
        *(finding for language in languages for finding in of_welcome(series, language, clinic)),
        *(finding for language in languages for finding in together(series, language, [one for _step, one in texts])),
        *(finding for step, revision in texts for finding in of_revision(step, revision, clinic, now)),
        *(finding for step, revision in texts for finding in of_link(step, revision, clinic, now)),
    ]


def together(series: Series, language: str, revisions: list[Revision]) -> Iterator[Finding]:
    """What is judged on all lessons of a language as one text."""
    texts = [revision.text for revision in revisions if revision.language == language]
    yield from series_findings(texts, language, f"{series.slug} ({language})")


def newest(step: Step) -> list[Revision]:
    tags = step.lesson.revisions.values_list("language", flat=True).distinct().order_by("language")
    return [revision for tag in tags if (revision := step.lesson.latest(tag))]


def of_revision(step: Step, revision: Revision, clinic: ClinicProfile, now: datetime) -> Iterator[Finding]:
    name = f"{step.lesson.name} ({revision.language})"
    review = step.lesson.signed_text(revision.language, now, practising=True)
    signed = review.review if review and review.revision.content_hash == revision.content_hash else None
    yield from remarks_on(step, revision, signed)
    words = Words.of(step, revision, signed, title_after(step, revision.language, now, practising=True))
    yield from _of_source(lesson_source(words, clinic), name, written_in(step, revision), neutral=False)


def remarks_on(step: Step, revision: Revision, review: Review | None) -> Iterator[Finding]:
    """What is to say of the text itself, whatever the email looks like."""
    name = f"{step.lesson.name} ({revision.language})"
    if review is None:
        yield Finding(
            "note",
            "unreviewed",
            name,
            _("No clinician has signed this text."),
            _("Nobody real gets it before `approve`."),
        )
    for lacking in revision.text.lacking:
        message = _("This lesson has no {part}.").format(part=_(lacking))
        yield Finding("error", "unfinished", name, message, _("Write it, then load it again."))
    yield from lesson_findings(revision.text, revision.language, file_of(step, revision))


def of_link(step: Step, revision: Revision, clinic: ClinicProfile, now: datetime) -> Iterator[Finding]:
    """The "your lesson is ready" that a provider gets which may not see health information."""
    words = Words.of(step, revision, None, title_after(step, revision.language, now, practising=True))
    name = f"{step.lesson.name} ({revision.language}), link only"
    yield from _of_source(link_source(words, clinic), name, fixed_words(revision.language), neutral=True)


def of_welcome(series: Series, language: str, clinic: ClinicProfile) -> Iterator[Finding]:
    for name, reminder in (("welcome", False), ("reminder", True)):
        source = welcome_source(language, clinic, series.private_words, reminder=reminder)
        yield from _of_source(source, f"{series.slug} ({language}), {name}", fixed_words(language), neutral=True)


def written_in(step: Step, revision: Revision) -> dict[str, str]:
    """The texts an email's words stand in, by the names of their files."""
    return {file_of(step, revision): revision.source, **fixed_words(revision.language)}


def file_of(step: Step, revision: Revision) -> str:
    folder = "" if revision.language == step.series.language else f"{revision.language}/"
    return f"{step.lesson.collection}/{folder}{step.lesson.slug}.md"


def fixed_words(language: str) -> dict[str, str]:
    found = words_language(language)
    return {f"words/{found}.toml": path_of(found).read_text("utf-8")}


def _of_source(source: EmailSource, name: str, written: Mapping[str, str], *, neutral: bool) -> Iterator[Finding]:
    try:
        email, found = compile_with_findings(source, templates(), written_in=written)
        if neutral:
            found += neutral_findings(email, source.private_words, visible_text(email))
    except EmailError as fault:
        found = list(fault.findings)
    files = tuple(f"{file}:" for file in written)
    yield from (one if one.where.startswith(files) else replace(one, where=f"{name}, {one.where}") for one in found)

"""The shelf of an installation: its series, the shipped newsletter, and the notices every patient may get."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import jinja2
from django.conf import settings
from django.db.models import Count, Max
from django.utils.translation import gettext

from campaigns.emails.kept_emails import templates
from campaigns.emails.linting import remarks_on, written_in
from campaigns.emails.making import Words, lesson_source, title_after
from campaigns.models import Series, Step
from campaigns.preview import notices
from campaigns.preview.files import stamp_of
from campaigns.preview.newsletters import newsletter_leaves, newsletter_manuscript
from campaigns.preview.shelf import Group, Leaf, Manuscript
from campaigns.series.lesson_states import lesson_states
from clinic.models import ClinicProfile
from content.models import Review, Revision


class RowsShelf:
    def __init__(self, now: datetime) -> None:
        self.now = now
        self.newsletters = Path(settings.NEWSLETTERS)

    def groups(self) -> Sequence[Group]:
        return [
            *(Group(series.title, tuple(self.lessons(series))) for series in Series.objects.all()),
            Group(gettext("Newsletters"), newsletter_leaves(self.newsletters)),
            Group(gettext("Notices to patients"), notices.leaves(ClinicProfile.current().languages)),
        ]

    def lessons(self, series: Series) -> Iterator[Leaf]:
        steps = list(series.way().select_related("series"))
        states = lesson_states(steps, self.now)
        spoken = self.languages_of(steps)
        for step in steps:
            newest = states[step.id].newest
            others = sorted(spoken.get(step.lesson_id, set()) - {series.language})
            title = newest.title if newest else step.lesson.slug
            yield Leaf(key_of(step), title, (series.language, *others), step.position)

    def languages_of(self, steps: Sequence[Step]) -> dict[object, set[str]]:
        found: dict[object, set[str]] = {}
        texts = Revision.objects.filter(lesson__in=[step.lesson_id for step in steps])
        for lesson, language in texts.values_list("lesson", "language").distinct():
            found.setdefault(lesson, set()).add(language)
        return found

    def manuscript(self, key: str, language: str, revision: int | None) -> Manuscript:
        kind, _, name = key.partition("/")
        match kind:
            case "series":
                return self.lesson(name, language, revision)
            case "newsletters":
                return newsletter_manuscript(self.newsletters, name, language, ClinicProfile.current())
            case "notices":
                return notices.manuscript(name, language, ClinicProfile.current(), self.first_words())
        raise KeyError(key)

    def lesson(self, name: str, language: str, number: int | None) -> Manuscript:
        if "\0" in name:  # PostgreSQL takes none in a query
            raise KeyError(name)
        series, _, slug = name.partition("/")
        step = Step.objects.select_related("series", "lesson").filter(series__slug=series, lesson__slug=slug).first()
        if step is None:
            raise KeyError(name)
        texts = {one.number: one for one in self.texts(step, language or step.series.language)}
        if number not in texts:
            number = max(texts)
        revision = texts[number]
        review = self.signature(revision)
        following = title_after(step, revision.language, self.now, practising=True)
        return Manuscript(
            lesson_source(Words.of(step, revision, review, following), ClinicProfile.current()),
            title=gettext("Lesson {number}, {title}").format(number=step.position, title=revision.title),
            state="approved" if review and not review.demo else "draft",
            revision=number,
            revisions=tuple(sorted(texts, reverse=True)),
            files=written_in(step, revision),
            remarks=tuple(remarks_on(step, revision, review)),
        )

    def texts(self, step: Step, language: str) -> list[Revision]:
        """In that language, else in the series' own. Raises KeyError for a lesson without any."""
        for tag in (language, step.series.language):
            if found := list(step.lesson.revisions.filter(language=tag)):
                return found
        raise KeyError(step.lesson.name)

    def signature(self, revision: Revision) -> Review | None:
        """The one that lets these words out now; a real one before one made up for practice."""
        standing = Review.objects.standing(self.now).filter(lesson=revision.lesson_id, language=revision.language)
        return standing.filter(content_hash=revision.content_hash).order_by("demo", "-signed_at").first()

    def first_words(self) -> Words | None:
        for step in Step.objects.select_related("series", "lesson").order_by("series", "position"):
            if revision := step.lesson.latest(step.series.language):
                return Words.of(step, revision, None, None)
        return None

    def templates(self) -> jinja2.Environment:
        return templates()

    def stamp(self) -> str:
        texts = Revision.objects.aggregate(Count("pk"), Max("made_at"))
        signed = Review.objects.aggregate(Count("pk"), Max("signed_at"), Max("withdrawn_at"))
        clinic = ClinicProfile.objects.values().first()
        taught = [*Series.objects.order_by("pk").values_list(), *Step.objects.order_by("pk").values_list()]
        rows = hashlib.sha256(repr((texts, signed, clinic, taught)).encode()).hexdigest()
        return rows + stamp_of(settings.EMAIL_TEMPLATES, settings.WORDS, self.newsletters)


def key_of(step: Step) -> str:
    return f"series/{step.series.slug}/{step.lesson.slug}"

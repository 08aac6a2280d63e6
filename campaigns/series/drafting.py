"""From an imported article to a draft series: one lesson file a draft lesson, still to be finished and signed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Series
from campaigns.series.library import lay_out
from clinic.refusal import Refusal
from content.articles import keep_article
from content.first_coverage import first_coverage
from content.importing import DraftLesson, ImportedArticle
from content.importing.split_drafts import drafts_of
from content.importing.split_history import SplitHistory
from content.lesson_file import toml_text
from content.models import Article, Lesson
from content.words import layout_words

LONGEST_TITLE = 200  # characters, of a series and of a lesson


def draft_series(imported: ImportedArticle, slug: str, language: str, file_name: str, now: datetime) -> Series:
    """Write the article, its pictures and its draft lessons as they were imported.

    A picture the article doesn't describe comes without alt text: the lesson can't be finished before it has one
    (content/figures.py). Raises Refusal, ArticleRefused.
    """
    check_slug(slug)
    with transaction.atomic():
        article = keep_article(imported, language=language, file_name=file_name, now=now, by="command line")
        return series_from(article, article.title, slug, now)


def series_from(article: Article, title: str, slug: str, now: datetime) -> Series:
    """The draft series that the article's split describes, with its coverage map; nobody can be enrolled before it is signed.

    Raises Refusal.
    """
    check_slug(slug)
    with transaction.atomic():
        article = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
        if article.series_slug:
            raise Refusal(
                _("A draft series was made from this article already: {series}.").format(series=article.series_slug)
            )
        split = SplitHistory.from_json(article.split).split
        if not split.lessons:
            raise Refusal(_("Every part of the article is left out: take something in before you make a series."))
        drafts = drafts_of(split)
        way = [(draft, lesson.day) for draft, lesson in zip(drafts, split.lessons, strict=True)]
        series = Series.objects.create(
            slug=slug, title=title[:LONGEST_TITLE], language=article.language, created_at=now,
            source=series_source(title, article.language, way), coverage=first_coverage(article.title, article.author, split),
        )  # fmt: skip
        lay_out(series, [(make_lesson(article, slug, draft, len(way), now), day) for draft, day in way], now)
        article.series_slug = slug
        article.save(update_fields=["series_slug"])
    return series


def check_slug(slug: str) -> None:
    """Raises Refusal when a series can't be called so, or is."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > 80:
        sentence = _("{name} can't name a series: use small letters, digits and hyphens, as in back-care.")
        raise Refusal(sentence.format(name=repr(slug)))
    if Series.objects.filter(slug=slug).exists():
        raise Refusal(_("There is a series {name} already: choose another name.").format(name=slug))


def make_lesson(article: Article, collection: str, draft: DraftLesson, count: int, now: datetime) -> Lesson:
    language = article.language
    lesson = Lesson.objects.create(collection=collection, slug=lesson_slug(draft), language=language, article=article)
    lesson.revise(language, lesson_source(draft, count, language), now=now, by="import")
    return lesson


def lesson_slug(draft: DraftLesson) -> str:
    words = re.findall(r"[a-z0-9]+", draft.title.lower())[:6]
    return "-".join([f"{draft.position:02}", *(words or ["lesson"])])[:60].rstrip("-")


def envelope_of(position: int, count: int, minutes: int, language: str) -> dict[str, str]:
    """A subject that tells nothing of why the patient came, and the line after it in an inbox."""
    words = layout_words(language)["email"]
    return {
        "subject": words["ready_subject"] % {"position": position, "count": count},
        "preheader": words["draft_preheader"] % {"minutes": minutes},
    }


def lesson_source(draft: DraftLesson, count: int, language: str) -> str:
    """A lesson file with what the article gives: title and text. `draft = true` until someone has written the rest."""
    front = {"title": draft.title[:LONGEST_TITLE], **envelope_of(draft.position, count, draft.minutes, language)}
    lines = ["draft = true", *(f"{name} = {toml_text(value)}" for name, value in front.items())]
    return "\n".join(["+++", *lines, "+++", "", draft.body_markdown.strip(), ""])


def series_source(title: str, language: str, way: Sequence[tuple[DraftLesson, int]]) -> str:
    lines = [
        f"title = {toml_text(title)}",
        f"summary = {toml_text('Drafted from an article')}",
        f"language = {toml_text(language)}",
        "private_words = []",
    ]
    for draft, day in way:
        lines += ["", "[[steps]]", f"lesson = {toml_text(lesson_slug(draft))}", f"day = {day}"]
    return "\n".join([*lines, ""])

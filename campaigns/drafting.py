"""From an imported article to a draft series: one lesson file a draft lesson, still to be finished and signed."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction

from campaigns.library import lay_out
from campaigns.models import Series
from clinic.models import Picture
from clinic.refusal import Refusal
from content.importing import DraftLesson, ImportedArticle
from content.lesson_file import toml_text
from content.models import Article, Lesson
from content.words import layout_words

FIRST_DAYS = (1, 4, 7, 11, 15, 19, 23, 28)  # the rhythm of the shipped series; five days apart after that


def draft_series(imported: ImportedArticle, slug: str, language: str, file_name: str, now: datetime) -> Series:
    """Write the article, its pictures and its draft lessons; nobody can be enrolled before they are signed.

    A picture the article doesn't describe comes without alt text: the lesson can't be finished before it has one
    (content/figures.py). Raises Refusal.
    """
    check_slug(slug)
    outline = imported.outline
    with transaction.atomic():
        article = Article.objects.create(
            title=outline.title[:300], author=(outline.author or "")[:200], language=language, file_name=file_name[:200],
            text=imported.text, dropped=[{"line": one.line, "text": one.text, "why": one.why} for one in outline.dropped], imported_at=now,
        )  # fmt: skip
        series = Series.objects.create(
            slug=slug,
            title=outline.title[:200],
            language=language,
            created_at=now,
            source=series_source(imported, slug, language),
        )
        for name, picture in imported.pictures.items():
            alt = next((one.alt for one in imported.shown_pictures if one.name == name), "")
            Picture.objects.take_in(name, picture, alt=alt[:300], now=now, by="import")
        lessons = [make_lesson(article, slug, language, one, len(imported.lessons), now) for one in imported.lessons]
        lay_out(series, list(zip(lessons, days(len(lessons)), strict=True)))
    return series


def check_slug(slug: str) -> None:
    """Raises Refusal when a series can't be called so, or is."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > 80:
        raise Refusal(f"{slug!r} can't name a series: use small letters, digits and hyphens, as in --series back-care.")
    if Series.objects.filter(slug=slug).exists():
        raise Refusal(f"There is a series {slug} already: choose another name with --series.")


def make_lesson(
    article: Article, collection: str, language: str, draft: DraftLesson, count: int, now: datetime
) -> Lesson:
    lesson = Lesson.objects.create(collection=collection, slug=lesson_slug(draft), language=language, article=article)
    lesson.revise(language, lesson_source(draft, count, language), now=now, by="import")
    return lesson


def lesson_slug(draft: DraftLesson) -> str:
    words = re.findall(r"[a-z0-9]+", draft.title.lower())[:6]
    return "-".join([f"{draft.position:02}", *(words or ["lesson"])])[:60].rstrip("-")


def lesson_source(draft: DraftLesson, count: int, language: str) -> str:
    """A lesson file with what the article gives: title and text. `draft = true` until someone has written the rest."""
    words = layout_words(language)["email"]
    front = {
        "title": draft.title,
        "subject": words["ready_subject"] % {"position": draft.position, "count": count},
        "preheader": words["draft_preheader"] % {"minutes": draft.minutes},
    }
    lines = ["draft = true", *(f"{name} = {toml_text(value)}" for name, value in front.items())]
    return "\n".join(["+++", *lines, "+++", "", draft.body_markdown.strip(), ""])


def series_source(imported: ImportedArticle, slug: str, language: str) -> str:
    lines = [
        f"title = {toml_text(imported.outline.title)}",
        f"summary = {toml_text('Drafted from an article')}",
        f"language = {toml_text(language)}",
        "private_words = []",
    ]
    for draft, day in zip(imported.lessons, days(len(imported.lessons)), strict=True):
        lines += ["", "[[steps]]", f"lesson = {toml_text(lesson_slug(draft))}", f"day = {day}"]
    return "\n".join([*lines, ""])


def days(count: int) -> list[int]:
    found = list(FIRST_DAYS[:count])
    while len(found) < count:
        found.append(found[-1] + 5)
    return found

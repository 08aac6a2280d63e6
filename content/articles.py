"""Articles as rows: brought in with their first split, and cut further step by step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.models import Picture
from clinic.refusal import Refusal
from content.importing import ArticleRefused, ImportedArticle, import_bytes
from content.importing.first_split import first_split
from content.importing.split_history import SplitHistory
from content.models import Article

MOST_WORDS = 40_000  # of an article that is cut on one page: more than a hundred lessons
PASTED = "pasted.md"  # read as Markdown, and as plain text where it has no Markdown headings


class SplitMovedOn(Refusal):
    """Somebody took a step meanwhile. Nothing was changed."""


def bring(name: str, data: bytes, *, language: str, now: datetime, by: str) -> Article:
    """Keep an uploaded article. Raises ArticleRefused, with one sentence that says what to do."""
    return keep_article(import_bytes(name, data), language=language, file_name=name, now=now, by=by)


def bring_pasted(title: str, text: str, *, language: str, now: datetime, by: str) -> Article:
    """Keep pasted text, under its title where one was given. Raises ArticleRefused."""
    return bring(PASTED, under_title(" ".join(title.split()), text).encode(), language=language, now=now, by=by)


def under_title(title: str, text: str) -> str:
    """The text under its title as a Markdown heading; a first line that says the title already makes place for it."""
    lines = text.strip().splitlines()
    if lines and title and lines[0].strip("#* ").casefold() == title.casefold():
        del lines[0]
    return "\n".join([f"# {title}", "", *lines] if title else lines)


def keep_article(imported: ImportedArticle, *, language: str, file_name: str, now: datetime, by: str) -> Article:
    """Keep the article and its pictures. Raises ArticleRefused for one that is too long for a series."""
    outline = imported.outline
    split = first_split(outline)
    if (words := sum(block.words for block in split.blocks)) > MOST_WORDS:
        sentence = _("The article has {n} words, and a series is made from at most {most}: bring it in parts.")
        raise ArticleRefused(sentence.format(n=f"{words:,}", most=f"{MOST_WORDS:,}"))
    for name, picture in imported.pictures.items():
        alt = next((one.alt for one in imported.shown_pictures if one.name == name), "")
        Picture.objects.take_in(name, picture, alt=alt[:300], now=now, by=by)
    return Article.objects.create(
        title=outline.title[:300] or "Article", author=(outline.author or "")[:200], language=language, file_name=file_name[:200],
        text=imported.text, dropped=[{"line": one.line, "text": one.text, "why": one.why} for one in outline.dropped],
        split=SplitHistory(split).as_json(), imported_at=now, imported_by=by,
    )  # fmt: skip


def take_step(article: UUID, seen: int, step: Callable[[SplitHistory], SplitHistory]) -> SplitHistory:
    """Take a step on the split that somebody saw as version `seen`; one that changes nothing isn't kept.

    Raises SplitMovedOn when it has another version by now, Refusal when the step can't be taken.
    """
    with transaction.atomic():
        row = Article.objects.select_for_update(no_key=True).get(pk=article)
        if row.series_slug:
            raise SplitMovedOn(_("The draft series is made by now: its lessons are changed on their own pages."))
        history = SplitHistory.from_json(row.split)
        if history.version != seen:
            raise SplitMovedOn(_("Somebody changed this split since you last saw it: here is how it stands now."))
        after = step(history)
        if after is not history:
            row.split = after.as_json()
            row.save(update_fields=["split"])
        return after

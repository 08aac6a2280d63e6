"""One email's worth of teaching. Its words are its revisions, one line of them a language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from content.models.review import Review
from content.models.revision import Revision
from patients.identifiers import new_id


@dataclass(frozen=True)
class TextToSend:
    """The revision that may go out now, and the signature it goes out under (None: practice only)."""

    revision: Revision
    review: Review | None


class Lesson(models.Model):
    """`collection` is the series folder it came in, `slug` the file's name without its ending.

    `language` is the one it is written in; texts in others are translations of that one.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    collection = models.SlugField(max_length=80)
    slug = models.SlugField(max_length=80)
    language = models.CharField(max_length=35, default="en")
    article = models.ForeignKey(
        "content.Article", null=True, blank=True, on_delete=models.SET_NULL, related_name="lessons"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "slug"], name="lesson_has_one_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What `simulate` prints and `render` takes."""
        return f"{self.collection}/{self.slug}"

    def latest(self, language: str) -> Revision | None:
        return self.revisions.filter(language=language).order_by("-number").first()

    def revise(
        self, language: str, source: str, *, now: datetime, by: str, written_by: Iterable[str] = ()
    ) -> tuple[Revision, bool]:
        """Add `source` as a revision unless it is what the latest one says. Raises LessonFault on a faulty text."""
        latest = self.latest(language)
        if latest and latest.source == source:
            return latest, False
        number, translates = latest.number + 1 if latest else 1, self.translated_now(language)
        made = Revision.objects.add(
            self, language, source, number=number, now=now, by=by, translates=translates, written_by=written_by
        )
        return made, True

    def translated_now(self, language: str) -> str:
        """The content hash of the text that a translation made now is made from; empty for the lesson's own language."""
        original = None if language == self.language else self.latest(self.language)
        return original.content_hash if original else ""

    def text_to_send(self, languages: list[str], now: datetime, *, practising: bool) -> TextToSend | None:
        """The newest signed text in the first of `languages` that has one; while practising, else the newest text at all."""
        for language in languages:
            if text := self.signed_text(language, now, practising=practising):
                return text
        if practising:
            newest = (self.latest(language) for language in languages)
            return next((TextToSend(revision, None) for revision in newest if revision), None)
        return None

    def signed_text(self, language: str, now: datetime, *, practising: bool) -> TextToSend | None:
        """While a draft is edited the last approved revision keeps going out. A translation needs its translator's signature too."""
        reviews = Review.objects.standing(now).filter(lesson=self, language=language)
        if not practising:
            reviews = reviews.filter(demo=False)
        signed = {review.content_hash: review for review in reviews.by_clinicians().order_by("signed_at")}
        if language != self.language:
            compared = set(reviews.filter(kind=Review.Kind.TRANSLATOR).values_list("content_hash", flat=True))
            signed = {words: review for words, review in signed.items() if words in compared}
        revision = self.revisions.filter(language=language, content_hash__in=signed).order_by("-number").first()
        return TextToSend(revision, signed[revision.content_hash]) if revision else None

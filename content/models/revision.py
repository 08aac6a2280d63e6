"""One immutable text of a lesson in one language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

from django.db import models

from content.lesson_text import LessonText, content_hash, parse_lesson
from content.shown_pictures import refuse_unknown_pictures
from patients.identifiers import new_id

if TYPE_CHECKING:
    from content.models.lesson import Lesson


class Revisions(models.Manager["Revision"]):
    def add(
        self,
        lesson: Lesson,
        language: str,
        source: str,
        *,
        number: int,
        now: datetime,
        by: str,
        translates: str = "",
        written_by: Iterable[str] = (),
    ) -> Revision:
        file = f"{lesson.slug}.md"
        text = parse_lesson(source, file)
        refuse_unknown_pictures(text, file)
        return self.create(
            lesson=lesson, language=language, number=number, source=source, title=text.title,
            content_hash=content_hash(text), made_at=now, made_by=by, translates=translates, written_by=sorted(set(written_by)),
        )  # fmt: skip


class Revision(models.Model):
    """`source` is the lesson file, byte for byte; `content_hash` is over the words a signature binds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lesson = models.ForeignKey("content.Lesson", on_delete=models.CASCADE, related_name="revisions")
    language = models.CharField(max_length=35)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    source = models.TextField()
    content_hash = models.CharField(max_length=64)
    translates = models.CharField(max_length=64, blank=True)  # content hash of the text it is a translation of
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    written_by = models.JSONField(default=list, blank=True)  # ids of the users whose draft saves it was made from

    objects = Revisions()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "language", "number"], name="revision_has_one_number")]
        indexes = [models.Index(fields=["lesson", "language", "content_hash"], name="revision_by_signed_words")]

    def __str__(self) -> str:
        return f"{self.title} ({self.language}, revision {self.number})"

    @cached_property
    def text(self) -> LessonText:
        return parse_lesson(self.source, f"{self.lesson.slug}.md")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A revision is never changed: add the next one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A revision is never deleted: messages and signatures point to it.")

"""Who has a lesson open in the editor: so that two authors know of each other before they merge."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models

from patients.identifiers import new_id

LATELY = timedelta(seconds=60)  # an open page tells every 15 seconds


class AuthorsAtWork(models.QuerySet["AuthorAtWork"]):
    def seen(self, lesson: Any, language: str, user: Any, now: datetime) -> None:
        self.update_or_create(lesson=lesson, language=language, user=user, defaults={"seen_at": now})

    def others(self, lesson: Any, language: str, user: Any, now: datetime) -> AuthorsAtWork:
        lately = self.filter(lesson=lesson, language=language, seen_at__gte=now - LATELY)
        return lately.exclude(user=user).select_related("user")


class AuthorAtWork(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    lesson = models.ForeignKey("content.Lesson", on_delete=models.CASCADE, related_name="authors_at_work")
    language = models.CharField(max_length=35)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    objects = AuthorsAtWork.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lesson", "language", "user"], name="an_author_is_at_a_text_once")
        ]
        verbose_name_plural = "authors at work"

    def __str__(self) -> str:
        return f"user {self.user_id} at {self.lesson_id} ({self.language})"

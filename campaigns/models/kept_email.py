"""A compiled email, kept by what it was made of: any worker fills it, and it can be shown exactly, years later."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from django.db import models

from mailer.compiled import CompiledEmail


class KeptEmail(models.Model):
    source_hash = models.CharField(primary_key=True, max_length=64)  # of words, templates, look and language
    document = models.TextField()  # CompiledEmail as JSON
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.source_hash

    @classmethod
    def keep(cls, source_hash: str, email: CompiledEmail, now: datetime) -> KeptEmail:
        """Two workers may compile the same email at once; the first row stays, and both use it."""
        return cls.objects.get_or_create(
            source_hash=source_hash, defaults={"document": email.to_json(), "made_at": now}
        )[0]

    @property
    def compiled(self) -> CompiledEmail:
        return opened(self.document)


@lru_cache(maxsize=256)
def opened(document: str) -> CompiledEmail:
    return CompiledEmail.from_json(document)

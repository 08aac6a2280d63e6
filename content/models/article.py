"""The source text a series was made from, kept word for word."""

from __future__ import annotations

from django.db import models

from patients.identifiers import new_id


class Article(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=300)
    author = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=35, default="en")
    file_name = models.CharField(max_length=200)
    text = models.TextField()
    dropped = models.JSONField(default=list)  # [{"line", "text", "why"}]: what was left out of the sections
    split = models.JSONField(default=dict, blank=True)  # content/importing/split.py: which block goes into which lesson
    series_slug = models.CharField(max_length=80, blank=True)  # of the series that was drafted from it
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return self.title

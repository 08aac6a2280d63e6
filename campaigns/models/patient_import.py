"""Bringing patients from a file of a practice system: how such files are read, and how far one of them has come."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from patients.identifiers import new_id


class ImportProfile(models.Model):
    """How the files of one practice system are read: `reading` as campaigns/patient_files/reading.py writes it. No patient's value is in it."""

    name = models.CharField(max_length=60, unique=True)
    reading = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PatientImport(models.Model):
    """One file on its way in. The file itself lies sealed in the home, and is gone when it is done or too old."""

    class State(models.TextChoices):
        CHOOSING = "choosing"  # its columns are being looked at
        RUNNING = "running"  # rows up to `line` are done
        DONE = "done"  # all rows were read
        FAILED = "failed"  # it can't be read further, and `why` says why

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    wrapped_key = models.BinaryField()  # of the file; empty once that is gone
    state = models.CharField(max_length=8, choices=State, default=State.CHOOSING)
    reading = models.JSONField(default=dict)
    bytes = models.BigIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)  # of the whole file
    line = models.PositiveIntegerField(default=0)  # the last one that was done
    counts = models.JSONField(default=dict)  # outcome → number of rows
    why = models.CharField(max_length=200, blank=True)
    begun_by = models.CharField(max_length=80)
    begun_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["begun_at"], condition=~Q(state="done"), name="patient_import_under_way"),
        ]

    def __str__(self) -> str:
        return f"import {self.id}"

    @property
    def file(self) -> Path:
        return folder() / f"{self.id}.sealed"

    @property
    def report(self) -> Path:
        """A line for each row that wasn't enrolled; numbers and reasons, no patient's value."""
        return folder() / f"{self.id}.report.csv"

    def count(self, outcome: str) -> int:
        counts: dict[str, Any] = self.counts
        return int(counts.get(outcome, 0))


def folder() -> Path:
    return Path(settings.HOME) / "imports"

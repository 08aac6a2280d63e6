"""That staff were told of something by email: noted before it is mailed, so that nobody is told twice."""

from __future__ import annotations

from datetime import datetime

from django.db import models


class StaffNotices(models.Manager["StaffNotice"]):
    def note(self, about: str, now: datetime) -> bool:
        """False when it was noted before. `about` names what and when, such as “digest 2026-W41”; never a person."""
        return self.get_or_create(about=about, defaults={"at": now})[1]


class StaffNotice(models.Model):
    about = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()

    objects = StaffNotices()

    def __str__(self) -> str:
        return self.about

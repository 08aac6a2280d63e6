"""Who is under age, and who answers for them: a parent or guardian, whose address the lessons go to (45 CFR 164.502(g))."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy

OF_AGE: Final = 18


class GuardianIs(models.TextChoices):
    """To the patient."""

    PARENT = "parent", gettext_lazy("Parent")
    LEGAL_GUARDIAN = "legal guardian", gettext_lazy("Legal guardian")


def is_minor(born: date | None, today: date) -> bool:
    """False where the birth date isn't known."""
    return born is not None and (today.year - OF_AGE, today.month, today.day) < (born.year, born.month, born.day)

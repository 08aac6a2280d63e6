"""A date as front desks write it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from patients.readers.written_dates import parse_written_date

HOW = gettext_lazy("Write the date as 11/02/1959 or 1959-11-02.")


class WrittenDateField(forms.Field):
    """What was typed stays in the field; the cleaned value is a date, or None when it stayed empty and may."""

    default_error_messages: ClassVar = {"required": gettext_lazy("Type the day, such as 12/02/2026.")}

    def to_python(self, value: Any) -> date | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return parse_written_date(text)
        except ValueError:
            raise ValidationError(HOW, code="written-date") from None


def as_typed(day: date) -> str:
    """What a field begins with: as its hint writes it, and as it is read."""
    return f"{day.month}/{day.day}/{day.year}"

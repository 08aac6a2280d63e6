"""The search for a patient: one box and a date. What they mean together is said back."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from patients.models import Patient
from staff.wording import long_date
from staff.written_dates import WrittenDateField

MOST = 20  # a shared mailbox or a common name; beyond that the search was too wide to be of use
LONGEST = 300


class By(StrEnum):
    EMAIL = "email"
    RECORD_NUMBER = "record number"
    NAME_AND_BIRTH = "name and birth"


class Asked(NamedTuple):
    """A search as we understand it. `born` is None but for a name."""

    by: By
    text: str
    born: date | None = None

    @property
    def in_words(self) -> str:
        """What was looked for, as a sentence."""
        match self.by:
            case By.EMAIL:
                return f"Looked for the email address {self.text}."
            case By.RECORD_NUMBER:
                return f"Looked for the record number {self.text}."
        return f"Looked for the family name {self.text}, born {long_date(self.born)}." if self.born else ""


def understood(text: str, born: date | None) -> Asked:
    """An @ makes it an address, a birth date a family name, a digit a record number.

    Raises ValidationError with the field to mend and a sentence that says what to type.
    """
    if not text and born is None:
        raise ValidationError(
            {"asked": "Type an email address, a record number, or a family name with the birth date."}
        )
    if not text:
        raise ValidationError({"asked": "Type the family name too: a birth date alone isn’t enough."})
    if "@" in text:
        return Asked(By.EMAIL, text)
    if born is not None:
        return Asked(By.NAME_AND_BIRTH, text, born)
    if any(map(str.isdigit, text)):
        return Asked(By.RECORD_NUMBER, text)
    raise ValidationError({"birth_date": "Type the birth date too: a name alone isn’t enough."})


class PatientSearch(forms.Form):
    asked = forms.CharField(label="Email, record number or family name", required=False, max_length=LONGEST)
    birth_date = WrittenDateField(label="Birth date", required=False)

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            said = self.cleaned_data
            said["understood"] = understood(said["asked"], said["birth_date"])
        return self.cleaned_data

    @property
    def understood(self) -> Asked:
        asked: Asked = self.cleaned_data["understood"]
        return asked

    def found(self) -> list[Patient]:
        """The patients asked for. Adds an error, and finds nobody, for an address that is none."""
        known, asked = Patient.objects.known(), self.understood
        try:
            match asked.by:
                case By.EMAIL:
                    return list(known.with_address(asked.text)[:MOST])
                case By.RECORD_NUMBER:
                    return list(known.with_mrn(asked.text)[:MOST])
            assert asked.born is not None
            return list(known.with_name_and_birth(asked.text, asked.born)[:MOST])
        except ValidationError as problem:
            self.add_error("asked", problem)
            return []

"""The search for a patient: one box and a date. What they mean together is said back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patients.models import Patient
from staff.desk_form import DeskForm
from staff.wording import long_date
from staff.written_dates import WrittenDateField

MOST = 20  # a shared mailbox or a common name; beyond that the search was too wide to be of use
LONGEST = 300


class By(StrEnum):
    EMAIL = "email address"
    RECORD_NUMBER = "record number"
    NAME_AND_BIRTH = "name and birth"


@dataclass(frozen=True)
class Asked:
    """A search as we understand it. `born` is None but for a name."""

    by: By
    text: str
    born: date | None = None

    @property
    def in_words(self) -> str:
        """What was looked for, as a sentence."""
        if self.born is not None:
            return _("Looked for the family name {name}, born {day}.").format(name=self.text, day=long_date(self.born))
        if self.by == By.EMAIL:
            return _("Looked for the email address {address}.").format(address=self.text)
        return _("Looked for the record number {number}.").format(number=self.text)


def understand(text: str, born: date | None) -> Asked:
    """An @ makes it an address, a birth date a family name, a digit a record number.

    Raises ValidationError with the field to mend and a sentence that says what to type.
    """
    if not text and born is None:
        raise ValidationError(
            {"asked": _("Type an email address, a record number, or a family name with the birth date.")}
        )
    if not text:
        raise ValidationError({"asked": _("Type the family name too: a birth date alone isn’t enough.")})
    if "@" in text:
        return Asked(By.EMAIL, text)
    if born is not None:
        return Asked(By.NAME_AND_BIRTH, text, born)
    if any(map(str.isdigit, text)):
        return Asked(By.RECORD_NUMBER, text)
    raise ValidationError({"birth_date": _("Type the birth date too: a name alone isn’t enough.")})


class PatientSearch(DeskForm):
    asked = forms.CharField(
        label=gettext_lazy("Email, record number or family name"), required=False, max_length=LONGEST
    )
    birth_date = WrittenDateField(label=gettext_lazy("Birth date"), required=False)

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            said = self.cleaned_data
            said["search"] = understand(said["asked"], said["birth_date"])
        return self.cleaned_data

    @property
    def search(self) -> Asked:
        """What a valid form asks for."""
        search: Asked = self.cleaned_data["search"]
        return search

    def found(self) -> list[Patient]:
        """The patients asked for. Adds an error, and finds nobody, for an address that is none."""
        try:
            return list(patients_by(self.search)[:MOST])
        except ValidationError as problem:
            self.add_error("asked", problem)
            return []


def patients_by(search: Asked) -> QuerySet[Patient]:
    """Raises ValidationError for what can't be looked for."""
    known = Patient.objects.known()
    if search.by == By.EMAIL:
        return known.with_address(search.text)
    if search.by == By.RECORD_NUMBER or search.born is None:
        return known.with_mrn(search.text)
    return known.with_name_and_birth(search.text, search.born)

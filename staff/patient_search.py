"""The search for a patient: the whole address, or family name and birth date together."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from patients.models import Patient
from staff.written_dates import WrittenDateField

MOST = 20  # a shared mailbox or a common name; beyond that the search was too wide to be of use


class PatientSearch(forms.Form):
    email = forms.CharField(label="Email", required=False)
    family_name = forms.CharField(label="Family name", required=False)
    birth_date = WrittenDateField(label="Birth date", required=False)

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        if self.errors or asked.get("email"):
            return asked
        if not asked.get("family_name") and not asked.get("birth_date"):
            self.add_error("email", "Type an email address, or a family name and a birth date.")
        elif not asked.get("family_name"):
            self.add_error("family_name", "Type the family name too: a birth date alone isn’t enough.")
        elif not asked.get("birth_date"):
            self.add_error("birth_date", "Type the birth date too: a name alone isn’t enough.")
        return asked

    def found(self) -> list[Patient]:
        """The patients asked for. Adds an error, and finds nobody, for an address that is none."""
        asked = self.cleaned_data
        try:
            if asked["email"]:
                return list(Patient.objects.known().with_address(asked["email"])[:MOST])
            return list(Patient.objects.known().with_name_and_birth(asked["family_name"], asked["birth_date"])[:MOST])
        except ValidationError as problem:
            self.add_error("email" if asked["email"] else "family_name", problem)
            return []

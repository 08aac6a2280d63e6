"""The agreement as it is typed: with whom, when it was signed, a note."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from clinic.agreements import LONGEST
from staff.desk_form import DeskForm
from staff.written_dates import WrittenDateField


class AgreementForm(DeskForm):
    party = forms.CharField(
        label=gettext_lazy("With whom"),
        max_length=LONGEST["party"],
        error_messages={"required": gettext_lazy("Write with whom the agreement is.")},
    )
    signed_on = WrittenDateField(
        label=gettext_lazy("Signed on"),
        error_messages={"required": gettext_lazy("Type the day on which it was signed, such as 11/02/2026.")},
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=LONGEST["note"], required=False)

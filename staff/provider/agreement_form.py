"""The agreement as it is typed: with whom, when it was signed, a note."""

from __future__ import annotations

from django import forms

from clinic.agreements import LONGEST
from staff.desk_form import DeskForm
from staff.written_dates import WrittenDateField


class AgreementForm(DeskForm):
    party = forms.CharField(
        label="With whom", max_length=LONGEST["party"], error_messages={"required": "Write with whom the agreement is."}
    )
    signed_on = WrittenDateField(
        label="Signed on", error_messages={"required": "Type the day on which it was signed, such as 11/02/2026."}
    )
    note = forms.CharField(label="Note", max_length=LONGEST["note"], required=False)

"""The four letters a patient reads aloud at the desk: they open the slip that was filled in."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Slip
from staff.desk_form import DeskForm


class LettersForm(DeskForm):
    letters = forms.CharField(
        label=gettext_lazy("The four letters"), max_length=20,
        error_messages={"required": gettext_lazy("Type the letters that the patient reads aloud.")},
    )  # fmt: skip

    def clean_letters(self) -> Slip:
        letters = "".join(sign for sign in str(self.cleaned_data["letters"]).upper() if sign.isalpha())
        found = Slip.objects.with_letters(letters).first()
        if found is None:
            raise ValidationError(_("No slip has these letters: ask for them again. A slip is kept for two weeks."))
        return found

"""A picture's upload and its description. The rules of what may be mailed are clinic/pictures.py's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.pictures import MOST_UPLOAD, CleanPicture, cleaned
from clinic.refusal import Refusal
from staff.desk_form import DeskForm

LONGEST_ALT = 300
SAY = gettext_lazy("Say in one sentence what it shows, for people who can’t see it.")


class AltField(forms.CharField):
    """One line of words. They stand in for the picture, so there is none without."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("What it shows"),
            max_length=LONGEST_ALT,
            error_messages={
                "required": SAY,
                "max_length": format_lazy(gettext_lazy("Say it in {n} characters."), n=LONGEST_ALT),
            },
        )

    def clean(self, value: str | None) -> str:
        return str(super().clean(" ".join((value or "").split())))


class AltForm(DeskForm):
    alt = AltField()


class PictureForm(DeskForm):
    file = forms.FileField(
        label=gettext_lazy("Picture"),
        allow_empty_file=True,
        error_messages={
            "required": gettext_lazy("Choose a picture."),
            "invalid": gettext_lazy("Choose a picture."),
            "missing": gettext_lazy("Choose a picture."),
        },
    )
    alt = AltField()
    picture: CleanPicture  # once the form is valid

    def clean_file(self) -> UploadedFile[Any]:
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        try:
            self.picture = cleaned(upload.read(MOST_UPLOAD + 1))
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return upload

    def clean(self) -> dict[str, Any]:
        if "alt" in self.errors and "file" not in self.errors:
            self.add_error("file", _("Choose the picture once more: no browser lets a page keep it."))
        return self.cleaned_data

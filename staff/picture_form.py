"""A picture's upload and its description. The rules of what may be mailed are clinic/pictures.py's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from clinic.pictures import MOST_UPLOAD, CleanPicture, cleaned
from clinic.refusal import Refusal
from staff.desk_form import DeskForm

LONGEST_ALT = 300
SAY = "Say in one sentence what it shows, for people who can’t see it."


class AltField(forms.CharField):
    """One line of words. They stand in for the picture, so there is none without."""

    def __init__(self) -> None:
        super().__init__(
            label="What it shows",
            max_length=LONGEST_ALT,
            error_messages={"required": SAY, "max_length": f"Say it in {LONGEST_ALT} characters."},
        )

    def clean(self, value: str | None) -> str:
        return str(super().clean(" ".join((value or "").split())))


class AltForm(DeskForm):
    alt = AltField()


class PictureForm(DeskForm):
    file = forms.FileField(
        label="Picture",
        allow_empty_file=True,
        error_messages={
            "required": "Choose a picture.",
            "invalid": "Choose a picture.",
            "missing": "Choose a picture.",
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
            self.add_error("file", "Choose the picture once more: no browser lets a page keep it.")
        return self.cleaned_data

"""The form that brings an article: a file, or pasted text with a title."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.importing import READERS
from content.importing.reading import MOST_BYTES
from content.words import languages_with_words
from staff.choices import languages
from staff.desk_form import DeskForm

ENDINGS = sorted(READERS)
LONGEST_TITLE = 200
TITLE_TOO_LONG = format_lazy(gettext_lazy("Give it a title of at most {n} characters."), n=LONGEST_TITLE)


class ArticleForm(DeskForm):
    file = forms.FileField(label=gettext_lazy("File"), required=False, allow_empty_file=True)
    title = forms.CharField(
        label=gettext_lazy("Title"),
        required=False,
        max_length=LONGEST_TITLE,
        error_messages={"max_length": TITLE_TOO_LONG},
    )
    text = forms.CharField(label=gettext_lazy("Text"), required=False, strip=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        error_messages={
            "required": gettext_lazy("Choose a language."),
            "invalid_choice": gettext_lazy("Choose one of the list."),
        },
    )

    def __init__(self, *args: Any, spoken: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = languages([*spoken, *languages_with_words()])

    @property
    def pasted(self) -> bool:
        return bool(self.cleaned_data["text"].strip())

    def data_of_file(self) -> bytes:
        """At most one byte more than may be imported."""
        return bytes(self.cleaned_data["file"].read(MOST_BYTES + 1))

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("file") and said.get("text", "").strip():
            self.add_error(
                "file", _("Bring one article at a time: this file, or the text you pasted. The text is kept.")
            )
        elif not said.get("file") and not said.get("text", "").strip():
            self.add_error("file", _("Choose a file, or paste the article’s text below."))
        return said

    def refuse(self, why: str) -> None:
        """The import said no: beside the file or the text, whichever it was."""
        self.add_error("text" if self.pasted else "file", why)

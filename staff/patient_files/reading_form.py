"""Which column is which, how dates are written, which visits count and where they lead: one form for any file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Series
from campaigns.patient_files.reading import Reading, words_of
from clinic.refusal import Refusal
from patients.readers.csv_columns import MEANINGS
from patients.readers.date_orders import DateOrder
from staff.desk_form import DeskForm

COLUMN = "column-"
FIELDS = ("column-*", "dates", "series", "took_place", "profile", "act")
ORDERS = {
    DateOrder.MONTH_FIRST: gettext_lazy("The month comes first"),
    DateOrder.DAY_FIRST: gettext_lazy("The day comes first"),
}


class ReadingForm(DeskForm):
    dates = forms.ChoiceField(label=gettext_lazy("Dates"), choices=[*ORDERS.items()])
    series = forms.ChoiceField(label=gettext_lazy("Series"), required=False)
    took_place = forms.CharField(label=gettext_lazy("The visit took place"), required=False, widget=forms.Textarea)
    profile = forms.CharField(
        label=gettext_lazy("Remember this as"), required=False, max_length=60,
        error_messages={"max_length": gettext_lazy("Give it a name of at most %(limit_value)d characters.")},
    )  # fmt: skip

    def __init__(self, *args: Any, headers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headers = headers
        active = Series.objects.filter(state=Series.State.ACTIVE)
        series = self.fields["series"]
        assert isinstance(series, forms.ChoiceField)
        series.choices = [("", _("By the codes of each row")), *((one.slug, one.title) for one in active)]
        for place, header in enumerate(headers):
            self.fields[f"{COLUMN}{place}"] = forms.ChoiceField(
                label=header, required=False, choices=[("", _("leave out")), *MEANINGS.items()]
            )

    def clean(self) -> dict[str, Any]:
        chosen = [
            ours for ours in (self.cleaned_data.get(f"{COLUMN}{place}") for place in range(len(self.headers))) if ours
        ]
        for place in range(len(self.headers)):
            name = f"{COLUMN}{place}"
            if chosen.count(self.cleaned_data.get(name) or "") > 1:
                self.add_error(name, _("Two columns can’t both be this: leave one out."))
        return self.cleaned_data

    def clean_took_place(self) -> tuple[str, ...]:
        try:
            return words_of(self.cleaned_data["took_place"])
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from None

    def clean_profile(self) -> str:
        return " ".join(str(self.cleaned_data["profile"]).split())

    def reading(self) -> Reading:
        """As the form says it. Raises Refusal."""
        said = self.cleaned_data
        columns = {
            header: said[f"{COLUMN}{place}"] for place, header in enumerate(self.headers) if said[f"{COLUMN}{place}"]
        }
        if not {"given_name", "full_name"} & set(columns.values()):
            raise Refusal(
                _("Say which column holds the given name or the whole name: each lesson greets the patient by it.")
            )
        return Reading(said["series"], columns, DateOrder(said["dates"]), said["took_place"]).checked()


def initial_of(reading: Reading, headers: Sequence[str]) -> dict[str, Any]:
    columns = reading.columns or {}
    return {
        "dates": reading.dates or DateOrder.MONTH_FIRST, "series": reading.series, "took_place": ", ".join(reading.took_place),
        **{f"{COLUMN}{place}": columns.get(header, "") for place, header in enumerate(headers)},
    }  # fmt: skip

"""The rules of a series as a form. Empty means: as the clinic does."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Series, StartCode
from campaigns.series.changing_rules import Rules
from campaigns.series.rules import SeriesRules
from campaigns.series.start_codes import checked
from clinic.profile_settings import DAYS
from clinic.refusal import Refusal
from staff.choices import weekdays
from staff.desk_form import DeskForm


class RulesForm(DeskForm):
    window_start = forms.CharField(label=gettext_lazy("From"), required=False)
    window_end = forms.CharField(label=gettext_lazy("Until"), required=False)
    weekdays = forms.MultipleChoiceField(label=gettext_lazy("Days"), required=False, choices=weekdays)
    closed = forms.CharField(label=gettext_lazy("Extra closed days"), required=False, widget=forms.Textarea)
    days_between = forms.IntegerField(label=gettext_lazy("Days between two lessons"), min_value=1, max_value=60)
    ends_after = forms.IntegerField(
        label=gettext_lazy("Ends so many days after the visit"), min_value=0, max_value=3650, required=False
    )
    ends_with = forms.MultipleChoiceField(label=gettext_lazy("Ends when enrolled in"), required=False)
    unconfirmed = forms.BooleanField(
        label=gettext_lazy("Lessons start before the address is confirmed"), required=False
    )
    codes = forms.CharField(label=gettext_lazy("Visit codes"), required=False, widget=forms.Textarea)
    sponsor = forms.CharField(label=gettext_lazy("Sponsor"), required=False, max_length=200)

    def __init__(self, data: Any = None, *, series: Series) -> None:
        super().__init__(data, initial=as_typed(Rules.of(series)))
        self.series = series
        others = Series.objects.listed().exclude(pk=series.pk).values_list("slug", "title")
        field = self.fields["ends_with"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [*others, *((slug, slug) for slug in series.rules.ends_with if slug not in dict(others))]

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        for name, read in (
            ("window_start", self.read_window),
            ("closed", self.read_closed),
            ("codes", self.read_codes),
        ):
            try:
                read()
            except Refusal as refusal:
                self.add_error(name, refusal.here)
        if not self.errors:
            try:
                self.rules.check(self.series)
            except Refusal as refusal:
                self.add_error(None, refusal.here)
        return self.cleaned_data

    def read_window(self) -> dict[str, str]:
        start, end = self.cleaned_data["window_start"].strip(), self.cleaned_data["window_end"].strip()
        if not start and not end:
            return {}
        if not start or not end:
            raise Refusal(_("Write both times, or none to keep to the clinic’s."))
        SeriesRules.read({"window": f"{start[:5]}-{end[:5]}"})
        return {"window": f"{start[:5]}-{end[:5]}"}

    def read_closed(self) -> dict[str, list[str]]:
        days = re.split(r"[\s,]+", self.cleaned_data["closed"].strip())
        kept = {"closed": [day for day in days if day]} if any(days) else {}
        SeriesRules.read(kept)
        return kept

    def read_codes(self) -> tuple[tuple[str, str], ...]:
        """Raises Refusal."""
        found = tuple(code_of(line) for line in self.cleaned_data["codes"].splitlines() if line.strip())
        for system, code in found:
            checked(system, code)
        return found

    @property
    def rules(self) -> Rules:
        """Raises Refusal."""
        said = self.cleaned_data
        kept: dict[str, Any] = {**self.read_window(), **self.read_closed(), "days_between": said["days_between"]}
        if said["weekdays"]:
            kept["weekdays"] = ",".join(DAYS[int(day)] for day in said["weekdays"])
        if said["ends_after"] is not None:
            kept["ends_after"] = said["ends_after"]
        if said["ends_with"]:
            kept["ends_with"] = said["ends_with"]
        if said["unconfirmed"]:
            kept["confirm_address"] = False
        return Rules(SeriesRules.read(kept), self.read_codes(), " ".join(said["sponsor"].split()))


def code_of(line: str) -> tuple[str, str]:
    """ICD-10-CM M79.7 in two. Raises Refusal."""
    text = " ".join(line.split())
    for system in StartCode.System.values:
        if text.lower().startswith(f"{system.lower()} "):
            return system, text[len(system) + 1 :]
    said = _("“{line}” names no system of codes: begin the line with {systems}.")
    raise Refusal(said.format(line=text[:60], systems=", ".join(StartCode.System.values)))


def as_typed(rules: Rules) -> dict[str, Any]:
    own = rules.own
    return {
        "window_start": f"{own.window[0]:%H:%M}" if own.window else "", "window_end": f"{own.window[1]:%H:%M}" if own.window else "",
        "weekdays": [str(day) for day in own.weekdays or ()], "closed": "\n".join(day.isoformat() for day in own.closed),
        "days_between": own.days_between, "ends_after": own.ends_after, "ends_with": list(own.ends_with), "unconfirmed": not own.confirm_address,
        "codes": "\n".join(f"{system} {code}" for system, code in rules.codes), "sponsor": rules.sponsor,
    }  # fmt: skip

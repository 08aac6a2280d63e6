"""The held list narrowed to one series or one way out: only those are offered that have an email in doubt."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy, pgettext_lazy

from campaigns.models import Message
from campaigns.models.state_table import State
from staff.desk_form import DeskForm
from staff.way_names import at_the_start, name_of_way

ALL = ("", gettext_lazy("All"))


class HeldFilters(DeskForm):
    """A field left empty, or holding nonsense, narrows nothing."""

    series = forms.ChoiceField(required=False, label=pgettext_lazy("one", "Series"))
    transport = forms.ChoiceField(required=False, label=gettext_lazy("Way out"))

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query)
        # A query a state, so that each is served by its own small index.
        rows = {
            row for state in (State.HELD, State.UNCERTAIN)
            for row in Message.objects.filter(state=state).values_list("series", "series__title", "attempt__transport")
        }  # fmt: skip
        series = {(str(key), title) for key, title, _ in rows}
        ways = {(way, at_the_start(name_of_way(way))) for *_, way in rows if way}
        for name, choices in (("series", series), ("transport", ways)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [ALL, *sorted(choices, key=lambda one: one[1])]
        self.of_use = len(series) > 1 or len(ways) > 1
        self.is_valid()

    def chosen(self) -> dict[str, str]:
        """As they stand in the address."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def conditions(self) -> dict[str, Any]:
        """As a query wants them."""
        columns = {"series": "series", "transport": "attempt__transport"}
        return {columns[name]: value for name, value in self.chosen().items()}

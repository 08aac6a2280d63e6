"""The filters of Activity, as a form that goes by GET. They hold ids and plain words, never a name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from campaigns.models import Message, Series, Step
from campaigns.reporting.activity import Wanted
from content.models import Revision
from staff.desk_form import DeskForm
from staff.way_names import NAMES, at_the_start, name_of_way

Choices = list[tuple[str, Any]]
ANY = ("", gettext_lazy("Any"))
YEARS = range(2000, 2101)
PRACTICE = {"practice": True, "real": False}


class ActivityFilters(DeskForm):
    """A field left empty, or holding nonsense, filters nothing."""

    state = forms.ChoiceField(required=False, label=gettext_lazy("State"), choices=[ANY, *Message.State.choices])
    series = forms.ChoiceField(required=False, label=pgettext_lazy("one", "Series"))
    lesson = forms.ChoiceField(required=False, label=gettext_lazy("Lesson"))
    kind = forms.ChoiceField(required=False, label=gettext_lazy("Kind"), choices=[ANY, *Message.Kind.choices])
    transport = forms.ChoiceField(required=False, label=gettext_lazy("Way out"))
    practice = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Practice or real"),
        choices=[ANY, ("real", gettext_lazy("Real")), ("practice", gettext_lazy("Practice"))],
    )
    first = forms.DateField(
        required=False,
        label=gettext_lazy("Planned from"),
        error_messages={"invalid": gettext_lazy("Write it as 2026-11-24.")},
    )
    last = forms.DateField(
        required=False,
        label=gettext_lazy("Planned to"),
        error_messages={"invalid": gettext_lazy("Write it as 2026-11-24.")},
    )

    def __init__(self, query: QueryDict) -> None:
        super().__init__(query)
        steps = list(Step.objects.select_related("series", "lesson").order_by("series__title", "position"))
        self.choose("series", [ANY, *((str(key), title) for key, title in Series.objects.values_list("pk", "title"))])
        self.choose("lesson", [ANY, *lessons(steps)])
        self.choose("transport", [ANY, *((name, at_the_start(name_of_way(name))) for name in NAMES)])
        self.is_valid()

    def choose(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name in ("first", "last"):
            if found.get(name) and found[name].year not in YEARS:
                self.add_error(name, _("Choose a year from {first} to {last}.").format(first=YEARS[0], last=YEARS[-1]))
        if found.get("first") and found.get("last") and found["first"] > found["last"]:
            self.add_error("last", _("This day lies before the first: nothing can be between them."))
        return found

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(
            state=given.get("state", ""), series=as_id(given.get("series")), lesson=as_id(given.get("lesson")),
            kind=given.get("kind", ""), transport=given.get("transport", ""),
            practice=PRACTICE.get(given.get("practice", "")), first=given.get("first"), last=given.get("last"),
        )  # fmt: skip

    def query(self) -> dict[str, str]:
        """What was chosen, to be kept in the address of the next page."""
        chosen = {name: self.data.get(name, "") for name in self.fields if name in self.cleaned_data}
        return {name: value for name, value in chosen.items() if value}


def as_id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def lessons(steps: list[Step]) -> list[tuple[str, str]]:
    """Each lesson of each series by its newest title; with more than one series their titles stand in front."""
    newest = Revision.objects.filter(lesson__in={step.lesson_id for step in steps}).order_by("number")
    titles = {
        (lesson, language): title for lesson, language, title in newest.values_list("lesson", "language", "title")
    }
    several = len({step.series_id for step in steps}) > 1
    return [
        (str(step.id), (f"{step.series.title}: " if several else "")
         + f"{step.position} · {titles.get((step.lesson_id, step.series.language), step.lesson.slug)}")
        for step in steps
    ]  # fmt: skip

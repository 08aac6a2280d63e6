"""The rules of an audience as a form: chips to choose from, two dates, and nothing that switches consent off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from campaigns.models import Newsletter, Series
from campaigns.newsletters.audience import Progress, Rules, Who
from clinic.models import ClinicProfile
from staff.choices import languages
from staff.desk_form import DeskForm
from staff.written_dates import WrittenDateField, as_typed

WHO = [
    (Who.EVERYONE, gettext_lazy("Everyone")),
    (Who.PATIENTS, gettext_lazy("Patients")),
    (Who.CONTACTS, gettext_lazy("Contacts who aren’t patients")),
]
PROGRESS = [
    (Progress.FINISHED, pgettext_lazy("progress", "Finished")),
    (Progress.IN_IT, gettext_lazy("In it now")),
    (Progress.ENDED, gettext_lazy("Ended early")),
]


class AudienceForm(DeskForm):
    who = forms.ChoiceField(
        label=gettext_lazy("People"), choices=WHO, error_messages={"required": gettext_lazy("Choose whom it is for.")}
    )
    series = forms.MultipleChoiceField(label=pgettext_lazy("several", "Series"), required=False)
    progress = forms.MultipleChoiceField(label=gettext_lazy("Progress"), required=False, choices=PROGRESS)
    languages = forms.MultipleChoiceField(label=gettext_lazy("Language"), required=False)
    enrolled_from = WrittenDateField(label=gettext_lazy("Enrolled from"), required=False)
    enrolled_to = WrittenDateField(label=gettext_lazy("Enrolled until"), required=False)

    def __init__(self, data: Any = None, *, newsletter: Newsletter) -> None:
        self.kept = Rules.read(newsletter.audience)
        super().__init__(data, initial=initial(self.kept))
        self.offer("series", [(one.slug, one.title) for one in Series.objects.exclude(state=Series.State.DRAFT)])
        spoken = {*ClinicProfile.current().languages, *self.kept.languages}
        self.offer("languages", languages(sorted(spoken)))

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        first, last = said.get("enrolled_from"), said.get("enrolled_to")
        if first and last and last < first:
            self.add_error("enrolled_to", _("The last day comes before the first."))
        return said

    def rules(self) -> Rules:
        said = self.cleaned_data
        return Rules(
            who=said["who"], series=tuple(said["series"]), progress=tuple(said["progress"]),
            languages=tuple(said["languages"]), enrolled_from=said["enrolled_from"], enrolled_to=said["enrolled_to"],
            not_reached_by=self.kept.not_reached_by,
        )  # fmt: skip


def initial(rules: Rules) -> dict[str, Any]:
    def written(day: Any) -> str:
        return as_typed(day) if day else ""

    return {
        "who": rules.who, "series": rules.series, "progress": rules.progress, "languages": rules.languages,
        "enrolled_from": written(rules.enrolled_from), "enrolled_to": written(rules.enrolled_to),
    }  # fmt: skip

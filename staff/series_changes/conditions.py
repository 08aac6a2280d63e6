"""For whom a lesson of a series is, and whether a booked procedure brings it sooner."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaigns.models import Enrolment, Skipped, Step
from campaigns.series.changing_rules import change_conditions
from campaigns.steps.conditions import LONGEST_LEAD, Answered, Conditions
from clinic.models import ClinicProfile
from staff.choices import languages
from staff.desk import desk_page, show, who
from staff.desk_form import DeskForm
from staff.permissions import May
from staff.wording import counted

ANSWERS = [
    ("", gettext_lazy("Whatever it was")), (Answered.RIGHT.value, gettext_lazy("Right")),
    (Answered.WRONG.value, gettext_lazy("Wrong")), (Answered.NOT_AT_ALL.value, gettext_lazy("Not at all")),
]  # fmt: skip
IF_ANSWERED = {
    Answered.RIGHT: gettext_lazy("if the question before was answered right"),
    Answered.WRONG: gettext_lazy("if the question before was answered wrong"),
    Answered.NOT_AT_ALL: gettext_lazy("if the question before was answered not at all"),
}
HELP = [
    ("", gettext_lazy("Either way")),
    ("yes", gettext_lazy("Those who did")),
    ("no", gettext_lazy("Those who didn’t")),
]


class ConditionsForm(DeskForm):
    languages = forms.MultipleChoiceField(label=gettext_lazy("Languages"), required=False)
    answered = forms.ChoiceField(
        label=gettext_lazy("The question of the lesson before was answered"), required=False, choices=ANSWERS
    )
    asked_for_help = forms.ChoiceField(label=gettext_lazy("Asked for more help"), required=False, choices=HELP)
    before_procedure = forms.IntegerField(
        label=gettext_lazy("Days before a booked procedure"), required=False, min_value=0, max_value=LONGEST_LEAD
    )

    def __init__(self, data: Any, step: Step, clinic: ClinicProfile) -> None:
        wanted = step.meant_for
        help_wanted = {None: "", True: "yes", False: "no"}[wanted.asked_for_help]
        super().__init__(data, initial={
            "languages": list(wanted.languages), "answered": wanted.answered or "", "asked_for_help": help_wanted,
            "before_procedure": wanted.before_procedure,
        })  # fmt: skip
        field = self.fields["languages"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = languages([*wanted.languages, step.series.language, *clinic.languages])

    @property
    def wanted(self) -> Conditions:
        said = self.cleaned_data
        return Conditions(
            tuple(said["languages"]), Answered(said["answered"]) if said["answered"] else None,
            {"": None, "yes": True, "no": False}[said["asked_for_help"]], said["before_procedure"],
        )  # fmt: skip


@desk_page(May.PLAN, change=May.PLAN, fields=ConditionsForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def conditions(request: HttpRequest, slug: str, lesson: str) -> HttpResponse:
    step = get_object_or_404(Step.objects.select_related("series", "lesson"), series__slug=slug, lesson__slug=lesson)
    form = ConditionsForm(request.POST if request.method == "POST" else None, step, ClinicProfile.current())
    if request.method == "POST" and form.is_valid():
        change_conditions(step, form.wanted, timezone.now(), by=who(request))
        ahead = Enrolment.objects.yet_to_get(step).count_under_way()
        said = _("Saved. It counts for {patients} with this lesson still to come.")
        messages.info(request, said.format(patients=counted(ahead, "patient", "patients")))
        return redirect("staff:series", slug)
    newest = step.lesson.latest(step.lesson.language)
    context = {
        "series": {"slug": slug, "title": step.series.title}, "form": form, "position": step.position, "lesson": lesson,
        "title": newest.title if newest else lesson, "is_first": step.position == 1,
        "ahead": Enrolment.objects.yet_to_get(step).count_under_way(), "skipped": Skipped.objects.filter(step=step).count(),
    }  # fmt: skip
    return show(request, "series_changes/conditions", context)


def in_words(wanted: Conditions) -> list[str]:
    """Short, for the series' page: what limits or moves this lesson."""
    said = []
    if wanted.languages:
        said.append(_("for those who read {languages}").format(languages=_(" or ").join(wanted.languages)))
    if wanted.answered:
        said.append(str(IF_ANSWERED[wanted.answered]))
    if wanted.asked_for_help is not None:
        said.append(_("if help was asked for") if wanted.asked_for_help else _("if no help was asked for"))
    if wanted.before_procedure is not None:
        days = counted(wanted.before_procedure, "day", "days")
        said.append(_("{days} before a booked procedure, if that is sooner").format(days=days))
    return said

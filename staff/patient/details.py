"""Names, birth date, record number, language and time zone of a patient."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from campaigns.enrolments.changing_patient import change_details
from campaigns.models import Message
from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from content.cover_notes import cover_notes
from patients.dates import clean_birth_date
from patients.models import Identity, Patient
from patients.names import clean_mrn, clean_name
from patients.of_age import GuardianIs, is_minor
from staff.choices import languages, time_zones
from staff.desk import desk_page, record, show, who
from staff.desk_form import DeskForm
from staff.patient.asking import Consequence, Context, add_refusal, field, question
from staff.patient.found import Known, known_patient
from staff.permissions import May
from staff.wording import local_date, long_date
from staff.written_dates import WrittenDateField, as_typed


class DetailsForm(DeskForm):
    given_name = forms.CharField(
        label=gettext_lazy("Given name"),
        error_messages={"required": gettext_lazy("Type the given name: each lesson greets the patient by it.")},
    )
    family_name = forms.CharField(label=gettext_lazy("Family name"), required=False)
    birth_date = WrittenDateField(label=gettext_lazy("Birth date"), required=False)
    guardian_name = forms.CharField(label=gettext_lazy("Parent or guardian"), required=False)
    guardian_is = forms.ChoiceField(label=gettext_lazy("Is the patient’s"), choices=GuardianIs, required=False)
    mrn = forms.CharField(label=gettext_lazy("Record number"), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Reads best in"),
        error_messages={"invalid_choice": gettext_lazy("Choose a language of the list.")},
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Lives in the time of"),
        error_messages={"invalid_choice": gettext_lazy("Choose a time zone of the list.")},
    )
    private_mail = forms.BooleanField(label=gettext_lazy("Shared mailbox"), required=False)

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clinic = ClinicProfile.current()
        self.choose_from("language", languages([patient.language, *clinic.languages, *cover_notes()]))
        self.choose_from("time_zone", time_zones(patient.time_zone))

    def choose_from(self, name: str, choices: list[tuple[str, str]]) -> None:
        chosen = self.fields[name]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = choices

    def clean_given_name(self) -> str:
        return clean_name(self.cleaned_data["given_name"], "given name")

    def clean_family_name(self) -> str:
        return clean_name(self.cleaned_data["family_name"], "family name")

    def clean_guardian_name(self) -> str:
        return clean_name(self.cleaned_data["guardian_name"])

    def clean_mrn(self) -> str:
        return clean_mrn(self.cleaned_data["mrn"])

    def clean_birth_date(self) -> date | None:
        born: date | None = self.cleaned_data["birth_date"]
        return born and clean_birth_date(born, today=local_date(timezone.now()))

    def identity(self, email: str) -> Identity:
        said = self.cleaned_data
        names = ("given_name", "family_name", "birth_date", "mrn", "guardian_name", "guardian_is")
        return Identity(email, **{name: said[name] for name in names})


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS, fields=DetailsForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, patient: str) -> HttpResponse:
    known = known_patient(patient)
    if request.method != "POST":
        record(request, "patient.read", known.patient.pk, page="details")
        return show(
            request, "patient/form", context(known, DetailsForm(initial=as_known(known), patient=known.patient))
        )
    form = DetailsForm(request.POST, patient=known.patient)
    if form.is_valid() and saved(known, form, who(request)):
        messages.info(request, _("Saved."))
        return redirect("staff:patient", known.patient.pk)
    return show(request, "patient/form", context(known, form))


def saved(known: Known, form: DetailsForm, by: str) -> bool:
    said = form.cleaned_data
    try:
        change_details(
            known.patient, form.identity(known.identity.email), language=said["language"], time_zone=said["time_zone"],
            private_mail=said["private_mail"], now=timezone.now(), by=by,
        )  # fmt: skip
    except ValidationError as problem:
        add_refusal(form, problem)
    except Refusal as refusal:
        add_refusal(form, refusal, "mrn")
    return not form.errors


def as_known(known: Known) -> dict[str, Any]:
    who_it_is, born = known.identity, known.identity.birth_date
    return {
        "given_name": who_it_is.given_name, "family_name": who_it_is.family_name, "mrn": who_it_is.mrn,
        "guardian_name": who_it_is.guardian_name, "guardian_is": who_it_is.guardian_is,
        "birth_date": as_typed(born) if born else "",
        "language": known.patient.language, "time_zone": known.patient.time_zone, "private_mail": known.patient.private_mail,
    }  # fmt: skip


def context(known: Known, form: DetailsForm) -> Context:
    born = form.cleaned_data.get("birth_date") if form.is_bound else known.identity.birth_date
    read = long_date(born) if born else _("Month, day, year. It opens private messages.")
    return {
        **question(
            known.patient, _("Change {name}’s details").format(name=known.first_name), _("Change the details"),
            reverse("staff:change_details", args=[known.patient.pk]),
            consequences(known.patient),
            _("Save the details"), _("Leave them"),
        ),
        "form": form, "not_done": _("Nothing is saved yet."),
        "fields": [
            field(form["given_name"]), field(form["family_name"], may=_("may stay empty")),
            field(form["birth_date"], hint=read, may=_("may stay empty")), *guardian(known, form, born),
            field(form["mrn"], may=_("may stay empty")),
            field(form["language"], "select"), field(form["time_zone"], "select"),
            field(
                form["private_mail"], "tick", title=_("Someone else reads this mailbox"),
                text=_("Emails carry only a link, which the birth date or the PIN opens. Give a new PIN where neither is known."),
            ),
        ],
    }  # fmt: skip


def guardian(known: Known, form: DetailsForm, born: date | None) -> list[Context]:
    """Asked of somebody under 18, and shown as long as one is recorded."""
    if not (known.identity.guardian_name or is_minor(born, local_date(timezone.now()))):
        return []
    hint = _("Whose address it is, and who says yes or no.")
    return [
        field(form["guardian_name"], hint=hint, may=_("may stay empty")),
        field(form["guardian_is"], "select"),
    ]


def consequences(one: Patient) -> list[Consequence]:
    planned = Message.objects.filter(patient=one, state=Message.State.PLANNED, kind=Message.Kind.STEP).count()
    again = ngettext(
        "planned lesson is planned anew, if the language or the time zone changes",
        "planned lessons are planned anew, if the language or the time zone changes",
        planned,
    )
    return [(0, _("lessons are sent twice, or dropped")), (planned, again)]

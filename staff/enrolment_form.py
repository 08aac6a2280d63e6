"""The form that enrols a patient: each answer is checked by the rule that will hold for it, and said where it stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from campaigns.enrolling import Request, address_in_use, record_number_taken
from campaigns.languages import untranslated_lessons
from campaigns.models import Enrolment, Series
from clinic.models import ClinicProfile
from content.cover_notes import cover_notes
from patients.addresses import clean_address
from patients.dates import clean_birth_date, clean_visit_date
from patients.models import Identity
from patients.names import clean_mrn, clean_name
from staff.choices import languages, time_zones
from staff.desk_form import DeskForm
from staff.written_dates import WrittenDateField

HOW = gettext_noop("Said yes at the desk, read aloud")


class EnrolmentForm(DeskForm):
    email = forms.CharField(
        label=gettext_lazy("Email"), error_messages={"required": gettext_lazy("Type the patient’s email address.")}
    )
    given_name = forms.CharField(
        label=gettext_lazy("Given name"),
        error_messages={"required": gettext_lazy("Type the given name: each lesson greets the patient by it.")},
    )
    family_name = forms.CharField(label=gettext_lazy("Family name"), required=False)
    birth_date = WrittenDateField(label=gettext_lazy("Birth date"), required=False)
    mrn = forms.CharField(label=gettext_lazy("Record number"), required=False)
    visit_date = WrittenDateField(label=gettext_lazy("Visit date"), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        error_messages={
            "required": gettext_lazy("Choose a language."),
            "invalid_choice": gettext_lazy("Choose a language of the list."),
        },
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        error_messages={
            "required": gettext_lazy("Choose a time zone."),
            "invalid_choice": gettext_lazy("Choose a time zone of the list."),
        },
    )
    series = forms.CharField(
        label=gettext_lazy("Series"), error_messages={"required": gettext_lazy("Choose a series.")}
    )
    consent = forms.BooleanField(
        label=gettext_lazy("Consent"),
        error_messages={
            "required": gettext_lazy("Tick it when the patient has said yes. Without a yes nobody is enrolled.")
        },
    )
    untranslated = forms.ChoiceField(
        label=gettext_lazy("Not in their language yet"), choices=Enrolment.Untranslated, required=False
    )
    share_address = forms.BooleanField(label=gettext_lazy("Shared address"), required=False)

    def __init__(self, *args: Any, clinic: ClinicProfile, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.address_used, self.missing_texts = now, False, 0
        self.choose_from("language", languages([*clinic.languages, *cover_notes()]))
        self.choose_from("time_zone", time_zones(clinic.time_zone))

    def choose_from(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices, field.initial = choices, choices[0][0] if choices else ""

    def clean_email(self) -> str:
        return clean_address(self.cleaned_data["email"])

    def clean_given_name(self) -> str:
        return clean_name(self.cleaned_data["given_name"], "given name")

    def clean_family_name(self) -> str:
        return clean_name(self.cleaned_data["family_name"], "family name")

    def clean_mrn(self) -> str:
        return clean_mrn(self.cleaned_data["mrn"])

    def clean_series(self) -> str:
        series = Series.objects.filter(slug=self.cleaned_data["series"]).first()
        if series is None or series.state != Series.State.ACTIVE:
            raise ValidationError(_("Choose a series that patients can be enrolled in now."))
        return series.slug

    def clean(self) -> dict[str, Any]:
        today = self.now.astimezone(ZoneInfo(self.cleaned_data.get("time_zone") or "UTC")).date()
        self.check_date("birth_date", clean_birth_date, today)
        self.check_date("visit_date", clean_visit_date, today)
        self.ask_about_who_it_is()
        self.ask_about_a_missing_translation()
        return self.cleaned_data

    def check_date(self, name: str, rule: Any, today: date) -> None:
        try:
            if said := self.cleaned_data.get(name):
                rule(said, today=today)
        except ValidationError as problem:
            self.add_error(name, problem)

    def ask_about_who_it_is(self) -> None:
        """Families share mailboxes: asked once, then allowed. Nobody shares a record number."""
        said = self.cleaned_data
        if {"email", "given_name", "family_name", "birth_date", "mrn"} - said.keys():
            return
        asked = Identity(said["email"], said["given_name"], said["family_name"], said["birth_date"], said["mrn"])
        if record_number_taken(asked):
            self.add_error(
                "mrn", _("A patient here has this number under another name or address: search for it first.")
            )
            return
        self.address_used = address_in_use(asked)
        if self.address_used and not said.get("share_address"):
            self.add_error("share_address", _("Tick it if they share the mailbox, or correct the address."))

    def ask_about_a_missing_translation(self) -> None:
        """Fall back or wait: nobody gets a lesson they can't read without a person having chosen so."""
        said = self.cleaned_data
        if {"language", "series"} - said.keys():
            return
        self.missing_texts = untranslated_lessons(Series.objects.named(said["series"]), said["language"], self.now)
        if self.missing_texts and not said.get("untranslated"):
            self.add_error("untranslated", _("Choose what the patient gets until the translation is signed."))

    def request(self) -> Request:
        """What the form tells the domain. The address isn't confirmed: an email asks for that."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("consent", "share_address")}
        said["untranslated"] = said["untranslated"] or Enrolment.Untranslated.FALL_BACK
        return Request(**said, consent=HOW, confirmed=False)


def blank(clinic: ClinicProfile, chosen: str) -> EnrolmentForm:
    return EnrolmentForm(clinic=clinic, now=timezone.now(), initial={"series": chosen})

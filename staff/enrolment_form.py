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

from campaigns.consents.words import CONSENT_WORDING
from campaigns.enrolling.look_alikes import LookAlike, look_alikes
from campaigns.enrolling.one_patient import Request
from campaigns.enrolling.same_person import record_number_taken
from campaigns.enrolling.slips import request_of
from campaigns.models import Enrolment, Series, Slip
from campaigns.series.languages import untranslated_lessons
from clinic.models import ClinicProfile
from content.cover_notes import cover_notes
from patients.addresses import clean_address
from patients.dates import clean_birth_date, clean_visit_date
from patients.models import Identity, Patient
from patients.names import clean_mrn, clean_name
from patients.of_age import GuardianIs, is_minor
from staff.choices import languages, time_zones
from staff.desk_form import DeskForm
from staff.written_dates import WrittenDateField, as_typed

HOW = gettext_noop("Said yes at the desk, read aloud")
BY_GUARDIAN = gettext_noop("The parent or guardian said yes at the desk, read aloud")
ANOTHER = "another"  # person than those who look alike
FROM_A_SLIP = gettext_noop("Said yes on the slip, confirmed at the desk")
NOT_ASKED_FOR = ("consent", "who_it_is", "slip")  # of the fields, what the domain hears in other words


class EnrolmentForm(DeskForm):
    # in the order of the page: the box on top names what is to be mended in it
    email = forms.CharField(
        label=gettext_lazy("Email"), error_messages={"required": gettext_lazy("Type the patient’s email address.")}
    )
    who_it_is = forms.CharField(label=gettext_lazy("Known here"), required=False)
    private_mail = forms.BooleanField(label=gettext_lazy("Shared mailbox"), required=False)
    given_name = forms.CharField(
        label=gettext_lazy("Given name"),
        error_messages={"required": gettext_lazy("Type the given name: each lesson greets the patient by it.")},
    )
    family_name = forms.CharField(label=gettext_lazy("Family name"), required=False)
    birth_date = WrittenDateField(label=gettext_lazy("Birth date"), required=False)
    guardian_name = forms.CharField(label=gettext_lazy("Parent or guardian"), required=False)
    guardian_is = forms.ChoiceField(label=gettext_lazy("Is the patient’s"), choices=GuardianIs, required=False)
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
    untranslated = forms.ChoiceField(
        label=gettext_lazy("Not in their language yet"), choices=Enrolment.Untranslated, required=False
    )
    consent = forms.BooleanField(
        label=gettext_lazy("Consent"),
        error_messages={
            "required": gettext_lazy("Tick it when the patient has said yes. Without a yes nobody is enrolled.")
        },
    )
    slip = forms.UUIDField(widget=forms.HiddenInput, required=False)  # the one whose letters were read aloud

    def __init__(
        self, *args: Any, clinic: ClinicProfile, now: datetime, opened: Slip | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.opened = opened
        spoken = request_of(opened).language if opened else ""
        self.now, self.missing_texts, self.minor = now, 0, False
        self.look_alikes: list[LookAlike] = []
        self.choose_from("language", languages([*filter(None, [spoken]), *clinic.languages, *cover_notes()]))
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

    def clean_guardian_name(self) -> str:
        return clean_name(self.cleaned_data["guardian_name"])

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
        self.ask_about_a_guardian(today)
        self.ask_about_who_it_is()
        self.ask_about_a_missing_translation()
        return self.cleaned_data

    def check_date(self, name: str, rule: Any, today: date) -> None:
        try:
            if said := self.cleaned_data.get(name):
                rule(said, today=today)
        except ValidationError as problem:
            self.add_error(name, problem)

    def ask_about_a_guardian(self, today: date) -> None:
        """Of somebody under 18. Where no birth date is typed, the domain knows it by the patient's own, and a name stays."""
        born = self.cleaned_data.get("birth_date")
        self.minor = is_minor(born, today) or bool(born is None and self.cleaned_data.get("guardian_name"))
        if self.minor and not self.cleaned_data.get("guardian_name") and "guardian_name" not in self.errors:
            self.add_guardian_error()

    def add_guardian_error(self) -> None:
        self.minor = True
        said = _(
            "The patient is under 18: type the parent’s or guardian’s name. The address must be theirs, and so is the yes."
        )
        self.add_error("guardian_name", said)

    def ask_about_who_it_is(self) -> None:
        """Families share mailboxes, and people move to new ones: asked once, then allowed. Nobody shares a record number."""
        said = self.cleaned_data
        if {"email", "given_name", "family_name", "birth_date", "mrn"} - said.keys():
            return
        asked = Identity(said["email"], said["given_name"], said["family_name"], said["birth_date"], said["mrn"])
        self.look_alikes = look_alikes(asked)
        if self.look_alikes and said.get("who_it_is") not in self.answers():
            self.add_error("who_it_is", _("Say who it is: somebody known here, or another person."))
        elif self.known() is None and record_number_taken(asked):
            self.add_error(
                "mrn", _("A patient here has this number under another name or address: search for it first.")
            )

    def answers(self) -> list[str]:
        """To who it is. Where nobody looks alike any more, whatever was answered before doesn't matter."""
        return [*(str(one.patient.pk) for one in self.look_alikes), ANOTHER]

    def known(self) -> Patient | None:
        """The one among those who look alike that the desk says it is."""
        said = self.cleaned_data.get("who_it_is")
        return next((one.patient for one in self.look_alikes if str(one.patient.pk) == said), None)

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
        said = {name: value for name, value in self.cleaned_data.items() if name not in NOT_ASKED_FOR}
        if not self.minor:
            said["guardian_name"] = said["guardian_is"] = ""
        said["untranslated"] = said["untranslated"] or Enrolment.Untranslated.FALL_BACK
        how, wording = self.agreed()
        return Request(**said, consent=how, wording=wording, confirmed=False)

    def agreed(self) -> tuple[str, str]:
        """How the yes was given, and the version of the words. A guardian answers at the desk, whatever a slip says."""
        if self.minor:
            return BY_GUARDIAN, CONSENT_WORDING
        return (FROM_A_SLIP, self.opened.wording) if self.opened else (HOW, CONSENT_WORDING)


def blank(clinic: ClinicProfile, chosen: str, opened: Slip | None = None) -> EnrolmentForm:
    """`opened`: a slip whose answers stand in the fields already."""
    initial = as_filled_in(opened) if opened else {"series": chosen}
    return EnrolmentForm(clinic=clinic, now=timezone.now(), opened=opened, initial=initial)


def as_filled_in(slip: Slip) -> dict[str, Any]:
    told = request_of(slip)
    names = ("series", "email", "given_name", "family_name", "private_mail", "language")
    said: dict[str, Any] = {name: getattr(told, name) for name in names}
    return {
        **said,
        "birth_date": as_typed(told.birth_date) if told.birth_date else "",
        "slip": slip.pk,
        "consent": True,
    }

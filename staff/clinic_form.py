"""The clinic's settings as a form. The rules are those of the `clinic` command: each is asked about its own field."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic import profile_settings
from clinic.keeping_settings import KEEPING
from clinic.models import ClinicProfile
from clinic.pace_settings import PACE
from clinic.refusal import Refusal
from content.words import languages_with_words
from staff.choices import PICTURES, SIGN_UP, SUBSTANCE_USE, languages, logos, time_zones, weekdays
from staff.desk_form import DeskForm

FIELD_OF = {"from": "sender", "look": "accent", "window": "window_start"}
NEWER = ("logo", "pictures", "sign_up", "inbound", "substance_use_consent", *KEEPING)  # not in every form
STAYS_EMPTY = ("from", "reply_to", "phone", "emergency", "crisis", "time_zone")  # until somebody fills it in
EQUALS = re.compile(r"[ \t]*=[ \t]*")  # people write blanks around it; the command can't


class ClinicForm(DeskForm):
    name = forms.CharField(label=gettext_lazy("Clinic"), required=False)
    mail_name = forms.CharField(label=gettext_lazy("Mail name"), required=False)
    sender = forms.CharField(label=gettext_lazy("Emails come from"), required=False)
    reply_to = forms.CharField(label=gettext_lazy("Answers go to"), required=False)
    postal_address = forms.CharField(label=gettext_lazy("Postal address"), required=False)
    phone = forms.CharField(label=gettext_lazy("Your phone"), required=False)
    hours = forms.CharField(label=gettext_lazy("When someone answers"), required=False)
    emergency = forms.CharField(label=gettext_lazy("Emergency number"), required=False)
    crisis = forms.CharField(label=gettext_lazy("Crisis line"), required=False)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)
    window_start = forms.CharField(label=gettext_lazy("From"), required=False)
    window_end = forms.CharField(label=gettext_lazy("Until"), required=False)
    weekdays = forms.MultipleChoiceField(label=gettext_lazy("Days"), required=False, choices=weekdays)
    holidays = forms.CharField(label=gettext_lazy("Holidays"), required=False, widget=forms.Textarea)
    per_second = forms.CharField(label=gettext_lazy("Emails a second"), required=False)
    per_day = forms.CharField(label=gettext_lazy("Emails a day"), required=False)
    warm_up = forms.CharField(label=gettext_lazy("Warm-up plan"), required=False)
    per_domain = forms.CharField(
        label=gettext_lazy("A day to one mailbox provider"), required=False, widget=forms.Textarea
    )
    per_address = forms.CharField(label=gettext_lazy("Lessons a day to one address"), required=False)
    languages = forms.MultipleChoiceField(label=gettext_lazy("Languages"), required=False)
    accent = forms.CharField(label=gettext_lazy("Accent colour"), required=False)
    test_addresses = forms.CharField(label=gettext_lazy("Addresses for tests"), required=False, widget=forms.Textarea)
    logo = forms.ChoiceField(label=gettext_lazy("Logo"), required=False)
    pictures = forms.ChoiceField(label=gettext_lazy("Pictures in emails"), required=False, choices=PICTURES)
    sign_up = forms.ChoiceField(label=gettext_lazy("Sign-up form"), required=False, choices=SIGN_UP)
    inbound = forms.CharField(label=gettext_lazy("Host for answers"), required=False)
    substance_use_consent = forms.ChoiceField(
        label=gettext_lazy("Visits about substance use"), required=False, choices=SUBSTANCE_USE
    )
    keep_patients = forms.CharField(label=gettext_lazy("Patients"), required=False)
    keep_emails = forms.CharField(label=gettext_lazy("Emails as they were received"), required=False)
    keep_events = forms.CharField(label=gettext_lazy("What the provider told of them"), required=False)
    keep_messages = forms.CharField(label=gettext_lazy("That they were sent"), required=False)

    def __init__(self, data: Any = None, *, profile: ClinicProfile) -> None:
        super().__init__(data, initial=as_typed(profile))
        self.profile = profile
        empty = [] if profile.time_zone else [("", _("Choose a time zone"))]
        self.offer("time_zone", [*empty, *time_zones(profile.time_zone)])
        self.offer("logo", logos(profile.logo))
        self.offer("languages", languages([*profile.languages, *languages_with_words()]))

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        for name, text in self.written().items():
            try:
                profile_settings.SETTINGS[name].read(text)
            except Refusal as refusal:
                self.add_error(FIELD_OF.get(name, name), refusal.here)
        return self.cleaned_data

    def written(self) -> dict[str, str]:
        """As `clinic set` would be told. What is empty and was empty isn't touched."""
        said = self.cleaned_data
        plain = (
            "name",
            "mail_name",
            "reply_to",
            "postal_address",
            "phone",
            "hours",
            "emergency",
            "crisis",
            "time_zone",
        )
        texts = {name: said.get(name, "") for name in plain} | {
            "from": said.get("sender", ""),
            "window": f"{said.get('window_start', '')[:5]}-{said.get('window_end', '')[:5]}",
            "weekdays": ",".join(profile_settings.DAYS[int(day)] for day in said.get("weekdays", [])),
            "holidays": said.get("holidays", ""),
            "languages": ",".join(said.get("languages", [])),
            "look": said.get("accent", ""),
            "test_addresses": said.get("test_addresses", ""),
            **{name: said.get(name, "") for name in NEWER if name in self.data},
            **{name: EQUALS.sub("=", said.get(name, "")) for name in PACE if name in self.data},
        }
        before = profile_settings.show(self.profile)
        return {name: text for name, text in texts.items() if text or before[name] or name not in STAYS_EMPTY}

    def save(self) -> list[str]:
        """Change what differs, all or nothing; the names of the settings changed. Raises Refusal."""
        before = profile_settings.show(self.profile)
        profile_settings.change(self.profile, self.written())
        return sorted(name for name, text in profile_settings.show(self.profile).items() if text != before[name])


def as_typed(profile: ClinicProfile) -> dict[str, Any]:
    shown = profile_settings.show(profile)
    start, _, end = shown["window"].partition("-")
    return {
        **shown, "sender": shown["from"], "window_start": start, "window_end": end,
        "warm_up": ", ".join(map(str, profile.warm_up)), "per_domain": shown["per_domain"].replace(",", "\n"),
        "weekdays": [str(day) for day in profile.weekdays], "holidays": shown["holidays"].replace(",", "\n"),
        "languages": profile.languages, "accent": shown["look"], "test_addresses": "\n".join(profile.test_addresses),
    }  # fmt: skip

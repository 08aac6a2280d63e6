"""What an admin types about a person, and about how everybody signs in."""

from __future__ import annotations

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from clinic.models import Person
from clinic.sign_in_settings import LONGEST, SHORTEST
from staff.desk_form import DeskForm

WHAT_ROLES_DO = {
    Person.Role.FRONT_DESK: gettext_lazy("Enrols patients and helps them."),
    Person.Role.MARKETING: gettext_lazy("Writes, plans and reads reports. Doesn’t see who patients are."),
    Person.Role.REVIEWER: gettext_lazy("Signs what may be taught."),
    Person.Role.TRANSLATOR: gettext_lazy("Writes and signs translations."),
    Person.Role.ADMIN: gettext_lazy("Everything, settings and people too."),
    Person.Role.AUDITOR: gettext_lazy("Sees everything, changes nothing."),
}


class AboutPerson(DeskForm):
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Person.Role.choices)
    credential = forms.CharField(label=gettext_lazy("Credential"), required=False, max_length=60)
    email = forms.EmailField(label=gettext_lazy("Email"), required=False)


class InvitePerson(AboutPerson):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write the person’s name.")},
    )
    roles_in_words = tuple({"name": role.label, "text": text} for role, text in WHAT_ROLES_DO.items())
    field_order = ("name", "role", "credential", "email")


class SignInRules(DeskForm):
    idle_minutes = forms.IntegerField(
        label=gettext_lazy("Sign out after so many minutes"),
        min_value=SHORTEST,
        max_value=LONGEST,
        error_messages={
            "min_value": format_lazy(gettext_lazy("At least {shortest} minutes."), shortest=SHORTEST),
            "max_value": format_lazy(gettext_lazy("At most {longest} minutes, 8 hours."), longest=LONGEST),
        },
    )
    second_factor = forms.MultipleChoiceField(
        label=gettext_lazy("Who needs a second factor"), required=False, choices=Person.Role.choices
    )

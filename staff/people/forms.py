"""What an admin types about a person, and about how everybody signs in."""

from __future__ import annotations

from django import forms

from clinic.models import Person
from clinic.sign_in_settings import LONGEST, SHORTEST
from staff.desk_form import DeskForm

WHAT_ROLES_DO = {
    Person.Role.FRONT_DESK: "Enrols patients and helps them.",
    Person.Role.MARKETING: "Writes, plans and reads reports. Doesn’t see who patients are.",
    Person.Role.REVIEWER: "Signs what may be taught.",
    Person.Role.TRANSLATOR: "Writes and signs translations.",
    Person.Role.ADMIN: "Everything, settings and people too.",
    Person.Role.AUDITOR: "Sees everything, changes nothing.",
}


class AboutPerson(DeskForm):
    role = forms.ChoiceField(label="Role", choices=Person.Role.choices)
    credential = forms.CharField(label="Credential", required=False, max_length=60)
    email = forms.EmailField(label="Email", required=False)


class InvitePerson(AboutPerson):
    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Write the person’s name."})
    roles_in_words = tuple({"name": role.label, "text": text} for role, text in WHAT_ROLES_DO.items())
    field_order = ("name", "role", "credential", "email")


class SignInRules(DeskForm):
    idle_minutes = forms.IntegerField(
        label="Sign out after so many minutes",
        min_value=SHORTEST,
        max_value=LONGEST,
        error_messages={
            "min_value": f"At least {SHORTEST} minutes.",
            "max_value": f"At most {LONGEST} minutes, 8 hours.",
        },
    )
    second_factor = forms.MultipleChoiceField(
        label="Who needs a second factor", required=False, choices=Person.Role.choices
    )

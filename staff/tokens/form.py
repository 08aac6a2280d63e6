"""What an admin says of a new token: which system, what it may do, how long."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from clinic.api_tokens import DAYS, MOST_DAYS
from clinic.models import ApiToken
from staff.desk_form import DeskForm


class TokenForm(DeskForm):
    name = forms.CharField(
        label=gettext_lazy("System"),
        max_length=36,
        error_messages={"required": gettext_lazy("Name the system that will call, such as north-ehr.")},
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=ApiToken.Scope.choices,
        error_messages={"required": gettext_lazy("Choose at least one thing it may do.")},
    )
    days = forms.IntegerField(
        label=gettext_lazy("How many days it holds"), min_value=1, max_value=MOST_DAYS, initial=DAYS
    )

"""What an admin says of a new receiver: whose it is, where it listens, what it wants to hear."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from campaigns.models import Receiver
from campaigns.outgoing.address import LONGEST
from staff.desk_form import DeskForm


class ReceiverForm(DeskForm):
    name = forms.CharField(label=gettext_lazy("Name of the receiver"), max_length=36)
    url = forms.CharField(label=gettext_lazy("Where it listens"), max_length=LONGEST)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What it hears"),
        choices=Receiver.Kind.choices,
        error_messages={"required": gettext_lazy("Choose at least one thing it hears.")},
    )
    system = forms.CharField(label=gettext_lazy("Only visits of this API system"), max_length=36, required=False)

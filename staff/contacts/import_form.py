"""Up to three files from another newsletter tool, and what is said of the people in the last one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, BinaryIO

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from campaigns.contacts.agreeing import Agreed
from campaigns.contacts.importing import File
from clinic.models import ClinicProfile
from patients.models.consent import MAX_HOW
from staff.desk_form import DeskForm
from staff.written_dates import WrittenDateField


class ImportForm(DeskForm):
    unsubscribed = forms.FileField(label=pgettext_lazy("people", "Unsubscribed"), required=False, allow_empty_file=True)
    bounced = forms.FileField(label=gettext_lazy("Bounced or cleaned"), required=False, allow_empty_file=True)
    subscribed = forms.FileField(label=gettext_lazy("Subscribed"), required=False, allow_empty_file=True)
    how = forms.CharField(
        label=gettext_lazy("How they agreed"), required=False, max_length=MAX_HOW,
        error_messages={"max_length": gettext_lazy("Say it in at most %(limit_value)d characters.")},
    )  # fmt: skip
    agreed_on = WrittenDateField(label=gettext_lazy("When they agreed"), required=False)
    confirmed = forms.BooleanField(label=gettext_lazy("Confirmed addresses"), required=False)
    patients_too = forms.BooleanField(label=gettext_lazy("Patients too"), required=False)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not any(said.get(file) for file in File):
            self.add_error("unsubscribed", _("Choose at least one file."))
        if said.get("subscribed"):
            if not said.get("how"):
                self.add_error("how", _("Say how these people agreed, such as “form on our website”."))
            if not said.get("agreed_on") and "agreed_on" not in self.errors:
                self.add_error("agreed_on", _("Type the day on which they agreed; the last of them, when it differs."))
        return said

    def chosen(self) -> dict[File, BinaryIO]:
        return {file: self.cleaned_data[file] for file in File if self.cleaned_data.get(file)}

    def agreed(self, now: datetime) -> Agreed | None:
        """None when nobody is brought in. Raises Refusal."""
        said = self.cleaned_data
        if not said.get("subscribed"):
            return None
        return Agreed.on(
            said["agreed_on"], said["how"], zone=ClinicProfile.current().zone, now=now,
            confirmed=said["confirmed"], patients_too=said["patients_too"],
        )  # fmt: skip

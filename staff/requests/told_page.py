"""Who is told by email: the backup for late requests, and the readers of the Monday email."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from clinic.models import ClinicProfile
from clinic.profile_settings import change
from clinic.refusal import Refusal
from clinic.told_settings import still_here, who_can_be_told
from staff.desk import desk_page, record, show
from staff.desk_form import DeskForm
from staff.permissions import May


class ToldForm(DeskForm):
    backup = forms.ChoiceField(label=gettext_lazy("Backup for late requests"), required=False)
    digest = forms.MultipleChoiceField(label=gettext_lazy("Get the Monday email"), required=False)

    def __init__(self, data: Any, clinic: ClinicProfile) -> None:
        backup, readers = still_here(clinic)
        initial = {"backup": backup.username if backup else "", "digest": [one.username for one in readers]}
        super().__init__(data, initial=initial)
        people = [(one.username, one.get_full_name() or one.username) for one in who_can_be_told()]
        for name, choices in (("backup", [("", _("Nobody")), *people]), ("digest", people)):
            offered = self.fields[name]
            assert isinstance(offered, forms.ChoiceField)
            offered.choices = choices


@desk_page(May.SEE_SETTINGS, change=May.SET_UP, fields=ToldForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def who_is_told(request: HttpRequest) -> HttpResponse:
    clinic = ClinicProfile.current()
    form = ToldForm(request.POST if request.method == "POST" else None, clinic)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            change(clinic, {"backup": said["backup"], "digest": ",".join(said["digest"])})
        except Refusal as refusal:
            form.add_error(None, refusal.here)
        else:
            record(request, "clinic.set", "", settings=["backup", "digest"])
            messages.info(request, _("Saved. It holds from the next hour on."))
            return redirect("staff:who_is_told")
    return show(request, "requests/told", {"form": form, "here": reverse("staff:who_is_told")})

"""The clinic's own settings: what every email says of it, and when emails may leave."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinic.models import ClinicProfile
from clinic.refusal import Refusal
from staff.clinic_form import FIELD_OF, ClinicForm
from staff.desk import desk_page, record, show
from staff.permissions import May


@desk_page(May.SEE_SETTINGS, change=May.SET_UP, fields=ClinicForm.base_fields)
@require_http_methods(["GET", "HEAD", "POST"])
def clinic(request: HttpRequest) -> HttpResponse:
    profile = ClinicProfile.current()
    form = ClinicForm(request.POST if request.method == "POST" else None, profile=profile)
    if request.method == "POST" and form.is_valid() and saved(form, request):
        return redirect("staff:clinic")
    missing = [FIELD_OF.get(name, name) for name in ClinicProfile.current().missing()]
    context = {"form": form, "missing": [{"label": form[name].label.lower(), "field": name} for name in missing]}
    return show(request, "clinic", context, said=("clinic",))


def saved(form: ClinicForm, request: HttpRequest) -> bool:
    try:
        changed = form.save()
    except Refusal as refusal:
        form.add_error(None, refusal.here)
        return False
    record(request, "clinic.set", "", settings=changed)
    messages.info(request, _("Saved. It holds from the next email on.") if changed else _("Nothing was different."))
    return True

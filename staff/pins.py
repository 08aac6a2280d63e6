"""A new PIN for a patient who lost theirs: shown once, in the answer to the yes, and kept nowhere in clear."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from patients.models import Patient
from staff.desk import desk_page, record, record_read, show
from staff.identities import first_name, identity_of
from staff.permissions import May


@desk_page(May.HELP_PATIENTS, change=May.HELP_PATIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def new_pin(request: HttpRequest, patient: str) -> HttpResponse:
    one = get_object_or_404(Patient.objects.known(), pk=patient)
    name = first_name(one, identity_of(one))
    if request.method == "POST":
        pin = one.set_pin()
        record(request, "patient.new_pin", one.id)
        return show(request, "new_pin", {"patient": {"id": one.id, "given_name": name}, "pin": pin})
    record_read(request, [one.id])
    context = {
        "title": _("Give {name} a new PIN?").format(name=name),
        "tab_title": _("New PIN"),
        "nav": "patients",
        "consequences_of": [
            {"number": 1, "text": _("PIN appears once, on the next page")},
            {"number": 0, "text": _("lessons change; the old PIN stops working at once")},
        ],
        "why": None,
        "button_label": _("Make a new PIN"),
        "danger": False,
        "action_url": reverse("staff:new_pin", args=[one.id]),
        "back_url": reverse("staff:patient", args=[one.id]),
        "back_label": _("Keep the old one"),
    }
    return show(request, "confirm", context)
